import type { SobotError } from '../api/index.ts';
import { columnLetters, type Row, type Table } from '../files/index.ts';
import type { RowFacts, RowOutcome, StoredCell } from '../ledger/index.ts';
import { Columns, type LeftOut, type MappedRow, type Problem } from '../mapping/index.ts';
import { attemptsBefore } from '../resilience/index.ts';
import { t } from '../words/index.ts';
import { ROW_WORDINGS } from './messages.ts';
import type { PendingRow } from './pending-row.ts';

/** A row whose request the server refused, or that failed in every attempt. */
export function failedRow(row: PendingRow, error: SobotError): RowOutcome {
  return {
    ...factsOf(row, error),
    state: 'failed',
    code: error.code,
    message: withAttempts(error),
    cells: storedCells(row.row),
  };
}

/** What the ledger stores about a row whose request ended with an error. */
export function factsOf({ row, key, hash }: PendingRow, error: unknown): RowFacts {
  return { row: row.number, key, hash, attempts: attemptsBefore(error) };
}

/** The message of an error, with the number of attempts if there was more than one. */
export function withAttempts(error: Pick<SobotError, 'message'>): string {
  const attempts = attemptsBefore(error);
  return attempts > 1 ? ROW_WORDINGS.afterAttempts(error.message, attempts) : error.message;
}

/** The row's cells as the ledger stores them. */
export function storedCells({ cells }: Row): readonly StoredCell[] {
  return cells;
}

/** The outcome of a row that is not sent, with all its problems in one line, each with its cell. */
export function rejectedRow(row: Row, { key, problems }: MappedRow, locateCell: CellLocator): RowOutcome {
  const joined = (pick: (problem: Problem) => string | undefined) =>
    [...new Set(problems.flatMap((problem) => pick(problem) ?? []))].join('; ');
  return {
    row: row.number,
    state: 'rejected',
    key,
    code: joined(({ code }) => code),
    field: joined(({ field, column }) => field ?? column),
    message: joined(({ message, column }) =>
      column === undefined ? message : `${locateCell(column, row.number)}: ${message}`,
    ),
    cells: storedCells(row),
  };
}

/** The outcome of a row that the mapping's `where` leaves out. */
export function leftOutRow(row: Row, { code, message }: LeftOut): RowOutcome {
  return { row: row.number, state: 'skipped', code, message };
}

/** Says where a cell is in its file, as people find it there. `column` is as problems name it: one column, or several separated by commas. */
export type CellLocator = (column: string, row: number) => string;

/** `Owner, F23` of a workbook; `row 23, column "Owner"` of a file of text. */
export function createCellLocator({ format, header }: Pick<Table, 'format' | 'header'>): CellLocator {
  const columns = new Columns(header);
  const namesIn = (joined: string): readonly string[] => {
    const parts = joined.split(', ');
    return columns.find(joined).length === 0 && parts.every((part) => columns.find(part).length > 0) ? parts : [joined];
  };
  if (format !== 'xlsx') {
    return (joined, row) => {
      const names = namesIn(joined).map((name) => `"${name}"`);
      return names.length === 1 ? t`row ${row}, column ${names[0]}` : t`row ${row}, columns ${names.join(' and ')}`;
    };
  }
  return (joined, row) =>
    namesIn(joined)
      .map((name) => {
        // If several columns share the name, it is not known which is meant, so no cell is named.
        const [only, second] = columns.find(name);
        return only === undefined || second !== undefined
          ? t`${name}, row ${row}`
          : `${name}, ${columnLetters(only)}${row}`;
      })
      .join(' and ');
}
