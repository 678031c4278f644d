import { SobotError } from '../../api/index.ts';
import type { RowFacts, RowOutcome } from '../../ledger/index.ts';
import type { FollowUpRequest } from '../../mapping/index.ts';
import { attemptsBefore, hasUnknownOutcome, Stopped } from '../../resilience/index.ts';
import { isRepeatable, type SuccessCounter, type Target, targets } from '../../targets/index.ts';
import type { PendingRow, SavedRow, SendResult } from '../pending-row.ts';
import { storedCells } from '../row-outcomes.ts';
import { RunStopped } from '../run-guards.ts';
import type { SendContext } from './write-intent.ts';

/**
 * Makes the follow-up requests (tags, stage, …) for a customer that is saved, one after the other. The ledger knows which
 * is next, and has the intent on disk before one that may not be repeated leaves. The first that fails ends the row.
 */
export async function sendFollowUps(context: SendContext, ready: PendingRow, saved: SavedRow): Promise<SendResult> {
  const { followUps: steps, row, key, hash } = ready;
  const { remoteId, action } = saved;
  const facts = { row: row.number, key, hash, remoteId, action };
  for (let step = saved.step; step <= steps.length; step += 1) {
    const isAnnounced = saved.isUnconfirmed === true && step === saved.step;
    const sent = await sendFollowUp(
      context,
      ready,
      steps[step - 1] as FollowUpRequest,
      { ...facts, step },
      isAnnounced,
    );
    if (sent) return sent;
  }
  const state: SuccessCounter = action === 'update' ? 'updated' : 'created';
  return { kind: 'settled', outcome: { ...facts, state }, isOutage: false };
}

/** Makes one call; answers what came of the row, if that ended it. */
async function sendFollowUp(
  { dispatcher, log, rules, control: { clock } }: SendContext,
  ready: PendingRow,
  step: FollowUpRequest,
  facts: RowFacts,
  isAnnounced: boolean,
): Promise<SendResult | undefined> {
  const target = targets.get(step.target);
  if (!target?.idField) throw new TypeError(`${step.target} cannot be called for a saved customer`);
  const payload = { ...step.payload, [target.idField]: facts.remoteId };
  const mayRepeat = isRepeatable(target, payload, rules.identifiedBy);
  // Nobody waits for `saved` to be on disk: what is repeated for want of it may be repeated.
  if (mayRepeat) log.markSaved(facts);
  else if (!isAnnounced) await log.begin(facts);
  try {
    await dispatcher.send(target.endpoint, payload, { mayRepeat });
    return undefined;
  } catch (error) {
    const isStopping = error instanceof Stopped;
    if (!isStopping && !(error instanceof SobotError)) throw error;
    const isUntouched = isStopping || (error.disposition === 'stop-run' ? error.notProcessed : isCancelled(error));
    // The intent is taken back: the row is saved, and this call is still the next.
    if (isUntouched && !mayRepeat && !isAnnounced) log.markSaved(facts);
    if (!isStopping && error.disposition === 'stop-run') throw new RunStopped(error.code, error.message, error);
    if (isStopping || isUntouched) return { kind: 'pending' };
    const outcome = { ...unsuccessful(target, facts, error), cells: storedCells(ready.row) };
    const isOutage = error.outage;
    if (outcome.state !== 'in_doubt') return { kind: 'settled', outcome, isOutage };
    return { kind: 'unknown', row: ready, since: clock.elapsed(), isOutage, isFollowUp: true, outcome: () => outcome };
  }
}

function isCancelled({ code, disposition }: SobotError): boolean {
  return code === 'cancelled' && disposition !== 'in-doubt';
}

function unsuccessful(target: Target, facts: RowFacts, error: SobotError): RowOutcome {
  const inDoubt = hasUnknownOutcome(error);
  const saved = `the customer is saved (${facts.remoteId})`;
  return {
    ...facts,
    attempts: attemptsBefore(error),
    state: inDoubt ? 'in_doubt' : 'failed',
    code: error.code,
    message: inDoubt
      ? `${saved}, but whether its further call (${target.title}) was carried out is not known: ${error.message}`
      : `${saved}, but its further call (${target.title}) failed: ${error.message}`,
  };
}
