import type { LedgerStore } from '../ledger-store.ts';
import { type OpenOptions, openPostgresDatabase } from './postgres-database.ts';
import { PostgresPermits } from './postgres-permits.ts';

/** The ledger in a database, for the processes of all machines that use it. Errors: `LedgerError`. */
export async function openPostgresStore(url: string, options?: OpenOptions): Promise<LedgerStore> {
  const database = await openPostgresDatabase(url, options);
  return {
    database,
    postgres: database,
    locks: database.locks,
    permits: (scope) => new PostgresPermits(database, scope),
    close: () => database.close(),
  };
}
