/** What the catalogue of messages knows of one code, in one language. */
export interface MessageEntry {
  /** What the code means, without the facts of a case: one sentence for the list in the docs. */
  readonly meaning: string;
  /** What to do about it: one or two sentences, the next command where there is one. Absent where the text says it all. */
  readonly remediation?: string;
  /** The wordings of its messages, each made with the facts of a case. */
  readonly text?: Readonly<Record<string, (...facts: never[]) => string>>;
}
