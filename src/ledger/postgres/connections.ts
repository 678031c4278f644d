import type pg from 'pg';
import type { LEDGER_POLICY } from '../policy.ts';
import type { PostgresAddress } from './address.ts';
import { kindOfFailure } from './failure.ts';

/** The schema with the ledger's tables. */
export const SCHEMA = 'sobot_etl';

/** In numbers, as `LEDGER_POLICY.postgres`. */
export type PostgresPolicy = { readonly [Name in keyof typeof LEDGER_POLICY.postgres]: number };

/** What a new connection tells about its server. */
export interface ServerFacts {
  /** The process of the server that works for the connection, with its start, since numbers are used again. */
  readonly pid: number;
  readonly startedAt: string;
  /** As 180004 for 18.4. */
  readonly version: number;
  readonly encoding: string;
  readonly isReplica: boolean;
}

/** A connection that is ready for the ledger's statements. */
export interface OpenConnection {
  readonly client: pg.Client;
  readonly facts: ServerFacts;
}

/** The connections of this process to one database. Errors are those of the driver. */
export class Connections {
  readonly #driver: typeof pg;
  readonly #config: pg.ClientConfig;
  readonly #policy: PostgresPolicy;
  readonly #pool: pg.Pool;
  /** Lists that are read in parts hold a connection for long: they must not keep statements waiting. */
  readonly #readers: pg.Pool;
  readonly #busy = new Set<Lease>();
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #facts = new WeakMap<pg.ClientBase, ServerFacts>();

