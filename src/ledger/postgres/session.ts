import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';
import { type Connections, destroy, type OpenConnection, type ServerFacts } from './connections.ts';
import { type RepeatOptions, repeatWhileLost } from './repeat.ts';
import type { Parameter } from './statement.ts';

/** Keeps something on the session's connection that ends with it. */
export interface SessionUser {
  /** Has it anything there? Then a lost connection is replaced at once. */
  readonly isInUse: boolean;
  /** Does again on a new connection what was done on the lost one. */
  restore(connection: SessionConnection): Promise<void>;
  /** There is no new connection. */
  giveUp(error: unknown): void;
}

/**
 * The one connection of this process that is always the same: for what belongs to a connection, locks and listening. It is opened when it
 * is first needed, tested now and then, and replaced when it is lost.
 */
export class Session {
  readonly #connections: Connections;
  readonly #repeating: RepeatOptions;
  readonly #users: SessionUser[] = [];
  #connection: Promise<SessionConnection> | undefined;
  #lost: ServerFacts | undefined;
  #isClosing = false;

  constructor(connections: Connections, repeating: RepeatOptions) {
    this.#connections = connections;
    this.#repeating = repeating;
  }

  add(user: SessionUser): void {
    this.#users.push(user);
  }

  /** Runs a statement on the session's connection, again if that is lost. Errors: `LedgerError`. */
  query(text: string, values: readonly Parameter[] = []): Promise<Record<string, unknown>[]> {
    return repeatWhileLost(async () => {
      const connection = await this.#open();
      return connection.query(text, values);
    }, this.#repeating);
  }

  /** The same, but only if there is a connection; failures are of no interest, since what it is about ends with the connection. */
  async queryIfOpen(text: string, values: readonly Parameter[] = []): Promise<void> {
    try {
      const connection = await this.#connection;
      await connection?.query(text, values);
    } catch {
      // The connection is lost.
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  #open(): Promise<SessionConnection> {
    if (this.#connection) return this.#connection;
    const opening = this.#connect();
    this.#connection = opening;
    opening.catch(() => {
      if (this.#connection === opening) this.#connection = undefined;
    });
    return opening;
  }

  async #connect(): Promise<SessionConnection> {
    const { policy, address } = this.#repeating;
    const open = await this.#connections.open();
    const connection = new SessionConnection(open, {
      location: address.location,
      pingMs: policy.pingMs,
      maxPingMs: policy.maxPingMs,
      // A server that does not answer here does not answer others either.
      onSilence: () => this.#connections.destroyBusy(),
    });
    try {
      if (this.#lost) await endLostConnection(connection, this.#lost, policy.maxRelockMs);
      for (const user of this.#users) await user.restore(connection);
    } catch (error) {
      connection.destroy();
      throw error;
    }
    if (connection.hasEnded) throw new Error('Connection terminated unexpectedly');
    this.#lost = undefined;
    connection.client.once('end', () => void this.#replace(open.facts));
    return connection;
  }

  async #replace(lost: ServerFacts): Promise<void> {
    this.#connection = undefined;
    this.#lost = lost;
    while (!this.#isClosing && this.#users.some(({ isInUse }) => isInUse)) {
      try {
        await repeatWhileLost(() => this.#open(), this.#repeating);
        return;
      } catch (error) {
        if (!this.#isClosing) for (const user of this.#users) user.giveUp(error);
      }
      await sleep(this.#repeating.policy.maxRetryMs, undefined, { signal: this.#repeating.signal }).catch(
        () => undefined,
      );
    }
  }
}

interface SessionConnectionOptions {
  readonly location: string;
  readonly pingMs: number;
  readonly maxPingMs: number;
  onSilence(): void;
}

/** A connection of the session. Errors are those of the driver. */
export class SessionConnection {
  readonly client: pg.Client;
  readonly #facts: ServerFacts;
  readonly #options: SessionConnectionOptions;
  readonly #pinging: NodeJS.Timeout;
  #last: Promise<unknown> = Promise.resolve();
  #hasEnded = false;

  constructor({ client, facts }: OpenConnection, options: SessionConnectionOptions) {
    this.client = client;
    this.#facts = facts;
    this.#options = options;
    this.#pinging = setInterval(() => this.#ping(), options.pingMs).unref();
    client.once('end', () => {
      this.#hasEnded = true;
      clearInterval(this.#pinging);
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  query(text: string, values: readonly Parameter[] = []): Promise<Record<string, unknown>[]> {
    // The driver wants one statement at a time.
    const result = this.#last.then(() => this.client.query<Record<string, unknown>>(text, [...values]));
    this.#last = result.catch(() => undefined);
    return result.then(({ rows }) => {
      this.#rejectPooler(rows);
      return rows;
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#pinging);
    await this.#last;
    await this.client.end();
  }

  destroy(): void {
    clearInterval(this.#pinging);
    destroy(this.client);
  }

  /** A statement that tells which process of the server ran it shows whether the connection still has the same one. */
  #rejectPooler(rows: readonly Record<string, unknown>[]): void {
    const pid = rows[0]?.['session_pid'];
    if (pid === undefined || Number(pid) === this.#facts.pid) return;
    throw new LedgerError('ledger-pooler', LEDGER_MESSAGES['ledger-pooler'].text.shared(this.#options.location));
  }

  async #ping(): Promise<void> {
    const timer = setTimeout(() => {
      this.destroy();
      this.#options.onSilence();
    }, this.#options.maxPingMs);
    await this.query('SELECT 1').catch(() => undefined);
    clearTimeout(timer);
  }
}

/** The server may not have noticed yet that a connection is lost, and what belongs to it is not free until then. */
async function endLostConnection(
  connection: SessionConnection,
  { pid, startedAt }: ServerFacts,
  maxWaitMs: number,
): Promise<void> {
  const deadline = performance.now() + maxWaitMs;
  while (performance.now() < deadline) {
    const ended = await connection.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2::timestamptz',
      [pid, startedAt],
    );
    if (ended.length === 0) return;
    await sleep(END_POLL_MS);
  }
}

const END_POLL_MS = 10;
