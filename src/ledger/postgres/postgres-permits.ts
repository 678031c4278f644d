import { LEDGER_POLICY } from '../policy.ts';
import type { SharedPermits, SqlConnection, SqlDatabase } from '../sql.ts';

const POLICY = LEDGER_POLICY.sharedRate;

/** How processes that use the same database tell each other something. A payload is undefined if some may have been missed. */
interface Notices {
  listen(channel: string, handler: (payload: string | undefined) => void): Promise<{ stop(): Promise<void> }>;
  notify(channel: string, payload: string, connection: SqlConnection): Promise<void>;
}

const CHANNEL = 'pause';

/** Milliseconds since 1970 by the database's clock, the one that all processes share. */
const NOW = '(SELECT CAST(1000 * extract(epoch FROM clock_timestamp()) AS double precision))';

/**
 * Takes permits for the near future, so that a process asks once for all that it uses next. The first free permit is at `next`, but
 * neither long past nor absurdly far ahead.
 */
const TAKE = `
  WITH asked AS (SELECT CAST(? AS text) AS scope, CAST(? AS double precision) AS every, CAST(? AS bigint) AS permits,
    CAST(? AS double precision) AS ahead)
  INSERT INTO places AS place (scope, next, taken)
  SELECT asked.scope, ${NOW} + asked.permits * asked.every, asked.permits FROM asked
  ON CONFLICT (scope) DO UPDATE SET (taken, next) = (
    SELECT lot.taken, start.first + lot.taken * asked.every
    FROM asked,
      LATERAL (SELECT ${NOW} AS now) AS clock,
      LATERAL (SELECT greatest(least(place.next, clock.now + asked.ahead), clock.now - ${POLICY.lateTimerMs}) AS first) AS start,
      LATERAL (SELECT CASE WHEN start.first > clock.now + ${POLICY.maxLotAheadMs} THEN 0 ELSE asked.permits END AS taken) AS lot)
  RETURNING taken, next - taken * (SELECT every FROM asked) - ${NOW} AS wait`;

const PAUSE = `
  INSERT INTO places AS place (scope, next, taken) VALUES (?, ${NOW} + CAST(? AS double precision), 0)
  ON CONFLICT (scope) DO UPDATE SET next = greatest(place.next, excluded.next), taken = 0`;

/**
 * Gives out evenly spaced permits to all processes that use the database, by its clock: a process may be anywhere. A pause is announced
 * to all of them.
 */
export class PostgresPermits implements SharedPermits {
  readonly announcesPauses = true;
  readonly #database: SqlDatabase & Notices;
  readonly #scope: string;
  #takenAt = Number.NEGATIVE_INFINITY;
  #warmAt = 0;

  constructor(database: SqlDatabase & Notices, scope: string) {
    this.#database = database;
    this.#scope = scope;
  }

  async take(rateIntervalMs: number, maxPermits: number) {
    const intervalMs = rateIntervalMs * this.#spacing(rateIntervalMs);
    const permits = Math.max(1, Math.min(maxPermits, Math.ceil(POLICY.lotMs / intervalMs)));
    const ahead = Math.max(POLICY.maxAheadMs, POLICY.maxPermitsAhead * intervalMs);
    const record = await this.#database.get(TAKE, [this.#scope, intervalMs, permits, ahead]);
    const [taken, waitMs] = [Number(record?.['taken']), Number(record?.['wait'])];
    if (taken === 0) return { taken, waitMs: Math.max(1, waitMs - POLICY.maxLotAheadMs), everyMs: 0 };
    return { taken, waitMs, everyMs: intervalMs };
  }

  #spacing(intervalMs: number): number {
    const now = performance.now();
    const idleMs = Math.max(POLICY.warmUpMs, POLICY.idleIntervals * intervalMs);
    if (now - this.#takenAt > idleMs) this.#warmAt = now + POLICY.warmUpMs;
    this.#takenAt = now;
    return now < this.#warmAt ? POLICY.warmUpSpacing : 1;
  }

  async pause(pauseMs: number): Promise<void> {
    await this.#database.transaction(async (connection) => {
      await connection.run(PAUSE, [this.#scope, pauseMs]);
      await this.#database.notify(CHANNEL, JSON.stringify([this.#scope, pauseMs]), connection);
    });
  }

  listen(onPause: (pauseMs: number) => void): Promise<{ stop(): Promise<void> }> {
    return this.#database.listen(CHANNEL, (payload) => {
      // Whatever was missed shows in the permits.
      if (payload === undefined) return;
      const [scope, pauseMs] = JSON.parse(payload) as [string, number];
      if (scope === this.#scope) onPause(pauseMs);
    });
  }
}
