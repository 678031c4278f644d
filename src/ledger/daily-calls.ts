import type { SqlDatabase } from './sql.ts';

/** Counts the calls of a tenant by day, for all processes that have a budget. Days are local, as `2026-11-23`. */
export class DailyCallCounter {
  readonly #database: SqlDatabase;
  readonly #scope: string;

  constructor(database: SqlDatabase, scope: string) {
    this.#database = database;
    this.#scope = scope;
  }

  /** Takes up to `lot` calls of what is left of the day's budget; returns how many. */
  async take(day: string, lot: number, budget: number): Promise<number> {
    // A run that waits asks every minute, which then writes nothing.
    if ((await this.taken(day)) >= budget) return 0;
    const { greatest, least } = this.#database.dialect;
    const first = Math.min(lot, budget);
    // Every expression sees the old values.
    const granted = `${greatest}(0, ${least}(CAST(? AS BIGINT), CAST(? AS BIGINT) - daily_calls.calls))`;
    const record = await this.#database.get(
      `INSERT INTO daily_calls (scope, day, calls, granted) VALUES (?, ?, ?, ?)
       ON CONFLICT (scope, day) DO UPDATE SET granted = ${granted}, calls = daily_calls.calls + ${granted}
       RETURNING granted`,
      [this.#scope, day, first, first, lot, budget, lot, budget],
    );
    return Number(record?.['granted'] ?? 0);
  }

  /** Gives back calls that were taken and not made. */
  async giveBack(day: string, calls: number): Promise<void> {
    await this.#database.run(
      `UPDATE daily_calls SET calls = ${this.#database.dialect.greatest}(0, calls - CAST(? AS BIGINT)) WHERE scope = ? AND day = ?`,
      [calls, this.#scope, day],
    );
  }

  /** How many calls of the day are taken. */
  async taken(day: string): Promise<number> {
    const sql = 'SELECT calls FROM daily_calls WHERE scope = ? AND day = ?';
    return Number((await this.#database.get(sql, [this.#scope, day]))?.['calls'] ?? 0);
  }
}
