import type { Row } from '../files/row.ts';
import type { RowOutcome, StoredCell } from '../ledger/index.ts';
import type { MappedRow, Problem } from '../mapping/mapped-row.ts';
import type { CellLocator } from './cell-place.ts';

/** The row's cells as the ledger keeps them. */
export function storedCells({ cells }: Row): readonly StoredCell[] {
  return cells;
}

/** The outcome of a row that is not sent, with all its problems in one line, each with the cell where it is. */
export function rejectedRow(row: Row, { key, problems }: MappedRow, placeOf: CellLocator): RowOutcome {
  const joined = (pick: (problem: Problem) => string | undefined) =>
    [...new Set(problems.flatMap((problem) => pick(problem) ?? []))].join('; ');
  return {
    row: row.number,
    state: 'rejected',
    key,
    code: joined(({ code }) => code),
    field: joined(({ field, column }) => field ?? column),
    message: joined(({ message, column }) =>
      column === undefined ? message : `${placeOf(column, row.number)}: ${message}`,
    ),
    cells: storedCells(row),
  };
}
