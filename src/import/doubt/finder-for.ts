import type { Dispatcher } from '../../dispatch/dispatcher.ts';
import { endpoints } from '../../sobot/endpoints/index.ts';
import type { RunningJob } from '../import-job.ts';
import type { ReadyRow } from '../ready-row.ts';
import { type Finding, findCustomer } from './find-customer.ts';

/** The server's clock may be behind ours by this much. */
const CLOCKS_APART_MS = 3_600_000;

/** How to ask the server whether a row's record was made; undefined where the API has no way to. */
export function finderFor(
  { target, runStartedAt, lastSent, ids }: RunningJob,
  dispatcher: Dispatcher,
): ((row: ReadyRow) => Promise<Finding>) | undefined {
  if (target.endpoint !== endpoints.saveCustomer) return undefined;
  return ({ row, payload, key }) =>
    findCustomer(dispatcher, payload, {
      createdAfter: runStartedAt - CLOCKS_APART_MS,
      isOfOther: (id) => ids?.isOfOther(id, row.number) ?? false,
      knownId: key === undefined ? undefined : lastSent?.(key)?.id,
    });
}
