import type { PostgresDatabase } from './postgres/postgres-database.ts';
import type { LockTable, SharedPermits, SqlDatabase } from './sql.ts';

/** Where a ledger is kept. */
export interface LedgerStore {
  readonly database: SqlDatabase;
  /** The same, if it is one that several machines can share. */
  readonly postgres?: PostgresDatabase;
  readonly locks: LockTable;
  /** The permits of one tenant. */
  permits(scope: string, now: () => number): SharedPermits;
  close(): Promise<void>;
}
