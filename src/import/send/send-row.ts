import { endpoints } from '../../api/endpoints/index.ts';
import { SobotError } from '../../api/index.ts';
import { MERGED_CODE, type RowOutcome } from '../../ledger/index.ts';
import { attemptsBefore, Held, hasUnknownOutcome, mayHaveArrived, Stopped } from '../../resilience/index.ts';
import { isRepeatable, type Target, type TargetOutcome } from '../../targets/index.ts';
import { interruptedUnknown, unknownOutcome } from '../in-doubt.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import type { PendingRow, SendResult } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import { isError } from '../record/counters.ts';
import { factsOf, failedRow, storedCells } from '../row-outcomes.ts';
import { RunStopped } from '../run-guards.ts';
import { existingTags } from './existing-tags.ts';
import { lastSentId, type SendContext } from './send-context.ts';
import { sendFollowUps } from './send-follow-ups.ts';
import { writeIntent } from './write-intent.ts';

/**
 * Sends one row. If its request may not be repeated, or the row has a change, its intent is stored on disk first, together with the
 * change. Errors: `RunStopped` and `LedgerError` stop the run.
 */
export async function sendRow(context: SendContext, pending: PendingRow): Promise<SendResult> {
  return countedAs(pending, await withMergeWarning(context, pending, await sendOnce(context, pending)));
}

async function sendOnce(context: SendContext, pending: PendingRow): Promise<SendResult> {
  if (pending.saved) return sendFollowUps(context, pending, pending.saved);
  const { dispatcher, log, rules, ids } = context;
  const target = pending.target ?? context.run.target;
  const { clock } = context.control;
  const { row, payload, followUps, key, hash, unresolvedSince, stored } = pending;
  const mayRepeat = isRepeatable(target, payload, rules.identifiedBy);
  // Only a change of an existing record is sent again without a lookup: of another it is to be known whether it was created.
  if (unresolvedSince !== undefined && !(mayRepeat && stored?.id !== undefined)) {
    return { ...interruptedUnknown(pending, unresolvedSince), mayRepeat };
  }
  const needsIntent = requiresIntent(pending, mayRepeat, target);
  if (needsIntent) {
    const refused = await writeIntent(context, pending);
    if (refused) return refused;
  }
  const rollback = async (error: unknown) => {
    if (needsIntent && !mayHaveArrived(error)) await log.rollback(row.number);
  };
  const startedAt = clock.elapsed();
  try {
    const { answer, attempts } = await dispatcher.send(target.endpoint, payload, { mayRepeat, mayWait: !needsIntent });
    const { counter, action, id } = await asCreated(context, pending, target.outcome(answer, payload), {
      attempts,
      startedAt,
      isSentAgain: pending.mayBeRepetition !== undefined && !pending.hasIntent && !needsIntent,
    });
    const facts = { row: row.number, key, hash, action, remoteId: id, attempts };
    if (id !== undefined) await ids?.note(id, row.number, key);
    if (followUps.length > 0) return await sendFollowUps(context, pending, { remoteId: id, action, step: 1 });
    return { kind: 'completed', outcome: { ...facts, state: counter, message: pending.note }, isOutage: false };
  } catch (error) {
    if (error instanceof Held) {
      // A process that ends while it waits for the night must not leave rows in doubt that were never sent.
      await rollback(error);
      return (await error.opened()) ? sendOnce(context, pending) : { kind: 'pending' };
    }
    if (error instanceof Stopped) {
      await rollback(error);
      return { kind: 'pending' };
    }
    if (!(error instanceof SobotError)) throw error;
    if (error.disposition === 'stop-run') {
      if (error.notProcessed) await rollback(error);
      throw new RunStopped(error.code, error.message, error);
    }
    if (error.disposition !== 'in-doubt' && error.code === 'cancelled') {
      await rollback(error);
      return { kind: 'pending' };
    }
    if (hasUnknownOutcome(error)) return unknownOutcome(pending, error, clock.elapsed());
    const done = await doneByEarlierTry(context, pending, error);
    // This attempt may have been refused because an earlier one, which was not answered, succeeded.
    if (!done && mayHaveArrived(error)) return unknownOutcome(pending, error, clock.elapsed());
    return { kind: 'completed', outcome: done ?? failedRow(pending, error), isOutage: error.outage };
  }
}

/** Must the row's intent be on disk before its request leaves? */
function requiresIntent(
  { hasIntent, change }: PendingRow,
  mayRepeat: boolean,
  { removes }: Pick<Target, 'removes'>,
): boolean {
  if (hasIntent) return false;
  // A removed record cannot be looked up.
  return !mayRepeat || removes === true || change !== undefined;
}

/** A row whose request succeeded as what it counts as. */
function countedAs({ row, countsAs }: PendingRow, sent: SendResult): SendResult {
  if (!countsAs || sent.kind !== 'completed' || isError(sent.outcome)) return sent;
  if (countsAs.state === 'done') return { ...sent, outcome: { ...sent.outcome, ...countsAs } };
  return { ...sent, outcome: { ...sent.outcome, ...countsAs, cells: storedCells(row) }, isAccepted: true };
}