  constructor(driver: typeof pg, address: PostgresAddress, policy: PostgresPolicy) {
    this.#driver = driver;
    this.#policy = policy;
    this.#config = {
      ...address.client,
      keepAlive: true,
      keepAliveInitialDelayMillis: policy.keepAliveIdleSeconds * 1000,
      connectionTimeoutMillis: policy.connectTimeoutMs,
      types: { getTypeParser: typeParser(driver) as typeof driver.types.getTypeParser },
    };
    this.#pool = this.#createPool(policy.maxConnections, policy.idleConnectionMs);
    this.#readers = this.#createPool(MAX_READERS, READER_IDLE_MS);
  }

  /** Opens a connection of its own. */
  async open(): Promise<OpenConnection> {
    const client = new this.#driver.Client(this.#config);
    client.on('error', ignore);
    await client.connect();
    try {
      return { client, facts: await this.#prepare(client) };
    } catch (error) {
      destroy(client);
      throw error;
    }
  }

  /** Runs `work` with a connection that nobody else uses meanwhile. */
  use<Result>(work: (client: pg.PoolClient, facts: ServerFacts) => Promise<Result>): Promise<Result> {
    return withLease(this.#lease(this.#pool), (lease) => work(lease.client, lease.facts));
  }

  /** A connection for a list that is read in parts. `release` has to be called, with the error if there was one. */
  lease(): Promise<Lease> {
    return this.#lease(this.#readers);
  }

  /** Ends the connections whose answer is awaited: their work fails as if they had been lost. */
  destroyBusy(): void {
    for (const { client } of this.#busy) destroy(client);
  }

  /** Ends all connections when their work is done, which may take `maxWaitMs`. */
  async close(maxWaitMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.destroyBusy();
      for (const lease of this.#busy) lease.release(new Error('Client was closed'));
    }, maxWaitMs);
    await Promise.all([this.#pool.end(), this.#readers.end()]);
    clearTimeout(timer);
    for (const reject of this.#waiting) reject(new Error('Client was closed'));
  }

  async #lease(pool: pg.Pool): Promise<Lease> {
    const client = await this.#connect(pool);
    const busy = this.#busy;
    const lease: Lease = {
      client,
      facts: this.#facts.get(client) as ServerFacts,
      get isReleased() {
        return !busy.has(lease);
      },
      release(error) {
        if (busy.delete(lease)) client.release(isUnusable(client, error));
      },
    };
    busy.add(lease);
    return lease;
  }

  /** A pool that is ended forgets who waits for a connection. */
  #connect(pool: pg.Pool): Promise<pg.PoolClient> {
    const { promise, resolve, reject } = Promise.withResolvers<pg.PoolClient>();
    this.#waiting.add(reject);
    promise.catch(ignore).finally(() => this.#waiting.delete(reject));
    pool.connect().then(resolve, reject);
    return promise;
  }

  #createPool(max: number, idleTimeoutMillis: number): pg.Pool {
    const { Client, Pool } = this.#driver;
    const config = this.#config;
    const pool = new Pool({
      max,
      idleTimeoutMillis,
      // The pool's own time limit would also apply to waiting for a connection.
      Client: class extends Client {
        constructor() {
          super(config);
          this.on('error', ignore);
        }
      },
      onConnect: async (client) => {
        this.#facts.set(client, await this.#prepare(client));
      },
    });
    // An idle connection was lost: the pool has removed it.
    pool.on('error', ignore);
    return pool;
  }

  async #prepare(client: pg.ClientBase): Promise<ServerFacts> {
    // The driver's time limit ends when the server has let the user in.
    const timer = setTimeout(() => destroy(client), this.#policy.connectTimeoutMs);
    const { keepAliveIdleSeconds, keepAliveProbeSeconds, maxStalledMs } = this.#policy;
    const settings = [keepAliveIdleSeconds, keepAliveProbeSeconds, maxStalledMs].map(String);
    const { rows } = await client.query<Record<string, unknown>>(PREPARE, settings).finally(() => clearTimeout(timer));
    const [facts] = rows;
    return {
      pid: Number(facts?.['pid']),
      startedAt: String(facts?.['started_at']),
      version: Number(facts?.['version']),
      encoding: String(facts?.['encoding']),
      isReplica: facts?.['is_replica'] === true,
    };
  }
}

/** A connection that nobody else uses until it is released. */
export interface Lease {
  readonly client: pg.PoolClient;
  readonly facts: ServerFacts;
  readonly isReleased: boolean;
  /** `error`: what went wrong with the connection. */
  release(error?: unknown): void;
}

async function withLease<Result>(leasing: Promise<Lease>, work: (lease: Lease) => Promise<Result>): Promise<Result> {
  const lease = await leasing;
  try {
    const result = await work(lease);
    lease.release();
    return result;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

/** So many lists are never read at once; a pool needs a number. */
const MAX_READERS = 1000;
const READER_IDLE_MS = 5_000;

/**
 * Time limits are for programs that people wait for, and the ledger has its own. Whoever is told that something is stored must be able
 * to rely on it. The server looks after its connections, since locks end with them, and ends those whose process stands still in the
 * middle of a transaction.
 */
const PREPARE = `SELECT
  set_config('search_path', '${SCHEMA}', false),
  set_config('default_transaction_isolation', 'read committed', false),
  set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false),
  set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false),
  set_config('idle_in_transaction_session_timeout', $3, false),
  set_config('tcp_keepalives_idle', $1, false), set_config('tcp_keepalives_interval', $2, false), set_config('tcp_keepalives_count', '3', false),
  pg_backend_pid() AS pid, (SELECT backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS started_at,
  current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS is_replica`;

/** Whole numbers and sums are numbers. */
function typeParser({ types }: typeof pg) {
  return (oid: number, format: 'text') =>
    oid === types.builtins.INT8 || oid === types.builtins.NUMERIC ? Number : types.getTypeParser(oid, format);
}

/** A connection that was lost, or whose transaction is still open, is of no use to others. */
function isUnusable(client: pg.PoolClient, error: unknown): boolean {
  return (error !== undefined && kindOfFailure(error) === 'lost') || client.getTransactionStatus() !== 'I';
}

/** Ends a connection at once, whatever it is doing. */
export function destroy(client: pg.ClientBase): void {
  (client as pg.Client).connection.stream.destroy();
}

/** A connection that is lost says so to whoever uses it next. */
function ignore(): void {}
