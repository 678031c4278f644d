import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asLedgerError } from '../ledger-error.ts';
import { LEDGER_POLICY } from '../policy.ts';
import { createPrivateFile } from './sqlite-file.ts';

const POLICY = LEDGER_POLICY.sharedRate;

/**
 * Coordinates all processes of the machine that use the same tenant: gives out evenly spaced permits. It has a file of its own that
 * need not survive a power cut, so that taking a permit costs microseconds.
 */
export class SharedRateLimiter {
  readonly #database: DatabaseSync;
  readonly #take: ReturnType<DatabaseSync['prepare']>;
  readonly #wait: ReturnType<DatabaseSync['prepare']>;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.#database = openPermits(path);
    // The first free permit is at `next`, but neither long past nor absurdly far ahead; every expression sees the old values.
    const first = `max(min(next, :now + :ahead), :now - ${POLICY.lateTimerMs})`;
    const taken = `(CASE WHEN ${first} > :now THEN 0 ELSE min(:maxPermits, 1 + CAST((:now - ${first}) / :interval AS INTEGER)) END)`;
    this.#take = this.#database.prepare(`
      INSERT INTO places (scope, next, taken) VALUES (:scope, :now + :interval, 1)
      ON CONFLICT DO UPDATE SET taken = ${taken}, next = ${first} + ${taken} * :interval
      RETURNING taken, next`);
    this.#wait = this.#database.prepare(`
      INSERT INTO places (scope, next, taken) VALUES (:scope, :until, 0)
      ON CONFLICT DO UPDATE SET next = max(next, :until)`);
  }

  /** Takes up to `maxPermits` permits that are free now; if there are none, returns how long to wait. */
  take(scope: string, now: number, interval: number, maxPermits: number): { taken: number; waitMs: number } {
    const ahead = Math.max(POLICY.maxAheadMs, POLICY.maxPermitsAhead * interval);
    const record = this.#guard(() => this.#take.get({ scope, now, interval, maxPermits, ahead }));
    return { taken: Number(record?.['taken']), waitMs: Number(record?.['next']) - now };
  }

  /** Gives out no permit before `until`, in epoch milliseconds. */
  pause(scope: string, until: number): void {
    this.#guard(() => this.#wait.run({ scope, until }));
  }

  close(): void {
    this.#database.close();
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asLedgerError(this.#path, error);
    }
  }
}

function openPermits(path: string): DatabaseSync {
  try {
    return open(path);
  } catch (error) {
    const failure = asLedgerError(path, error);
    if (failure.code !== 'ledger-corrupt') throw failure;
  }
  // A power cut may have damaged it, and nothing in it is worth keeping.
  for (const part of [path, `${path}-wal`, `${path}-shm`]) rmSync(part, { force: true });
  try {
    return open(path);
  } catch (error) {
    throw asLedgerError(path, error);
  }
}

function open(path: string): DatabaseSync {
  createPrivateFile(path);
  const database = new DatabaseSync(path, { timeout: 5000 });
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
      CREATE TABLE IF NOT EXISTS places (
        scope TEXT PRIMARY KEY, next REAL NOT NULL, taken INTEGER NOT NULL) WITHOUT ROWID;`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
