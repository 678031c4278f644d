import type { Dispatcher } from '../../resilience/index.ts';
import type { ReceivedIds } from '../identity/collisions.ts';
import type { ImportRules, OtherRuns, RunControl, RunFacts } from '../import-job.ts';
import type { ImportRowLog } from '../record/import-row-log.ts';

/** The collaborators of sending a row. */
export interface SendContext {
  readonly run: RunFacts;
  readonly rules: Pick<ImportRules, 'identifiedBy' | 'again'>;
  readonly ledger: OtherRuns;
  readonly log: ImportRowLog;
  /** The ids that rows received, if the server decides which customer a row is. */
  readonly ids: ReceivedIds | undefined;
  readonly dispatcher: Dispatcher;
  readonly control: RunControl;
}

/** The id that was last stored for a row's key. */
export async function lastSentId({ lastSent }: OtherRuns, key: string | undefined): Promise<string | undefined> {
  if (lastSent === undefined || key === undefined) return undefined;
  return (await lastSent([key])).get(key)?.id;
}
