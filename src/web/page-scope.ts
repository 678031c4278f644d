import type { AnyConnection } from '../app/connection.ts';
import type { LedgerLocation } from '../app/open-ledger.ts';
import type { JobManager } from './jobs/job-manager.ts';

/** What the parts of the page share. */
export interface PageScope {
  readonly home: string;
  readonly ledger: LedgerLocation;
  readonly jobs: JobManager;
  /** The connection of calls that begin now. */
  readonly connection: AnyConnection;
  /** The same for calls that somebody waits for in the page: they say soon that the CRM does not answer. */
  readonly promptConnection: AnyConnection;
}
