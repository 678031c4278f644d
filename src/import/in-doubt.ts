import type { SobotError } from '../api/index.ts';
import type { Row } from '../files/index.ts';
import type { KnownRow, RowFacts, RowOutcome } from '../ledger/index.ts';
import { attemptsBefore } from '../resilience/index.ts';
import { IMPORT_MESSAGES, ROW_WORDINGS } from './messages.ts';
import type { PendingRow, UnknownOutcome } from './pending-row.ts';
import { factsOf, storedCells, withAttempts } from './row-outcomes.ts';

/*
 * How rows become `in_doubt`: a request ended without an answer, a process ended between a row's intent and its outcome, or a
 * follow-up request did. The reconciler settles an unknown outcome if it can; otherwise it takes `asInDoubt`.
 */

/** A row whose request ended without an answer, or whose intent an earlier process left. `since` is when, by the monotonic clock. */
export function unknownOutcome(
  row: PendingRow,
  error: Pick<SobotError, 'code' | 'message' | 'outage'> & Partial<Pick<SobotError, 'disposition'>>,
  since: number,
): UnknownOutcome {
  // A request that may be repeated is in doubt only once its attempts are used up, or if one was refused after another got no answer.
  const mayBeRepeated = error.disposition === 'retry' || error.disposition === 'reject-row';
  const requestMessage =
    error.disposition === 'reject-row' ? ROW_WORDINGS.notAllAnswered(withAttempts(error)) : withAttempts(error);
  const asInDoubt = (why?: string): RowOutcome => ({
    ...factsOf(row, error),
    state: 'in_doubt',
    code: error.code,
    message: ROW_WORDINGS.inDoubt(requestMessage, why, mayBeRepeated),
    cells: storedCells(row.row),
  });
  return {
    kind: 'unknown',
    row,
    since,
    isOutage: error.outage,
    wasAccepted: error.code === 'malformed-answer',
    ...(mayBeRepeated && {
      ifAbsent: { ...asInDoubt(), state: 'failed', message: ROW_WORDINGS.notInCrm(requestMessage) },
    }),
    asInDoubt,
  };
}

const INTERRUPTED = {
  code: 'in-doubt',
  get message() {
    return IMPORT_MESSAGES['in-doubt'].text.interrupted();
  },
  outage: false,
} as const;

/** A row whose intent an earlier process left, and whose record can be looked up. */
export function interruptedUnknown(row: PendingRow, since: number): UnknownOutcome {
  return unknownOutcome(row, INTERRUPTED, since);
}

/** A row whose intent was on disk when its process ended becomes `in_doubt`: it is not known whether its request arrived. */
export function interruptedInDoubt(row: Row, { key, hash, remoteId, action, step = 0 }: KnownRow): RowOutcome {
  const { interruptedRow, interruptedFollowUp } = IMPORT_MESSAGES['in-doubt'].text;
  return {
    row: row.number,
    state: 'in_doubt',
    key,
    hash,
    remoteId,
    action,
    step,
    code: INTERRUPTED.code,
    message: step > 0 ? interruptedFollowUp(remoteId, step) : interruptedRow(),
    cells: storedCells(row),
  };
}

/** A saved customer whose follow-up request has an unknown outcome becomes `in_doubt`: such a request cannot be looked up. */
export function followUpInDoubt(row: PendingRow, facts: RowFacts, title: string, error: SobotError): RowOutcome {
  return {
    ...facts,
    attempts: attemptsBefore(error),
    state: 'in_doubt',
    code: error.code,
    message: ROW_WORDINGS.followUpInDoubt(facts.remoteId, title, error.message),
    cells: storedCells(row.row),
  };
}
