import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';
import { LEDGER_POLICY } from '../policy.ts';
import type { LockTable, SqlConnection, SqlDatabase, SqlRecord, SqlValue } from '../sql.ts';
import { type PostgresAddress, readAddress } from './address.ts';
import { AdvisoryLocks, advisoryKey } from './advisory-locks.ts';
import { Connections, type Lease, type PostgresPolicy } from './connections.ts';
import { POSTGRES_DIALECT } from './dialect.ts';
import { asPostgresError, isStarting, kindOfFailure } from './failure.ts';
import { migrate, rejectUnsuitable } from './migrate.ts';
import { NOTIFY, type NoticeHandler, Notices } from './notices.ts';
import { type ColumnTypes, PostgresConnection, recordsOf } from './postgres-connection.ts';
import { type RepeatOptions, reasonOf, repeatWhileLost, WorkFailure } from './repeat.ts';
import { Session } from './session.ts';
import { type Parameter, parametersOf, statementFor } from './statement.ts';

export interface OpenOptions {
  /** Deviations from `LEDGER_POLICY.postgres`. */
  readonly policy?: Partial<PostgresPolicy>;
}

/**
 * Opens the ledger in a database, and brings its tables to this version. Errors: `LedgerError`. A server that is not there is an error
 * at once; later the database waits for it.
 */
export async function openPostgresDatabase(url: string, { policy = {} }: OpenOptions = {}): Promise<PostgresDatabase> {
  const { default: driver } = await import('pg');
  const address = readAddress(url, driver.Client);
  const numbers = { ...LEDGER_POLICY.postgres, ...policy };
  const connections = new Connections(driver, address, numbers);
  try {
    await prepare(connections, address, numbers);
  } catch (error) {
    await connections.close(numbers.maxCloseMs);
    throw asPostgresError(address, error);
  }
  return new PostgresDatabase(connections, address, numbers);
}

/** Checks the server and migrates the tables. Waits for a server that is just starting. */
async function prepare(connections: Connections, address: PostgresAddress, policy: PostgresPolicy): Promise<void> {
  const deadline = performance.now() + policy.maxLostMs;
  for (;;) {
    try {
      await connections.use(async (client, facts) => {
        rejectUnsuitable(address, facts);
        await migrate(client, address.location);
      });
      return;
    } catch (error) {
      if (!isStarting(error) || performance.now() > deadline) throw error;
      await sleep(policy.minRetryMs);
    }
  }
}

/**
 * The ledger in a PostgreSQL database. Work whose connection is lost is repeated as a whole, so repeating it must do no harm. Errors:
 * `LedgerError`; `ledger-lost` if the server does not come back in time.
 */
export class PostgresDatabase implements SqlDatabase {
  readonly dialect = POSTGRES_DIALECT;
  readonly location: string;
  readonly locks: LockTable;
  readonly #connections: Connections;
  readonly #columnTypes: ColumnTypes = new Map();
  readonly #session: Session;
  readonly #notices: Notices;
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;
  readonly #repeating: RepeatOptions;

