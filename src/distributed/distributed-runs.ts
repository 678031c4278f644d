import type { PostgresDatabase } from '../ledger/index.ts';
import { announceRun } from './notices.ts';

/** Why a run stops, as a code and for people. */
export interface StopReason {
  readonly code: string;
  readonly reason: string;
}

/** The code of a run that has ended. */
export const CLOSED = 'closed';

/** A run that is distributed, as its process begins. */
interface OpenedRun {
  /** Raised by each process that hands out rows of the run: only the last one may. */
  readonly generation: number;
  /** Was the input read to its end? */
  readonly isRead: boolean;
}

/** How a run is distributed. */
interface NewDistribution {
  readonly run: number;
  readonly queue: string;
  /** What a worker has to know of the run. */
  readonly facts: unknown;
  /** Rows are sent within this time after they were compared with the CRM: milliseconds. */
  readonly maxAgeMs: number | undefined;
}

/** The distributed runs of a database. Errors: `LedgerError`. */
export class DistributedRuns {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  /** Makes a run distributed, or begins a new generation of one that is; whoever handed out its rows before may not any more. */
  async open({ run, queue, facts, maxAgeMs }: NewDistribution): Promise<OpenedRun> {
    const record = await this.#database.get(
      `INSERT INTO distributed_runs (run, queue, facts, generation, max_age, is_open, is_read) VALUES (?, ?, ?, 1, ?, true, false)
       ON CONFLICT (run) DO UPDATE SET queue = excluded.queue, facts = excluded.facts, max_age = excluded.max_age,
         generation = distributed_runs.generation + 1, is_open = true, stop_code = NULL, stop_reason = NULL
       RETURNING generation, is_read`,
      [run, queue, JSON.stringify(facts), maxAgeMs ?? null],
    );
    // The ids that rows received before the run was distributed.
    await this.#database.run(
      `INSERT INTO received_ids (run, id, row, key_hash) SELECT run, remote_id, row, key_hash FROM (
         SELECT run, remote_id, row, encode(sha256(convert_to(key, 'UTF8')), 'hex') AS key_hash FROM rows
         WHERE run = ? AND remote_id IS NOT NULL AND state IN ('created', 'updated', 'done', 'saved') ORDER BY row
       ) AS received ON CONFLICT DO NOTHING`,
      [run],
    );
    return { generation: Number(record?.['generation']), isRead: record?.['is_read'] === true };
  }

  /** What a worker has to know of the run; undefined if it is not distributed. */
  async facts(run: number): Promise<unknown> {
    const record = await this.#database.get('SELECT facts FROM distributed_runs WHERE run = ?', [run]);
    return record && (JSON.parse(String(record['facts'])) as unknown);
  }

  /** Was the run distributed by an earlier process? */
  async isDistributed(run: number): Promise<boolean> {
    return (await this.#database.get('SELECT 1 FROM distributed_runs WHERE run = ?', [run])) !== undefined;
  }

  /** All rows of the input have been handed out or settled. */
  async markRead(run: number): Promise<void> {
    await this.#database.run('UPDATE distributed_runs SET is_read = true WHERE run = ?', [run]);
  }

  /** Asks all processes to stop sending rows of the run; the first reason is kept. */
  async requestStop(run: number, { code, reason }: StopReason): Promise<void> {
    await this.#database.transaction(async (connection) => {
      await connection.run(
        'UPDATE distributed_runs SET stop_code = ?, stop_reason = ? WHERE run = ? AND stop_code IS NULL AND is_open',
        [code, reason, run],
      );
      await announceRun(this.#database, connection, run);
    });
  }

  /** The run goes on. */
  async clearStop(run: number): Promise<void> {
    await this.#database.run('UPDATE distributed_runs SET stop_code = NULL, stop_reason = NULL WHERE run = ?', [run]);
  }

  /** The runs among these that stop, with the reasons. */
  async stopping(runs: readonly number[]): Promise<ReadonlyMap<number, StopReason>> {
    if (runs.length === 0) return new Map();
    const records = await this.#database.all(
      `SELECT run, coalesce(stop_code, '${CLOSED}') AS stop_code, coalesce(stop_reason, '') AS stop_reason
       FROM distributed_runs WHERE run = ANY(?::bigint[]) AND (stop_code IS NOT NULL OR NOT is_open)`,
      [JSON.stringify(runs)],
    );
    return new Map(
      records.map(({ run, stop_code, stop_reason }) => [
        Number(run),
        { code: String(stop_code), reason: String(stop_reason) },
      ]),
    );
  }

  /** The run has ended: nobody may write its rows any more, and what is only needed to send them is deleted. */
  async close(run: number): Promise<void> {
    await this.#database.transaction(async (connection) => {
      // Waits for those who write rows of the run.
      await connection.get('SELECT 1 FROM distributed_runs WHERE run = ? FOR UPDATE', [run]);
      await connection.run('UPDATE distributed_runs SET is_open = false WHERE run = ?', [run]);
      await connection.run('DELETE FROM chunk_rows WHERE run = ?', [run]);
      await connection.run('DELETE FROM received_ids WHERE run = ?', [run]);
      await announceRun(this.#database, connection, run);
    });
  }
}
