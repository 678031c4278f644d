import { endpoints } from '../../api/endpoints/index.ts';
import type { Dispatcher } from '../../resilience/dispatcher.ts';
import type { SavedIds } from '../identity/saved-ids.ts';
import type { RunFacts, RunLedger } from '../import-job.ts';
import type { PendingRow } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { CreatedRecord } from './created-records.ts';
import { findCustomer, isListed, type RecordLookupResult } from './find-customer.ts';

/** How the server is asked whether a row's record was made. Errors: those of `Dispatcher.send`. */
export interface RecordLookup {
  /** Was the row's record made? */
  find(row: PendingRow): Promise<RecordLookupResult>;
  /** Does the list in which the row was looked for show that record? */
  isListed(record: CreatedRecord, row: PendingRow): Promise<boolean>;
  /** Gives the id to the row; answers whether another row of the run has it. */
  isOfOther(id: string, row: PendingRow): boolean;
}

/** Where the lookup gets what it knows from. */
export interface LookupSource {
  readonly run: RunFacts;
  readonly ledger: RunLedger;
  readonly ids: SavedIds | undefined;
  readonly dispatcher: Dispatcher;
}

/** Can the API be asked for the records of a run at all? It can for customers. */
export function canLookUp({ target }: RunFacts): boolean {
  return target.endpoint === endpoints.saveCustomer;
}

/** The lookup of a run whose records are customers. */
export function customerLookup({ run, ledger, ids, dispatcher }: LookupSource): RecordLookup {
  return {
    find: ({ row, payload, key }) =>
      findCustomer(dispatcher, payload, {
        createdAfter: run.startedAt - IMPORT_POLICY.reconcile.maxClockSkewMs,
        isOfOther: (id) => ids?.isOfOther(id, row.number) ?? false,
        knownId: key === undefined ? undefined : ledger.lastSent?.(key)?.id,
      }),
    isListed: (record, { payload }) => isListed(dispatcher, record, payload),
    isOfOther: (id, { row, key }) => ids?.note(id, row.number, key) !== undefined,
  };
}
