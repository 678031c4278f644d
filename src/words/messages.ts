/** What the catalogue of messages knows of one code, in one language. */
export interface MessageEntry {
  /** What the code means, without the facts of a case: one sentence for the list in the docs. */
  readonly meaning: string;
  /** What to do about it: one or two sentences, the next command where there is one. Absent where the text says it all. */
  readonly remediation?: string;
  /** The wordings of its messages, each made with the facts of a case. */
  readonly text?: Readonly<Record<string, (...facts: never[]) => string>>;
}

/**
 * The messages of one module in English, by their stable codes. Each module has one such table in its `messages.ts`; all of them
 * make the catalogue (`app/message-catalogue.ts`), from which the command line, the report and `docs/troubleshooting.md` are made.
 * A translation is a table of the same type.
 */
export function defineMessages<const Table extends Readonly<Record<string, MessageEntry>>>(table: Table): Table {
  return table;
}
