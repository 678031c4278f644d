import { t } from '../words/index.ts';
import { FileError } from './file-error.ts';
import { FILE_MESSAGES } from './messages.ts';
import { type Cell, cellText, type Row } from './row.ts';

/** Is every cell of the row empty, or nothing but space? */
export function isBlankRow(cells: readonly Cell[]): boolean {
  for (const cell of cells) if (typeof cell !== 'string' || (cell !== '' && cell.trim() !== '')) return false;
  return true;
}

/** The header row, and the rows that were read with it. */
interface FoundHeader<AnyRow extends Row> {
  readonly header: AnyRow;
  readonly rest: AnyRow[];
}

/** Finds the first row with data, starting at the row `from`. */
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

/** A UTF-8 byte order mark that a program read in a Windows or DOS encoding and saved as letters before the first name. */
const GARBLED_BYTE_ORDER_MARK = /^(?:ï»¿|п»ї|ďťż|ο»Ώ|ן»¿|ï»؟|∩╗┐|´╗┐|Ôªø)/;

/** The names in a header row, outer space trimmed, and notices about missing and repeated ones. */
export function readHeader(
  path: string,
  row: Row,
): { readonly names: readonly string[]; readonly notices: readonly string[] } {
  if (row.problems !== undefined) {
    const message = FILE_MESSAGES['bad-header'].text.because(row.problems[0]?.message ?? '');
    throw new FileError('bad-header', path, message, { line: row.number });
  }
  const names = row.cells.map((cell, at) =>
    (at === 0 ? cellText(cell).replace(GARBLED_BYTE_ORDER_MARK, '') : cellText(cell)).trim(),
  );
  return { names, notices: headerNotices(names) };
}

function headerNotices(names: readonly string[]): string[] {
  const notices: string[] = [];
  const columnsByName = new Map<string, string[]>();
  for (const [index, name] of names.entries()) {
    const letters = columnLetters(index);
    if (name === '') notices.push(t`Column ${letters} has no name in the header.`);
    else columnsByName.set(name, [...(columnsByName.get(name) ?? []), letters]);
  }
  for (const [name, columns] of columnsByName) {
    if (columns.length > 1) {
      notices.push(
        t`The column name "${name}" occurs ${columns.length} times: ${columns.map((letters, at) => t`${letters} ("${name}#${at + 1}" in a mapping)`).join(', ')}.`,
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

/** The columns that `errors.csv` and `errors.xlsx` have after those of the input, in this order. */
export const ERROR_COLUMNS = ['_row', '_status', '_field', '_code', '_message'] as const;

const ERROR_COLUMN_NAMES: ReadonlySet<string> = new Set(ERROR_COLUMNS);

/** Is it the name of a column that an errors file adds? Such a column is never mapped, so that the file can be imported as it is. */
export function isErrorColumn(name: string): boolean {
  return ERROR_COLUMN_NAMES.has(name);
}

/** The indexes of the input's own columns in a header: all but those that an earlier errors file added. */
export function inputColumnIndexes(header: readonly string[]): number[] {
  return header.flatMap((name, index) => (isErrorColumn(name) ? [] : [index]));
}
