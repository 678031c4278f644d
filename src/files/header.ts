import { FileError } from './file-error.ts';
import { type Cell, cellText, type Row } from './row.ts';

/** Is every cell of the row empty, or nothing but space? */
export function isBlankRow(cells: readonly Cell[]): boolean {
  for (const cell of cells) if (typeof cell !== 'string' || (cell !== '' && cell.trim() !== '')) return false;
  return true;
}

/** The header row, and the rows that were read with it; nothing if the rows end before it. */
interface FoundHeader<AnyRow extends Row> {
  readonly header: AnyRow;
  readonly rest: AnyRow[];
}

/** Finds the first row with data, from the row `from` on where it is given. */
export async function findHeader<AnyRow extends Row>(
  batches: AsyncGenerator<AnyRow[]>,
  from = 0,
): Promise<FoundHeader<AnyRow> | undefined> {
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    const at = next.value.findIndex(({ number, cells }) => number >= from && !isBlankRow(cells));
    const header = next.value[at];
    if (header !== undefined) return { header, rest: next.value.slice(at + 1) };
  }
  return undefined;
}

/** A byte order mark of UTF-8 that a program took for letters of Windows or DOS, and saved before the first name. */
const garbledMark = /^(?:ï»¿|п»ї|ďťż|ο»Ώ|ן»¿|ï»؟|∩╗┐|´╗┐|Ôªø)/;

/** The names in a header row, outer space trimmed, and what is odd about them. */
export function readHeader(
  path: string,
  row: Row,
): { readonly names: readonly string[]; readonly notices: readonly string[] } {
  if (row.problems !== undefined) {
    const message = `the header cannot be read: ${row.problems[0]?.message}`;
    throw new FileError('bad-header', path, message, { line: row.number });
  }
  const names = row.cells.map((cell, at) =>
    (at === 0 ? cellText(cell).replace(garbledMark, '') : cellText(cell)).trim(),
  );
  return { names, notices: headerNotices(names) };
}

function headerNotices(names: readonly string[]): string[] {
  const notices: string[] = [];
  const places = new Map<string, string[]>();
  for (const [index, name] of names.entries()) {
    const letters = columnLetters(index);
    if (name === '') notices.push(`Column ${letters} has no name in the header.`);
    else places.set(name, [...(places.get(name) ?? []), letters]);
  }
  for (const [name, columns] of places) {
    if (columns.length > 1) {
      notices.push(
        `The column name "${name}" occurs ${columns.length} times: ${columns.map((letters, at) => `${letters} (in a mapping "${name}#${at + 1}")`).join(', ')}.`,
      );
    }
  }
  return notices;
}

/** A column as spreadsheets name it: 0 is A, 26 is AA. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

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
