import type { SobotError } from '../api/index.ts';
import { columnLetters, type Row, type Table } from '../files/index.ts';
import type { RowFacts, RowOutcome, StoredCell } from '../ledger/index.ts';
import { Columns, type MappedRow, type Problem } from '../mapping/index.ts';
import { attemptsBefore } from '../resilience/index.ts';
import type { PendingRow, UnknownOutcome } from './pending-row.ts';

/** A row whose call ended without an answer, or whose intent an earlier process left. `since` is when, by the clock that only measures. */
export function unknownOutcome(
  row: PendingRow,
  error: Pick<SobotError, 'code' | 'message' | 'outage'> & Partial<Pick<SobotError, 'disposition'>>,
  since: number,
): UnknownOutcome {
  // A call that may be repeated is in doubt only once its tries are used up, or if one was refused after another that was not answered.
  const isUsedUp = error.disposition === 'retry' || error.disposition === 'reject-row';
  const said = error.disposition === 'reject-row' ? `${withTries(error)}, but not all were answered` : withTries(error);
  const outcome = (why?: string): RowOutcome => ({
    ...factsOf(row, error),
    state: 'in_doubt',
    code: error.code,
    message: `${said}. The server may have saved it or not${why ? `: ${why}` : ''}. ${
      isUsedUp ? 'It may be sent again: sobot-etl resume --resend-in-doubt' : 'Look it up before you send it again'
    }`,
    cells: storedCells(row.row),
  });
  return {
    kind: 'unknown',
    row,
    since,
    isOutage: error.outage,
    wasAccepted: error.code === 'malformed-answer',
    ...(isUsedUp && { ifAbsent: { ...outcome(), state: 'failed', message: `${said}. It is not in the CRM` } }),
    outcome,
  };
}

/** A row whose call the server refused, or that came to no end however often it was tried. */
export function failedRow(row: PendingRow, error: SobotError): RowOutcome {
  return {
    ...factsOf(row, error),
    state: 'failed',
    code: error.code,
    message: withTries(error),
    cells: storedCells(row.row),
  };
}

/** What the ledger keeps of a row whose call ended with an error. */
export function factsOf({ row, key, hash }: PendingRow, error: unknown): RowFacts {
  return { row: row.number, key, hash, attempts: attemptsBefore(error) };
}

function withTries(error: Pick<SobotError, 'message'>): string {
  const attempts = attemptsBefore(error);
  return attempts > 1 ? `${error.message} (after ${attempts} tries)` : error.message;
}

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

/** Says where in its file a cell stands, as people find it there. `column` is as problems name it: one column, or several with commas. */
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
      return `row ${row}, ${names.length === 1 ? 'column' : 'columns'} ${names.join(' and ')}`;
    };
  }
  return (joined, row) =>
    namesIn(joined)
      .map((name) => {
        // Of several columns of one name it is not known which is meant, so none of their cells is named.
        const [only, second] = columns.find(name);
        return only === undefined || second !== undefined
          ? `${name}, row ${row}`
          : `${name}, ${columnLetters(only)}${row}`;
      })
      .join(' and ');
}
