import { counted } from '../../words/counted.ts';
import type { BlankRows } from '../blank-rows.ts';
import { isBlankRow } from '../header.ts';
import type { Row, RowProblem } from '../row.ts';

/** Rows with data, those that do not fit the header marked. */
export function rowsWithData(rows: Row[], width: number, blanks: BlankRows): Row[] {
  let kept = 0;
  for (const row of rows) {
    const { cells } = row;
    if ((cells[0] === '' || (cells[0] as string).trim() === '') && isBlankRow(cells)) {
      blanks.saw(row.number);
      continue;
    }
    blanks.sawData();
    rows[kept++] = cells.length === width ? row : ragged(row, width);
  }
  rows.length = kept;
  return rows;
}

function ragged(row: Row, width: number): Row {
  const { length } = row.cells;
  const message = `the row has ${counted(length, 'cell')}, the header ${width}. Is a delimiter or a quote missing?`;
  const problem: RowProblem = { code: 'ragged-row', message };
  return { ...row, problems: [...(row.problems ?? []), problem] };
}