/** Adds a warning to a row that succeeded if the server merged it with another row or key: people have to check both. */
async function withMergeWarning(
  context: SendContext,
  { row, target }: PendingRow,
  sent: SendResult,
): Promise<SendResult> {
  // The id of another target's payload is given, not found by the server.
  if (sent.kind !== 'completed' || (target && target.name !== context.run.target.name)) return sent;
  const { outcome } = sent;
  const message = await mergeWarning(context, outcome);
  return message === undefined
    ? sent
    : { ...sent, outcome: { ...outcome, code: MERGED_CODE, message, cells: storedCells(row) } };
}

async function mergeWarning(
  { ids, ledger: { otherKey } }: SendContext,
  outcome: RowOutcome,
): Promise<string | undefined> {
  const { row, key, state, action, remoteId } = outcome;
  if (ids === undefined || remoteId === undefined || (state !== 'created' && state !== 'updated')) return undefined;
  const other = await ids.note(remoteId, row, key);
  const { rows, keys } = IMPORT_MESSAGES[MERGED_CODE].text;
  if (other !== undefined) return rows(other, row, remoteId);
  if (action !== 'update' || key === undefined) return undefined;
  const earlier = await otherKey?.(remoteId, key);
  return earlier && keys(row, key, remoteId, earlier);
}

const RECONCILE_POLICY = IMPORT_POLICY.reconcile;

/**
 * What a row's request did to the record. If the request was repeated, the answer `update` may concern a record that the first
 * attempt created: then the record is at most as old as that attempt. Both times are the server's, so our clock need not be right.
 */
async function asCreated(
  { run, ids, control: { clock }, dispatcher, ledger }: SendContext,
  { row, key, hasIntent, mayBeRepetition, target = run.target }: PendingRow,
  outcome: TargetOutcome,
  {
    attempts,
    startedAt,
    isSentAgain,
  }: {
    readonly attempts: number;
    readonly startedAt: number;
    /** A row that is given up now will be sent once more, and is asked about then. */
    readonly isSentAgain: boolean;
  },
): Promise<TargetOutcome> {
  const { id, counter } = outcome;
  const isOfOtherProcess = hasIntent || mayBeRepetition === true;
  const isResent = attempts > 1 || isOfOtherProcess;
  if (!isResent || counter !== 'updated' || id === undefined || target.endpoint !== endpoints.saveCustomer) {
    return outcome;
  }
  if ((await ids?.isOfOther(id, row.number)) || (await lastSentId(ledger, key)) === id) return outcome;
  const maxAgeMs = isOfOtherProcess ? clock.now() - run.startedAt : clock.elapsed() - startedAt;
  try {
    const { answer } = await dispatcher.send(endpoints.getCustomer, { id });
    const item = answer.item as Readonly<Record<string, unknown>> | null | undefined;
    const [created, updated] = [Number(item?.['create_time']), Number(item?.['update_time'])];
    const isRecent = created * 1000 >= clock.now() - maxAgeMs - RECONCILE_POLICY.maxClockSkewMs;
    const isOwn = isRecent && updated - created <= maxAgeMs / 1000 + RECONCILE_POLICY.timeSlackSeconds;
    return isOwn ? { counter: 'created', action: 'add', id } : outcome;
  } catch (error) {
    const isGivenUp = error instanceof Stopped || (error instanceof SobotError && error.code === 'cancelled');
    if (isGivenUp && isSentAgain) throw error;
    // The row is known to be saved; only whether it was created or updated is not.
    if (isGivenUp || (error instanceof SobotError && error.disposition !== 'stop-run')) return outcome;
    throw error;
  }
}

/** The outcome of a row that was refused because what it asks for is already done. */
async function doneByEarlierTry(
  { run, dispatcher }: SendContext,
  pending: PendingRow,
  error: SobotError,
): Promise<RowOutcome | undefined> {
  const { target = run.target } = pending;
  const isRetried = pending.hasIntent || attemptsBefore(error) > 1;
  if (target.removes && isRetried && isGone(error))
    return { ...factsOf(pending, error), state: 'done', action: 'remove' };
  try {
    const existing = await existingTags(dispatcher, target, pending.payload, error);
    return existing && { ...factsOf(pending, error), state: 'done', action: 'exists', remoteId: existing.id };
  } catch (lookupError) {
    // The row keeps its own error; a resumed run, or importing the file again, finds the existing record.
    if (lookupError instanceof SobotError && lookupError.disposition !== 'stop-run') return undefined;
    throw lookupError instanceof SobotError
      ? new RunStopped(lookupError.code, lookupError.message, lookupError)
      : lookupError;
  }
}

/** Tag group not found, tag not found. */
function isGone({ code }: SobotError): boolean {
  return code === '510001' || code === '510004';
}
