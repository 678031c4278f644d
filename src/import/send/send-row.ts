import { SobotError } from '../../api/errors/sobot-error.ts';
import { hasUnknownOutcome, mayHaveArrived, Stopped } from '../../resilience/dispatcher.ts';
import { isRepeatable } from '../../targets/target.ts';
import { withMergeWarning } from '../identity/with-merge.ts';
import type { PendingRow, SendResult } from '../pending-row.ts';
import { asCreated } from '../reconcile/created-by-earlier-try.ts';
import { doneByEarlierTry } from '../reconcile/done-by-earlier-try.ts';
import { failedRow, unknownOutcome } from '../row-outcomes.ts';
import { RunStopped } from '../run-stopped.ts';
import { writeIntent } from './claim-key.ts';
import type { SendContext } from './send-context.ts';
import { sendFollowUps } from './send-follow-ups.ts';

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
