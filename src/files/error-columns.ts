/** The columns that `errors.csv` and `errors.xlsx` have behind the input's own, in this order. */
export const ERROR_COLUMNS = ['_row', '_status', '_field', '_code', '_message'] as const;

const NAMES: ReadonlySet<string> = new Set(ERROR_COLUMNS);

/** Is it the name of a column that a file of errors adds? Such a column is never mapped, so that the file can be imported as it is. */
export function isErrorColumn(name: string): boolean {
  return NAMES.has(name);
}

/** The places in a header of the input's own columns: all but those that an earlier file of errors added. */
export function inputColumnIndexes(header: readonly string[]): number[] {
  return header.flatMap((name, place) => (isErrorColumn(name) ? [] : [place]));
}