  constructor(connections: Connections, address: PostgresAddress, policy: PostgresPolicy) {
    this.location = address.location;
    this.#connections = connections;
    this.#repeating = { address, policy, signal: this.#closing.signal, outage: {} };
    this.#session = new Session(connections, this.#repeating);
    this.locks = new AdvisoryLocks(this.#session, this.#repeating);
    this.#notices = new Notices(this.#session);
  }

  all(sql: string, values?: readonly SqlValue[]): Promise<SqlRecord[]> {
    return this.#single((connection) => connection.all(sql, values));
  }

  get(sql: string, values?: readonly SqlValue[]): Promise<SqlRecord | undefined> {
    return this.#single((connection) => connection.get(sql, values));
  }

  run(sql: string, values?: readonly SqlValue[]): Promise<number> {
    return this.#single((connection) => connection.run(sql, values));
  }

  async insertAll(sql: string, records: readonly (readonly SqlValue[])[]): Promise<void> {
    if (records.length > 0) await this.transaction((connection) => connection.insertAll(sql, records));
  }

  /** Runs a statement of the driver's own form, or several without values. */
  query(text: string, values?: readonly Parameter[]): Promise<pg.QueryResult> {
    return this.#single((connection) => connection.query(text, values));
  }

  transaction<Result>(
    work: (connection: PostgresConnection) => Promise<Result>,
    { exclusively = false }: { readonly exclusively?: boolean } = {},
  ): Promise<Result> {
    if (!exclusively) return this.#transaction('BEGIN', work);
    return this.#transaction('BEGIN', async (connection) => {
      await connection.query('SELECT pg_advisory_xact_lock($1, $2)', advisoryKey(' exclusive'));
      return work(connection);
    });
  }

  snapshot<Result>(work: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    return this.#transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work);
  }

  async *parts(sql: string, values: readonly SqlValue[] = []): AsyncGenerator<readonly SqlRecord[]> {
    const { lease, first } = await repeatWhileLost(() => this.#openCursor(sql, values), this.#repeating);
    try {
      for (let part = first; ; part = recordsOf(await lease.client.query(FETCH))) {
        const isLast = part.length < PART_SIZE;
        if (isLast) await endCursor(lease);
        if (part.length > 0) yield part;
        if (isLast) return;
      }
    } catch (error) {
      lease.release(error);
      throw kindOfFailure(error) === 'lost'
        ? this.#lostWhileReading(error)
        : asPostgresError(this.#repeating.address, error);
    } finally {
      await endCursor(lease);
    }
  }

  async compact(): Promise<void> {
    try {
      await this.#connections.use((client) =>
        client.query('VACUUM (ANALYZE) runs, rows, changes, left_out, identities'),
      );
    } catch {
      // Nothing but disk space is lost, and the server's own cleaning will find it.
    }
  }

  /** Calls the handler with what any process says on a channel, until `stop` is called. */
  listen(channel: string, handler: NoticeHandler): Promise<{ stop(): Promise<void> }> {
    return this.#notices.listen(channel, handler);
  }

  /**
   * Says something on a channel, at most 7,000 bytes, to the handlers of all processes, this one included. `connection`: of a transaction, at
   * whose end it is said.
   */
  async notify(channel: string, payload: string, connection: SqlConnection = this): Promise<void> {
    await connection.get(NOTIFY, [Notices.nameOf(channel), payload]);
  }

  /** Work that waits for a lost connection fails; other work is finished. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await this.#session.close();
    await this.#connections.close(this.#repeating.policy.maxCloseMs);
  }

  #single<Result>(work: (connection: PostgresConnection) => Promise<Result>): Promise<Result> {
    return repeatWhileLost(
      () =>
        this.#connections.use(async (client) => {
          const connection = this.#connectionOf(client);
          return work(connection).catch((error: unknown) => {
            throw connection.failure ?? error;
          });
        }),
      this.#repeating,
    );
  }

  #transaction<Result>(begin: string, work: (connection: PostgresConnection) => Promise<Result>): Promise<Result> {
    return repeatWhileLost(
      () =>
        this.#connections.use(async (client) => {
          const connection = this.#connectionOf(client);
          try {
            await connection.query(begin);
            const result = await work(connection);
            // A statement may have failed although `work` did not.
            if (connection.failure === undefined) {
              await connection.query('COMMIT');
              return result;
            }
          } catch (error) {
            // An error of `work` itself.
            if (connection.failure === undefined) connection.failure = new WorkFailure(error);
          } finally {
            if (connection.failure !== undefined && kindOfFailure(connection.failure) !== 'lost')
              await connection.query('ROLLBACK').catch(() => undefined);
            connection.end();
          }
          throw connection.failure;
        }),
      this.#repeating,
    );
  }

  #connectionOf(client: pg.ClientBase): PostgresConnection {
    return new PostgresConnection(client, this.#repeating.address, this.#columnTypes);
  }

  async #openCursor(sql: string, values: readonly SqlValue[]) {
    const statement = statementFor(sql);
    const lease = await this.#connections.lease();
    try {
      // Whoever reads the parts may take long over each, and holds nobody up.
      await lease.client.query('BEGIN READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0');
      const declare = `DECLARE part NO SCROLL CURSOR FOR ${statement.text}`;
      await lease.client.query(declare, parametersOf(statement, values));
      return { lease, first: recordsOf(await lease.client.query(FETCH)) };
    } catch (error) {
      lease.release(error);
      throw error;
    }
  }

  #lostWhileReading(error: unknown): LedgerError {
    const { whileReading } = LEDGER_MESSAGES['ledger-lost'].text;
    return new LedgerError('ledger-lost', whileReading(this.location, reasonOf(error)));
  }
}

/** Ends the transaction of a list, and gives its connection back, unless that was done. */
async function endCursor(lease: Lease): Promise<void> {
  if (lease.isReleased) return;
  const failure = await lease.client.query('COMMIT').then(
    () => undefined,
    (error: unknown) => error,
  );
  lease.release(failure);
}

const PART_SIZE = LEDGER_POLICY.queries.recordsInPart;
const FETCH = `FETCH ${PART_SIZE} FROM part`;
