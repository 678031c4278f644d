import { onTestFinished } from 'vitest';
import { openPostgresDatabase, type PostgresDatabase } from '../../../src/ledger/postgres/postgres-database.ts';

type Policy = Parameters<typeof openPostgresDatabase>[1];

/** Opens the ledger in a database until the test ends. */
export async function openDatabase(url: string, policy: NonNullable<Policy>['policy'] = {}): Promise<PostgresDatabase> {
  const database = await openPostgresDatabase(url, { policy });
  onTestFinished(() => database.close());
  return database;
}
