import { DatabaseSync } from 'node:sqlite';
import { makePrivate } from './database.ts';
import { asLedgerError } from './ledger-error.ts';

/** A clock that was set back must not make everybody wait for the old time. */
const MOST_AHEAD_MS = 60_000;

/**
 * Where all processes of the machine that use one tenant agree who sends when: hands out evenly spaced places.
 * A file of its own that need not survive a power cut, so that a visit costs microseconds.
 */
export class SharedPace {
  readonly #database: DatabaseSync;
  readonly #take: ReturnType<DatabaseSync['prepare']>;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    try {
      makePrivate(path);
      this.#database = new DatabaseSync(path, { timeout: 5000 });
      this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
        CREATE TABLE IF NOT EXISTS places (scope TEXT PRIMARY KEY, next REAL NOT NULL) WITHOUT ROWID;`);
      this.#take = this.#database.prepare(`
        INSERT INTO places (scope, next) VALUES (:scope, :now + :span)
        ON CONFLICT (scope) DO UPDATE SET next = max(min(next, :now + ${MOST_AHEAD_MS}), :now) + :span
        RETURNING next - :span AS first`);
    } catch (error) {
      throw asLedgerError(path, error);
    }
  }

  /** Takes `count` places at the interval; answers the time of the first, in epoch milliseconds. */
  reserve(scope: string, now: number, intervalMs: number, count: number): number {
    try {
      return Number(this.#take.get({ scope, now, span: intervalMs * count })?.['first']);
    } catch (error) {
      throw asLedgerError(this.#path, error);
    }
  }

  close(): void {
    this.#database.close();
  }
}
