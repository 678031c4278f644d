import { SobotError } from '../../api/errors/sobot-error.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { attemptsBefore } from '../../resilience/dispatcher.ts';
import type { PendingRow } from '../pending-row.ts';
import { factsOf } from '../row-outcomes.ts';
import { RunStopped } from '../run-stopped.ts';
import type { SendContext } from '../send/send-context.ts';
import { existingTags } from './existing-tags.ts';

/** The outcome of a row that was refused because what it is to bring about is so already. */
export async function doneByEarlierTry(
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
