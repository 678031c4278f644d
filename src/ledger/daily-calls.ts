import type { DatabaseSync } from 'node:sqlite';
import { asLedgerError } from './ledger-error.ts';

/** Counts the calls of a tenant by day, for all processes that have a budget. Days are local, as `2026-11-23`. */
export class DailyCallCounter {
  readonly #take: ReturnType<DatabaseSync['prepare']>;
  readonly #giveBack: ReturnType<DatabaseSync['prepare']>;
  readonly #read: ReturnType<DatabaseSync['prepare']>;
  readonly #path: string;
  readonly #scope: string;

  constructor(database: DatabaseSync, path: string, scope: string) {
    this.#path = path;
    this.#scope = scope;
    // Every expression sees the old values.
    const granted = 'max(0, min(:lot, :budget - calls))';
    this.#take = database.prepare(`
      INSERT INTO daily_calls (scope, day, calls, granted) VALUES (:scope, :day, min(:lot, :budget), min(:lot, :budget))
      ON CONFLICT DO UPDATE SET granted = ${granted}, calls = calls + ${granted}
      RETURNING granted`);
    this.#giveBack = database.prepare(
      'UPDATE daily_calls SET calls = max(0, calls - :calls) WHERE scope = :scope AND day = :day',
    );
    this.#read = database.prepare('SELECT calls FROM daily_calls WHERE scope = ? AND day = ?');
  }

  /** Takes up to `lot` calls of what is left of the day's budget; returns how many. */
  take(day: string, lot: number, budget: number): number {
    // A run that waits asks every minute, which then writes nothing.
    if (this.taken(day) >= budget) return 0;
    return this.#guard(() => Number(this.#take.get({ scope: this.#scope, day, lot, budget })?.['granted'] ?? 0));
  }

  /** Gives back calls that were taken and not made. */
  giveBack(day: string, calls: number): void {
    this.#guard(() => this.#giveBack.run({ scope: this.#scope, day, calls }));
  }

  /** How many calls of the day are taken. */
  taken(day: string): number {
    return Number(this.#read.get(this.#scope, day)?.['calls'] ?? 0);
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asLedgerError(this.#path, error);
    }
  }
}
