import { endpoints } from '../../api/endpoints/index.ts';
import { SobotError } from '../../api/index.ts';
import { MERGED_CODE, type RowOutcome } from '../../ledger/index.ts';
import { attemptsBefore, hasUnknownOutcome, mayHaveArrived, Stopped } from '../../resilience/index.ts';
import { isRepeatable, type TargetOutcome } from '../../targets/index.ts';
import type { PendingRow, SendResult } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import { factsOf, failedRow, storedCells, unknownOutcome } from '../row-outcomes.ts';
import { RunStopped } from '../run-guards.ts';
import { existingTags } from './existing-tags.ts';
import { sendFollowUps } from './send-follow-ups.ts';
import { type SendContext, writeIntent } from './write-intent.ts';

/** Sends one row; its intent is on disk first where it may not be repeated. Errors: `RunStopped` and `LedgerError` stop the run. */
export async function sendRow(context: SendContext, ready: PendingRow): Promise<SendResult> {
  return withMergeWarning(context, ready, await sendOnce(context, ready));
}

async function sendOnce(context: SendContext, ready: PendingRow): Promise<SendResult> {
  if (ready.saved) return sendFollowUps(context, ready, ready.saved);
  const { dispatcher, log, rules, ids } = context;
  const { target } = context.run;
  const { clock } = context.control;
  const { row, payload, followUps: steps, key, hash } = ready;
  const mayRepeat = isRepeatable(target, payload, rules.identifiedBy);
  // What is removed cannot be looked up again: that it was meant to be must be known beforehand.
  const needsIntent = (!mayRepeat || target.removes === true) && !ready.hasIntent;
  if (needsIntent) {
    const refused = await writeIntent(context, ready);
    if (refused) return refused;
  }
  const withdraw = async (error: unknown) => {
    if (needsIntent && !mayHaveArrived(error)) await log.rollback(row.number);
  };
  const begunAt = clock.elapsed();
  try {
    const { answer, attempts } = await dispatcher.send(target.endpoint, payload, { mayRepeat });
    const { counter, action, id } = await asCreated(context, ready, target.outcome(answer, payload), {
      attempts,
      begunAt,
    });
    const facts = { row: row.number, key, hash, action, remoteId: id, attempts };
    if (id !== undefined) ids?.note(id, row.number, key);
    if (steps.length > 0) return await sendFollowUps(context, ready, { remoteId: id, action, step: 1 });
    return { kind: 'settled', outcome: { ...facts, state: counter, message: ready.note }, isOutage: false };
  } catch (error) {
    if (error instanceof Stopped) {
      await withdraw(error);
      return { kind: 'pending' };
    }
    if (!(error instanceof SobotError)) throw error;
    if (error.disposition === 'stop-run') {
      if (error.notProcessed) await withdraw(error);
      throw new RunStopped(error.code, error.message, error);
    }
    if (error.disposition !== 'in-doubt' && error.code === 'cancelled') {
      await withdraw(error);
      return { kind: 'pending' };
    }
    if (hasUnknownOutcome(error)) return unknownOutcome(ready, error, clock.elapsed());
    const done = await doneByEarlierTry(context, ready, error);
    // What refuses this try may be what an earlier one, which was not answered, has brought about.
    if (!done && mayHaveArrived(error)) return unknownOutcome(ready, error, clock.elapsed());
    return { kind: 'settled', outcome: done ?? failedRow(ready, error), isOutage: error.outage };
  }
}

/** A row that succeeded, with the other row that the server took it for, if there is one: people have to look at both. */
function withMergeWarning(context: SendContext, { row }: PendingRow, sent: SendResult): SendResult {
  if (sent.kind !== 'settled') return sent;
  const { outcome } = sent;
  const message = mergeOf(context, outcome);
  return message === undefined
    ? sent
    : { ...sent, outcome: { ...outcome, code: MERGED_CODE, message, cells: storedCells(row) } };
}

