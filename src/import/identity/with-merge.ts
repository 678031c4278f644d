import { MERGED_CODE, type RowOutcome } from '../../ledger/index.ts';
import type { PendingRow, SendResult } from '../pending-row.ts';
import { storedCells } from '../rejected-row.ts';
import type { SendContext } from '../send/send-context.ts';

/** A row that succeeded, with the other row that the server took it for, if there is one: people have to look at both. */
export function withMergeWarning(context: SendContext, { row }: PendingRow, sent: SendResult): SendResult {
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
