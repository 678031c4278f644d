import type pg from 'pg';
import { LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';
import type { PostgresAddress } from './address.ts';
import { advisoryKey } from './advisory-locks.ts';
import { SCHEMA, type ServerFacts } from './connections.ts';
import { createCommand } from './failure.ts';
import { MIGRATIONS } from './schema.ts';

/** The oldest server that `pg-boss` can use, https://github.com/timgit/pg-boss#requirements */
const MIN_SERVER = 13;

/** Rejects a server or database that the ledger cannot be kept in. Errors: `LedgerError`. */
export function rejectUnsuitable(address: PostgresAddress, { version, encoding, isReplica }: ServerFacts): void {
  const { location } = address;
  if (version < MIN_SERVER * 10_000) {
    const name = version < 100_000 ? '9' : `${Math.floor(version / 10_000)}.${version % 10_000}`;
    const { version: tooOld } = LEDGER_MESSAGES['ledger-server-old'].text;
    throw new LedgerError('ledger-server-old', tooOld(location, name, MIN_SERVER));
  }
  if (encoding !== 'UTF8') {
    const { notUtf8 } = LEDGER_MESSAGES['ledger-encoding'].text;
    throw new LedgerError(
      'ledger-encoding',
      notUtf8(location, encoding, createCommand(address, `${address.database}_utf8`)),
    );
  }
  if (isReplica) throw new LedgerError('ledger-replica', LEDGER_MESSAGES['ledger-replica'].text.readOnly(location));
}

/**
 * Brings the ledger's tables to the version that all migrations lead to. Of several processes one migrates, and the others wait for
 * it. Errors: `LedgerError` for tables of another program or of a newer version; those of the driver.
 */
export async function migrate(client: pg.ClientBase, location: string, migrations = MIGRATIONS): Promise<void> {
  if ((await versionOf(client, location, migrations)) === migrations.length) return;
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1, $2)', advisoryKey(' migration'));
    // Another process may have migrated them meanwhile.
    const version = await versionOf(client, location, migrations);
    if (version === 0) await createSchema(client);
    for (const step of migrations.slice(version)) await client.query(step);
    await client.query('UPDATE ledger_version SET version = $1', [migrations.length]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** How many migrations the tables have been through; 0 if there are none. Errors: those of `migrate`. */
export async function versionOf(client: pg.ClientBase, location: string, migrations = MIGRATIONS): Promise<number> {
  const { rows } = await client.query<Record<string, unknown>>(INSPECT, [SCHEMA]);
  const [found] = rows;
  if (found?.['has_version'] !== true) {
    if (Number(found?.['tables']) === 0) return 0;
    throw new LedgerError('ledger-foreign', LEDGER_MESSAGES['ledger-foreign'].text.schema(location, SCHEMA));
  }
  const versions = await client.query<Record<string, unknown>>('SELECT version FROM ledger_version');
  const version = Number(versions.rows[0]?.['version']);
  if (version <= migrations.length) return version;
  const { database } = LEDGER_MESSAGES['ledger-newer'].text;
  throw new LedgerError('ledger-newer', database(location, version, migrations.length));
}

const INSPECT = `SELECT count(*) AS tables, coalesce(bool_or(relname = 'ledger_version'), false) AS has_version
  FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)`;

/** The user may not be allowed to create a schema that somebody else has created for it already. */
async function createSchema(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [SCHEMA]);
  if (rows.length === 0) await client.query(`CREATE SCHEMA ${SCHEMA}`);
  await client.query('CREATE TABLE ledger_version (version bigint NOT NULL)');
  await client.query('INSERT INTO ledger_version VALUES (0)');
}
