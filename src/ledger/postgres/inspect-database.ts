import type pg from 'pg';
import { LEDGER_POLICY } from '../policy.ts';
import { type PostgresAddress, readAddress } from './address.ts';
import { Connections, SCHEMA } from './connections.ts';
import { asPostgresError } from './failure.ts';
import { rejectUnsuitable, versionOf } from './migrate.ts';
import { MIGRATIONS } from './schema.ts';

/** What an inspection of a ledger in PostgreSQL shows, which changes nothing. */
export interface DatabaseFacts {
  /** Its address without the password. */
  readonly location: string;
  /** The version of the server: `18.4`. */
  readonly server: string;
  /** The protection of the connection, such as `TLSv1.3`; undefined without. */
  readonly tls: string | undefined;
  readonly answersInMs: number;
  /** How far the database's clock is ahead of this machine's. */
  readonly clockAheadMs: number;
  /** Does the server write to the disk before it says that something is stored? */
  readonly isDurable: boolean;
  /** Connections that the server has left for this user, and how many it has in all. */
  readonly connections: { readonly free: number; readonly all: number };
  /** Undefined if there are no tables yet. */
  readonly tables: TableFacts | undefined;
  /** What the user may not do, of what a run needs. */
  readonly missingRights: readonly MissingRight[];
  readonly user: string;
  readonly database: string;
}

interface TableFacts {
  readonly version: number;
  /** The version that this program brings them to. */
  readonly latest: number;
  readonly runs: number;
  readonly bytes: number;
}

/** `create`: create the schema; `write`: write the tables; `alter`: bring the tables to the latest version. */
export type MissingRight = 'create' | 'write' | 'alter';

/** Inspects the ledger at an address, which need not exist yet. Errors: `LedgerError` if it cannot be used. */
export async function inspectPostgres(url: string): Promise<DatabaseFacts> {
  const { default: driver } = await import('pg');
  const address = readAddress(url, driver.Client);
  const connections = new Connections(driver, address, LEDGER_POLICY.postgres);
  try {
    return await connections.use(async (client, facts) => {
      rejectUnsuitable(address, facts);
      return factsOf(client, address, await versionOf(client, address.location));
    });
  } catch (error) {
    throw asPostgresError(address, error);
  } finally {
    await connections.close(LEDGER_POLICY.postgres.maxCloseMs);
  }
}

async function factsOf(client: pg.ClientBase, { location }: PostgresAddress, version: number): Promise<DatabaseFacts> {
  const clock = await measureClock(client);
  const { rows } = await client.query<Record<string, unknown>>(version === 0 ? FACTS : `${FACTS}${TABLE_FACTS}`, [
    SCHEMA,
  ]);
  const found = rows[0] ?? {};
  const tables =
    version === 0
      ? undefined
      : { version, latest: MIGRATIONS.length, runs: Number(found['runs']), bytes: Number(found['bytes']) };
  const rights: Readonly<Record<MissingRight, boolean>> = {
    create: found['may_create'] === true,
    write: version === 0 || found['may_write'] === true,
    alter: version === 0 || version === MIGRATIONS.length || found['may_alter'] === true,
  };
  return {
    location,
    server: String(found['server']),
    tls: found['tls'] === null ? undefined : String(found['tls']),
    ...clock,
    isDurable: found['is_durable'] === true,
    connections: { free: Number(found['free']), all: Number(found['all']) },
    tables,
    missingRights: (Object.keys(rights) as MissingRight[]).filter((right) => !rights[right]),
    user: String(found['user']),
    database: String(found['database']),
  };
}

/** Of several readings of the database's clock, the one that took the shortest time is the most exact. */
async function measureClock(client: pg.ClientBase): Promise<Pick<DatabaseFacts, 'answersInMs' | 'clockAheadMs'>> {
  let best = { answersInMs: Number.POSITIVE_INFINITY, clockAheadMs: 0 };
  for (let reading = 0; reading < CLOCK_READINGS; reading += 1) {
    const startedAt = Date.now();
    const started = performance.now();
    const { rows } = await client.query<{ now: number }>(CLOCK);
    const answersInMs = performance.now() - started;
    if (answersInMs < best.answersInMs)
      best = { answersInMs, clockAheadMs: Number(rows[0]?.now) - (startedAt + answersInMs / 2) };
  }
  return best;
}

const CLOCK_READINGS = 5;
const CLOCK = 'SELECT (1000 * extract(epoch FROM clock_timestamp()))::double precision AS now';

/** Connections that are kept for superusers are not free. The schemas, of the ledger and of its queues, are created if they are missing. */
const FACTS = `SELECT
  current_user AS user, current_database() AS database,
  split_part(current_setting('server_version'), ' ', 1) AS server,
  (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl) AS tls,
  current_setting('fsync')::bool AND current_setting('full_page_writes')::bool AS is_durable,
  current_setting('max_connections')::int AS all,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS free,
  has_database_privilege(current_database(), 'CREATE') OR (
    SELECT count(*) = 2 AND bool_and(has_schema_privilege(oid, 'CREATE'))
    FROM pg_namespace WHERE nspname IN ($1::text, $1::text || '_queue')) AS may_create`;

const TABLE_FACTS = `,
  (SELECT count(*) FROM runs) AS runs,
  (SELECT bool_and(has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
      AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
    FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind = 'r') AS may_write,
  (SELECT bool_and(pg_has_role(relowner, 'USAGE'))
    FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind = 'r') AS may_alter,
  (SELECT sum(pg_total_relation_size(oid))
    FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind = 'r') AS bytes`;
