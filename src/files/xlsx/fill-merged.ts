import { isBlankRow } from '../header.ts';
import type { Cell, RowProblem } from '../row.ts';
import type { MergedRange } from './merged-ranges.ts';
import type { SheetRow } from './sheet-rows.ts';

/** A range that is open at the current row, with its value. */
interface OpenRange {
  readonly range: MergedRange;
  readonly value: Cell;
  /** What is wrong with the value. */
  readonly problems: readonly RowProblem[];
}

/**
 * Repeats the value of merged cells in each of them, row after row. A header keeps its cells: only what is merged from above reaches
 * into it, and nothing from it into the rows below.
 */
export class MergedCellFiller {
  readonly #ranges: readonly MergedRange[];
  readonly #headerFrom: number;
  #next = 0;
  #open: OpenRange[] = [];
  #header: number | undefined;

  /** `headerFrom` is the row that is the header, or from which on it is looked for. */
  constructor(ranges: readonly MergedRange[], headerFrom: number) {
    this.#ranges = [...ranges].sort((left, right) => left.top - right.top);
    this.#headerFrom = headerFrom;
  }

  fill(row: SheetRow): void {
    this.#open = this.#open.filter(({ range }) => range.bottom >= row.number);
    for (
      let range = this.#ranges[this.#next];
      range !== undefined && range.top <= row.number;
      range = this.#ranges[++this.#next]
    ) {
      if (range.bottom < row.number || range.top === this.#header) continue;
      // The first row of a range that is missing is blank.
      const value = range.top === row.number ? (row.cells[range.left] ?? '') : '';
      const problems =
        range.top === row.number ? row.problems?.filter(({ column }) => column === range.left) : undefined;
      this.#open.push({ range, value, problems: problems ?? [] });
    }
    const isHeader = this.#header === undefined && row.number >= this.#headerFrom && !isBlankRow(row.cells);
    for (const open of this.#open) {
      const isBelow = open.range.top < row.number;
      if (open.value !== '' && (isBelow || (this.#header !== undefined && !isHeader))) repeat(row, open);
    }
    if (!isHeader) return;
    this.#header = row.number;
    this.#open = [];
  }
}

function repeat(row: SheetRow, { range, value, problems }: OpenRange): void {
  const { cells } = row;
  for (let column = range.left; column <= range.right; column++) {
    while (cells.length <= column) cells.push('');
    if (cells[column] !== '') continue;
    cells[column] = value;
    if (problems.length > 0) row.problems = [...(row.problems ?? []), ...problems.map((each) => ({ ...each, column }))];
  }
}
