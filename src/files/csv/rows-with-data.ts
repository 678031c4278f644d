import { counted } from '../../words/counted.ts';
import type { BlankRows } from '../blank-rows.ts';
import { isBlankRow } from '../header.ts';
import { cellText, type Row, type RowProblem } from '../row.ts';

/** What a row needs to be one of the table: plain data. */
export interface RowFit {
  /** Cells of the header. */
  readonly width: number;
  /** What every first cell holds, as far as is known: the rest of a line that was broken in two rarely does. */
  readonly firstHolds: 'digit' | 'at-sign' | undefined;
  /** Blank cells at the end of lines are left out in this file. */
  readonly trimsBlanks: boolean;
}

/** What first cells may hold that tells a row from the rest of a broken line. */
const holding = { digit: /\d/, 'at-sign': /@/ } as const;

/** Enough rows to say what first cells hold. */
const minSample = 2;

/** The fit of a table whose first rows these are. */
export function fitOf(width: number, sample: readonly Row[]): RowFit {
  const firsts = sample.filter(({ cells }) => cells.length === width).map(({ cells }) => cellText(cells[0]));
  const all = (what: RegExp): boolean => firsts.length >= minSample && firsts.every((text) => what.test(text));
  const firstHolds = all(holding['at-sign']) ? 'at-sign' : all(holding.digit) ? 'digit' : undefined;
  const trimsBlanks = sample.some(({ cells }) => cells.length > 1 && cells.length < width);
  return { width, firstHolds, trimsBlanks };
}

/**
 * Rows with data. Blank cells at the end of a line say nothing, whether there are too many or too few of them, as Excel and
 * Outlook write them; a row that does not fit the header otherwise is marked.
 */
export function rowsWithData(rows: Row[], fit: RowFit, blanks: BlankRows): Row[] {
  let kept = 0;
  for (const row of rows) {
    const { cells } = row;
    if ((cells[0] === '' || (cells[0] as string).trim() === '') && isBlankRow(cells)) {
      blanks.saw(row.number);
      continue;
    }
    blanks.sawData();
    rows[kept++] = cells.length === fit.width ? row : fitted(row, fit);
  }
  rows.length = kept;
  return rows;
}

/** The row, as wide as the header, or marked as one that cannot be. */
function fitted(row: Row, fit: RowFit): Row {
  const { width } = fit;
  const { cells } = row;
  if (cells.length > width) {
    return isBlankRow(cells.slice(width)) ? { ...row, cells: cells.slice(0, width) } : ragged(row, width);
  }
  // A line with one cell is more often the rest of the line above, or a total, than a row.
  const isRow = cells.length > 1 && (fit.firstHolds === undefined || holding[fit.firstHolds].test(cellText(cells[0])));
  return isRow ? { ...row, cells: [...cells, ...Array(width - cells.length).fill('')] } : ragged(row, width);
}

function ragged(row: Row, width: number): Row {
  const { length } = row.cells;
  const message = `the row has ${counted(length, 'cell')}, the header ${width}. Is a delimiter or a quote missing?`;
  const problem: RowProblem = { code: 'ragged-row', message };
  return { ...row, problems: [...(row.problems ?? []), problem] };
}