function mergeOf({ ids, ledger: { otherKey } }: SendContext, outcome: RowOutcome): string | undefined {
  const { row, key, state, action, remoteId } = outcome;
  if (ids === undefined || remoteId === undefined || (state !== 'created' && state !== 'updated')) return undefined;
  const other = ids.note(remoteId, row, key);
  const advice =
    "The tenant identifies customers by something that both have: see CRM settings, unique identification rules, and the mapping's identifiedBy";
  if (other !== undefined) {
    return `rows ${Math.min(other, row)} and ${Math.max(other, row)} are one customer to the CRM (${remoteId}), so what one of them sent has overwritten the other. ${advice}`;
  }
  const earlier = action === 'update' && key !== undefined ? otherKey?.(remoteId, key) : undefined;
  if (earlier === undefined) return undefined;
  const run = earlier.run === undefined ? 'an earlier run' : `run ${earlier.run}`;
  return `row ${row} (key "${key}") has overwritten the customer (${remoteId}) that ${run} sent under the key "${earlier.key}". ${advice}`;
}

const RECONCILE_POLICY = IMPORT_POLICY.reconcile;

/**
 * What a row's call did to the record. Where it had to be made again, the answer `update` may be of a record that the first try
 * made: then its creation is as old as that try, at most. Both times are the server's, so no clock has to be right for it.
 */
async function asCreated(
  { run, ids, control: { clock }, dispatcher, ledger: { lastSent } }: SendContext,
  { row, key, hasIntent: isAnnounced }: PendingRow,
  outcome: TargetOutcome,
  { attempts, begunAt }: { readonly attempts: number; readonly begunAt: number },
): Promise<TargetOutcome> {
  const { id, counter } = outcome;
  const isSentAgain = attempts > 1 || isAnnounced;
  if (!isSentAgain || counter !== 'updated' || id === undefined || run.target.endpoint !== endpoints.saveCustomer) {
    return outcome;
  }
  if (ids?.isOfOther(id, row.number) || (key !== undefined && lastSent?.(key)?.id === id)) return outcome;
  const triedForMs = isAnnounced ? clock.now() - run.startedAt : clock.elapsed() - begunAt;
  try {
    const { answer } = await dispatcher.send(endpoints.getCustomer, { id });
    const item = answer.item as Readonly<Record<string, unknown>> | null | undefined;
    const [created, updated] = [Number(item?.['create_time']), Number(item?.['update_time'])];
    const isRecent = created * 1000 >= clock.now() - triedForMs - RECONCILE_POLICY.maxClockSkewMs;
    const isOwn = isRecent && updated - created <= triedForMs / 1000 + RECONCILE_POLICY.timeSlackSeconds;
    return isOwn ? { counter: 'created', action: 'add', id } : outcome;
  } catch (error) {
    // That the row is saved is known; only how it is counted is not.
    if (error instanceof SobotError && error.disposition !== 'stop-run') return outcome;
    if (error instanceof Error && error.name === 'Stopped') return outcome;
    throw error;
  }
}

/** The outcome of a row that was refused because what it is to bring about is so already. */
async function doneByEarlierTry(
  { run: { target }, dispatcher }: SendContext,
  ready: PendingRow,
  error: SobotError,
): Promise<RowOutcome | undefined> {
  const isTriedAgain = ready.hasIntent || attemptsBefore(error) > 1;
  if (target.removes && isTriedAgain && isGone(error))
    return { ...factsOf(ready, error), state: 'done', action: 'remove' };
  try {
    const there = await existingTags(dispatcher, target, ready.payload, error);
    return there && { ...factsOf(ready, error), state: 'done', action: 'exists', remoteId: there.id };
  } catch (trouble) {
    // The row is told by its own refusal; a resumed run, or the same file once more, finds what is there.
    if (trouble instanceof SobotError && trouble.disposition !== 'stop-run') return undefined;
    throw trouble instanceof SobotError ? new RunStopped(trouble.code, trouble.message, trouble) : trouble;
  }
}

/** Tag group not found, tag not found. */
function isGone({ code }: SobotError): boolean {
  return code === '510001' || code === '510004';
}
