/** Codes of the API by the English names that people may write instead: `{ 'follow-up': 3 }`. */
export type CodeTable = Readonly<Record<string, string | number>>;

/** Any of the codes of a table. */
export type CodeValue<Table extends CodeTable> = Table[keyof Table];

/** The name of a code, which may come as a number or as digits. */
export function codeName(table: CodeTable, value: unknown): string | undefined {
  return Object.keys(table).find((name) => String(table[name]) === String(value));
}
