import { SobotError } from '../../api/index.ts';
import type { RowFacts, RowOutcome } from '../../ledger/index.ts';
import type { FollowUpRequest } from '../../mapping/index.ts';
import { attemptsBefore, Held, hasUnknownOutcome, Stopped } from '../../resilience/index.ts';
import { isRepeatable, type SuccessCounter, targets } from '../../targets/index.ts';
import { t } from '../../words/index.ts';
import { followUpInDoubt } from '../in-doubt.ts';
import { ROW_WORDINGS } from '../messages.ts';
import type { PendingRow, SavedRow, SendResult } from '../pending-row.ts';
import { storedCells } from '../row-outcomes.ts';
import { RunStopped } from '../run-guards.ts';
import type { SendContext } from './send-context.ts';

/**
 * Sends the follow-up requests (tags, stage, …) of a saved customer one after the other. The ledger knows which is next, and has the
 * intent on disk before one leaves that may not be repeated. The first that fails ends the row.
 */
export async function sendFollowUps(context: SendContext, pending: PendingRow, saved: SavedRow): Promise<SendResult> {
  const { followUps, row, key, hash } = pending;
  const { remoteId, action } = saved;
  const facts = { row: row.number, key, hash, remoteId, action };
  for (let step = saved.step; step <= followUps.length; step += 1) {
    const hasIntent = saved.isUnconfirmed === true && step === saved.step;
    const sent = await sendFollowUp(
      context,
      pending,
      followUps[step - 1] as FollowUpRequest,
      { ...facts, step },
      hasIntent,
    );
    if (sent) return sent;
  }
  const state = COUNTER_OF_ACTION[action ?? 'add'] ?? 'done';
  return { kind: 'completed', outcome: { ...facts, state, message: pending.note }, isOutage: false };
}

/** What the row's own request did; requests that neither create nor edit a customer count as done. */
const COUNTER_OF_ACTION: Readonly<Record<string, SuccessCounter>> = { add: 'created', update: 'updated' };

/** Sends one follow-up request; returns the row's result if that ends the row. */
async function sendFollowUp(
  context: SendContext,
  pending: PendingRow,
  followUp: FollowUpRequest,
  facts: RowFacts,
  hasIntent: boolean,
): Promise<SendResult | undefined> {
  const { dispatcher, log, rules, control } = context;
  const { clock } = control;
  const target = targets.get(followUp.target);
  if (!target?.idField) throw new TypeError(t`${followUp.target} cannot be requested for a saved customer`);
  const payload = { ...followUp.payload, [target.idField]: facts.remoteId };
  const mayRepeat = isRepeatable(target, payload, rules.identifiedBy);
  // Nothing waits for `saved` to be on disk: if it is lost, the request is repeated, which it may be.
  if (mayRepeat) log.markSaved(facts);
  else if (!hasIntent) await log.begin(facts);
  try {
    await dispatcher.send(target.endpoint, payload, { mayRepeat, mayWait: mayRepeat || hasIntent });
    return undefined;
  } catch (error) {
    if (error instanceof Held) {
      log.markSaved(facts);
      return (await error.opened()) ? sendFollowUp(context, pending, followUp, facts, hasIntent) : { kind: 'pending' };
    }
    const isStopping = error instanceof Stopped;
    if (!isStopping && !(error instanceof SobotError)) throw error;
    const isUnprocessed = isStopping || (error.disposition === 'stop-run' ? error.notProcessed : isCancelled(error));
    // Rolls the intent back: the row is saved, and this request is still the next.
    if (isUnprocessed && !mayRepeat && !hasIntent) log.markSaved(facts);
    if (!isStopping && error.disposition === 'stop-run') throw new RunStopped(error.code, error.message, error);
    if (isStopping || isUnprocessed) return { kind: 'pending' };
    const isOutage = error.outage;
    if (!hasUnknownOutcome(error)) {
      return { kind: 'completed', outcome: failedFollowUp(pending, facts, target.title, error), isOutage };
    }
    const outcome = followUpInDoubt(pending, facts, target.title, error);
    return {
      kind: 'unknown',
      row: pending,
      since: clock.elapsed(),
      isOutage,
      isFollowUp: true,
      asInDoubt: () => outcome,
    };
  }
}

function isCancelled({ code, disposition }: SobotError): boolean {
  return code === 'cancelled' && disposition !== 'in-doubt';
}

function failedFollowUp(row: PendingRow, facts: RowFacts, title: string, error: SobotError): RowOutcome {
  return {
    ...facts,
    attempts: attemptsBefore(error),
    state: 'failed',
    code: error.code,
    message: ROW_WORDINGS.followUpFailed(facts.remoteId, title, error.message),
    cells: storedCells(row.row),
  };
}
