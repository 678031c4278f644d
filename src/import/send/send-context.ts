import type { Dispatcher } from '../../resilience/index.ts';
import type { SavedIds } from '../identity/collisions.ts';
import type { ImportRules, RunControl, RunFacts, RunLedger } from '../import-job.ts';
import type { ImportRowLog } from '../record/import-row-log.ts';

/** The collaborators of sending a row. */
export interface SendContext {
  readonly run: RunFacts;
  readonly rules: Pick<ImportRules, 'identifiedBy' | 'again'>;
  readonly ledger: RunLedger;
  readonly log: ImportRowLog;
  /** The ids that rows received, if the server decides which customer a row is. */
  readonly ids: SavedIds | undefined;
  readonly dispatcher: Dispatcher;
  readonly control: RunControl;
}

/** The id that was last stored for a row's key. */
export async function lastSentId({ lastSent }: RunLedger, key: string | undefined): Promise<string | undefined> {
  if (lastSent === undefined || key === undefined) return undefined;
  return (await lastSent([key])).get(key)?.id;
}
