import type { BlankRowCounter } from '../blank-rows.ts';
import { columnLetters } from '../column-letters.ts';
import { isBlankRow } from '../header.ts';
import type { Cell, Row } from '../row.ts';
import type { SheetRow } from './sheet-rows.ts';

/** More places are not mentioned. */
export const MAX_OUTSIDE = 4;

/** Rows with data, each with as many cells as the header. What stands beside the header's columns goes to `outside`. */
export function fitRows(rows: readonly SheetRow[], width: number, blanks: BlankRowCounter, outside: string[]): Row[] {
  const kept: Row[] = [];
  for (const row of rows) {
    if (row.cells.length > width) cutOff(row, width, outside);
    const { cells, number, problems } = row;
    if (isBlankRow(cells)) {
      blanks.addBlank(number);
      continue;
    }
    while (cells.length < width) cells.push('');
    blanks.addData();
    kept.push(problems?.length === 0 ? { number, cells } : row);
  }
  return kept;
}

function cutOff(row: SheetRow, width: number, outside: string[]): void {
  const { cells, number, problems } = row;
  noteOutside(cells, number, width, outside);
  cells.length = width;
  if (problems !== undefined) row.problems = problems.filter(({ column }) => column === undefined || column < width);
}

function noteOutside(cells: readonly Cell[], row: number, width: number, outside: string[]): void {
  for (let column = width; column < cells.length && outside.length < MAX_OUTSIDE; column++) {
    if (cells[column] !== '') outside.push(`${columnLetters(column)}${row}`);
  }
}
