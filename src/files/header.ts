import { FileError } from './file-error.ts';
import { type Cell, cellText, type Row } from './row.ts';

/** Is every cell of the row empty, or nothing but space? */
export function isBlankRow(cells: readonly Cell[]): boolean {
  for (const cell of cells) if (typeof cell !== 'string' || (cell !== '' && cell.trim() !== '')) return false;
  return true;
}

/** The names in a header row, outer space trimmed, and what is odd about them. */
export function readHeader(
  path: string,
  row: Row,
): { readonly names: readonly string[]; readonly notices: readonly string[] } {
  const names = row.cells.map((cell) => cellText(cell).trim());
  if (row.problems !== undefined) {
    throw new FileError('bad-header', path, `the header cannot be read: ${row.problems[0]?.message}`, {
      line: row.number,
    });
  }
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
    if (columns.length > 1)
      notices.push(`The column name "${name}" occurs ${columns.length} times: ${columns.join(', ')}.`);
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
