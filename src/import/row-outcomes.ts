import type { SobotError } from '../api/errors/sobot-error.ts';
import type { RowFacts, RowOutcome } from '../ledger/index.ts';
import { attemptsBefore } from '../resilience/dispatcher.ts';
import type { PendingRow, UnknownOutcome } from './pending-row.ts';
import { storedCells } from './rejected-row.ts';

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
