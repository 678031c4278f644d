import { endpoints } from '../../api/endpoints/index.ts';
import { SobotError } from '../../api/errors/sobot-error.ts';
import type { TargetOutcome } from '../../targets/target.ts';
import type { PendingRow } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { SendContext } from '../send/send-context.ts';

const RECONCILE_POLICY = IMPORT_POLICY.reconcile;

/**
 * What a row's call did to the record. Where it had to be made again, the answer `update` may be of a record that the first try
 * made: then its creation is as old as that try, at most. Both times are the server's, so no clock has to be right for it.
 */
export async function asCreated(
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
