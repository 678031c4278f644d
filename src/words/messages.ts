import { currentTranslation } from './language.ts';
import type { MessageEntry } from './message-entry.ts';

type MessageTable = Readonly<Record<string, MessageEntry>>;

/** A table of messages in another language: the same codes and wordings, which take the same facts. */
export type TranslatedMessages<Table extends MessageTable> = {
  readonly [Code in keyof Table]: { readonly meaning: string } & (Table[Code] extends { readonly remediation: string }
    ? { readonly remediation: string }
    : unknown) &
    (Table[Code] extends { readonly text: infer Texts }
      ? {
          readonly text: {
            readonly [Name in keyof Texts]: Texts[Name] extends (...facts: infer Facts) => string
              ? (...facts: Facts) => string
              : never;
          };
        }
      : unknown);
};

/**
 * The messages of one module in English, by their stable codes. Each module has one such table in its `messages.ts`; all of them
 * make the catalogue (`app/message-catalogue.ts`), from which the command line, the report and `docs/troubleshooting.md` are made.
 * Where another language is spoken, the members are those of its table with this name.
 */
export function defineMessages<const Table extends MessageTable>(name: string, table: Table): Table {
  const entries = Object.entries(table).map(([code, entry]) => [code, spokenEntry(name, code, entry)]);
  return Object.fromEntries(entries) as Table;
}

function spokenEntry(name: string, code: string, english: MessageEntry): MessageEntry {
  const now = () => currentTranslation()?.messages[name]?.[code] ?? english;
  const wordings = Object.entries(english.text ?? {}).map(([wording, inEnglish]) => [
    wording,
    (...facts: never[]) => (now().text?.[wording] ?? inEnglish)(...facts),
  ]);
  const entry = {
    get meaning() {
      return now().meaning;
    },
    get remediation() {
      return now().remediation;
    },
    ...(english.text && { text: Object.fromEntries(wordings) }),
  };
  return entry as MessageEntry;
}
