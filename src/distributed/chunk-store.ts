import { LEDGER_MESSAGES, LedgerError, type PostgresConnection, type PostgresDatabase } from '../ledger/index.ts';
import type { RequestCounts } from '../resilience/index.ts';
import { ChunkOffers } from './chunk-offers.ts';
import type { ChunkName, JobQueue } from './job-queue.ts';
import { announceRun, NOW } from './notices.ts';

/** A row of a chunk that is to be stored. */
export interface NewChunkRow {
  readonly row: number;
  /** Rows of one unit are sent in one request. */
  readonly unit: number;
  readonly orderKey: string | undefined;
  readonly nameHash: string | undefined;
  /** As `encodeRow` writes it. */
  readonly content: string;
}

export interface NewChunk {
  readonly chunk: number;
  /** Chunks with earlier rows of the same records. */
  readonly predecessors: readonly number[];
  readonly rows: readonly NewChunkRow[];
}

/** A chunk that a worker has taken. */
export interface TakenChunk extends ChunkName {
  readonly queue: string;
  readonly epoch: number;
}

/** A row of a chunk that was taken. */
export interface ChunkRow {
  readonly unit: number;
  readonly orderKey: string | undefined;
  readonly content: string;
}

/** What became of a chunk that a worker gives up. `released`: others may take it. `lost`: another worker has it. */
type Settled = 'done' | 'released' | 'lost';

const INSERT_ROWS = `INSERT INTO chunk_rows (run, row, chunk, unit, order_key, name_hash, content) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (run, row) DO UPDATE SET chunk = excluded.chunk, unit = excluded.unit, order_key = excluded.order_key,
    name_hash = excluded.name_hash, content = excluded.content
  WHERE NOT EXISTS (SELECT 1 FROM chunks
    WHERE chunks.run = chunk_rows.run AND chunks.chunk = chunk_rows.chunk AND chunks.state <> 'done')`;

/** The state of a row of `chunk_rows`. A join might read all rows of the run for it, as long as the server has no statistics. */
const STATE = '(SELECT state FROM rows WHERE rows.run = chunk_rows.run AND rows.row = chunk_rows.row)';
const SETTLED = "('created', 'updated', 'done', 'rejected', 'failed', 'skipped')";

/**
 * The chunks of distributed runs, and who has which. Every change is one transaction, together with the jobs that offer chunks. Errors:
 * `LedgerError`, and those of the queue.
 */
export class ChunkStore {
  readonly #database: PostgresDatabase;
  readonly #jobs: JobQueue;
  readonly #offers: ChunkOffers;

  constructor(database: PostgresDatabase, jobs: JobQueue) {
    this.#database = database;
    this.#jobs = jobs;
    this.#offers = new ChunkOffers(database, jobs);
  }

  /** Offers all waiting chunks of a run, whether or not jobs offer them already. */
  offerAll(run: number, queue: string): Promise<void> {
    return this.#offers.all(run, queue);
  }

  /** Stores a chunk and offers it, unless a predecessor is not done: whoever finishes the last of them offers it then. */
  async insert(
    { run, queue, generation }: { readonly run: number; readonly queue: string; readonly generation: number },
    { chunk, predecessors, rows }: NewChunk,
  ): Promise<void> {
    const job = this.#jobs.newJob();
    await this.#database.transaction(async (connection) => {
      await this.#requireGeneration(connection, run, generation);
      // Who finishes one of them meanwhile waits for this transaction, and finds the new chunk then.
      const open = await connection.all(
        "SELECT chunk FROM chunks WHERE run = ? AND chunk = ANY(?::bigint[]) AND state <> 'done' ORDER BY chunk FOR SHARE",
        [run, JSON.stringify(predecessors)],
      );
      await connection.run(
        `INSERT INTO chunks (run, chunk, state, predecessors, rows, job, created_at)
         VALUES (?, ?, 'waiting', ?::bigint[], ?, ?, ${NOW}) ON CONFLICT DO NOTHING`,
        [run, chunk, JSON.stringify(open.map((record) => Number(record['chunk']))), rows.length, job],
      );
      await connection.insertAll(
        INSERT_ROWS,
        rows.map(({ row, unit, orderKey, nameHash, content }) => [
          run,
          row,
          chunk,
          unit,
          orderKey ?? null,
          nameHash ?? null,
          content,
        ]),
      );
      const stored = await connection.get('SELECT count(*) AS rows FROM chunk_rows WHERE run = ? AND chunk = ?', [
        run,
        chunk,
      ]);
      // Rows of another open chunk: somebody else hands out rows of the run.
      if (Number(stored?.['rows']) !== rows.length) throw takenOver(this.#database);
      if (open.length === 0) await this.#offers.offer(connection, queue, [{ job, run, chunk }]);
    });
  }

  /**
   * Takes a chunk for a worker, and raises its epoch; undefined if it is not to be had: others have it, its run stops, or its rows would
   * have to be compared with the CRM again.
   */
  take(name: ChunkName, worker: number, leaseMs: number, job?: string): Promise<TakenChunk | undefined> {
    return this.#database.transaction((connection) => this.#take(connection, name, worker, leaseMs, job));
  }

  /** Takes the first chunk of a run that waits. */
  takeNext(run: number, worker: number, leaseMs: number): Promise<TakenChunk | undefined> {
    return this.#database.transaction(async (connection) => {
      const next = await connection.get(
        `SELECT chunk FROM chunks WHERE run = ? AND state = 'waiting' AND cardinality(predecessors) = 0
         ORDER BY chunk LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [run],
      );
      return next && this.#take(connection, { run, chunk: Number(next['chunk']) }, worker, leaseMs);
    });
  }

  async #take(
    connection: PostgresConnection,
    { run, chunk }: ChunkName,
    worker: number,
    leaseMs: number,
    offered?: string,
  ): Promise<TakenChunk | undefined> {
    // Whoever stops or closes the run waits until the chunk is taken.
    const owner = await connection.get(
      'SELECT queue, max_age, is_open, stop_code FROM distributed_runs WHERE run = ? FOR SHARE',
      [run],
    );
    const found = await connection.get(
      `SELECT state, epoch, job, cardinality(predecessors) AS blocked, coalesce(lease_until, 0) < ${NOW} AS is_free,
         ${NOW} - created_at AS age
       FROM chunks WHERE run = ? AND chunk = ? FOR UPDATE`,
      [run, chunk],
    );
    const queue = String(owner?.['queue']);
    const jobs = [offered, found?.['job']].filter((job) => typeof job === 'string');
    if (owner !== undefined) await this.#jobs.remove(connection, queue, [...new Set(jobs)]);
    const mayTake =
      owner?.['is_open'] === true &&
      owner['stop_code'] === null &&
      found !== undefined &&
      (found['state'] === 'waiting' || (found['state'] === 'working' && found['is_free'] === true)) &&
      Number(found['blocked']) === 0 &&
      (owner['max_age'] === null || (Number(found['epoch']) === 0 && Number(found['age']) < Number(owner['max_age'])));
    if (!mayTake) return undefined;
    const epoch = Number(found['epoch']) + 1;
    await connection.run(
      `UPDATE chunks SET state = 'working', epoch = ?, worker = ?, lease_until = ${NOW} + ?, job = NULL WHERE run = ? AND chunk = ?`,
      [epoch, worker, leaseMs, run, chunk],
    );
    return { run, chunk, queue, epoch };
  }

  /** The rows of a chunk, in their order. */
  async rowsOf({ run, chunk }: ChunkName): Promise<readonly ChunkRow[]> {
    const records = await this.#database.all(
      'SELECT unit, order_key, content FROM chunk_rows WHERE run = ? AND chunk = ? ORDER BY unit, row',
      [run, chunk],
    );
    return records.map(({ unit, order_key, content }) => ({
      unit: Number(unit),
      orderKey: order_key === null ? undefined : String(order_key),
      content: String(content),
    }));
  }

  /** Extends the leases of chunks; returns those that still belong to the worker. */
  async renew(chunks: readonly TakenChunk[], worker: number, leaseMs: number): Promise<readonly ChunkName[]> {
    if (chunks.length === 0) return [];
    const list = (pick: (chunk: TakenChunk) => number) => JSON.stringify(chunks.map(pick));
    // In one order, so that no two processes wait for each other.
    const records = await this.#database.all(
      `UPDATE chunks SET lease_until = ${NOW} + ? FROM (
         SELECT chunks.run, chunks.chunk FROM chunks JOIN unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS held(run, chunk, epoch)
           ON chunks.run = held.run AND chunks.chunk = held.chunk AND chunks.epoch = held.epoch
         WHERE chunks.worker = ? AND state = 'working' ORDER BY chunks.run, chunks.chunk FOR UPDATE OF chunks
       ) AS mine WHERE chunks.run = mine.run AND chunks.chunk = mine.chunk RETURNING chunks.run, chunks.chunk`,
      [leaseMs, list(({ run }) => run), list(({ chunk }) => chunk), list(({ epoch }) => epoch), worker],
    );
    return records.map(({ run, chunk }) => ({ run: Number(run), chunk: Number(chunk) }));
  }

  /** A worker gives a chunk up: it is done if all of its rows are settled, else others may take it. */
  settle({ run, chunk, queue, epoch }: TakenChunk, requests: RequestCounts): Promise<Settled> {
    return this.#database.transaction(async (connection) => {
      const owner = await connection.get('SELECT max_age, stop_code FROM distributed_runs WHERE run = ? FOR SHARE', [
        run,
      ]);
      const isOwn = await connection.run(
        `UPDATE chunks SET state = 'waiting', lease_until = NULL, requests_sent = requests_sent + ?,
           requests_retried = requests_retried + ?, requests_throttled = requests_throttled + ?
         WHERE run = ? AND chunk = ? AND epoch = ? AND state = 'working'`,
        [requests.sent, requests.retried, requests.throttled, run, chunk, epoch],
      );
      if (isOwn === 0) return 'lost';
      await connection.run(`DELETE FROM chunk_rows WHERE run = ? AND chunk = ? AND ${STATE} IN ${SETTLED}`, [
        run,
        chunk,
      ]);
      const left = await connection.get(
        `SELECT 1 FROM chunk_rows WHERE run = ? AND chunk = ? AND ${STATE} IS DISTINCT FROM 'in_doubt' LIMIT 1`,
        [run, chunk],
      );
      await announceRun(this.#database, connection, run);
      if (left !== undefined) {
        // Rows that were compared with the CRM are compared again by whoever handed them out.
        if (owner?.['stop_code'] === null && owner['max_age'] === null)
          await this.#offers.again(connection, queue, [{ run, chunk }]);
        return 'released';
      }
      await connection.run("UPDATE chunks SET state = 'done' WHERE run = ? AND chunk = ?", [run, chunk]);
      await this.#offers.successors(connection, { run, chunk }, queue);
      return 'done';
    });
  }

  /** Offers the chunks again whose workers are gone. Returns how many there were. */
  sweep(queues: readonly string[]): Promise<number> {
    return this.#database.transaction(async (connection) => {
      const lost = await connection.all(
        `SELECT chunks.run, chunk, queue, max_age, stop_code FROM chunks JOIN distributed_runs ON distributed_runs.run = chunks.run
         WHERE state = 'working' AND lease_until < ${NOW} AND queue = ANY(?::text[])
         ORDER BY chunks.run, chunk LIMIT 100 FOR UPDATE OF chunks SKIP LOCKED`,
        [JSON.stringify(queues)],
      );
      for (const record of lost) {
        const name = { run: Number(record['run']), chunk: Number(record['chunk']) };
        await connection.run("UPDATE chunks SET state = 'waiting', lease_until = NULL WHERE run = ? AND chunk = ?", [
          name.run,
          name.chunk,
        ]);
        if (record['max_age'] === null && record['stop_code'] === null) {
          await this.#offers.again(connection, String(record['queue']), [name]);
        }
        await announceRun(this.#database, connection, name.run);
      }
      return lost.length;
    });
  }

  /** Takes all chunks of a run away from those who have them. */
  async takeAway(run: number): Promise<void> {
    await this.#database.run(
      "UPDATE chunks SET state = 'waiting', lease_until = NULL, epoch = epoch + 1 WHERE run = ? AND state = 'working'",
      [run],
    );
  }

  /**
   * Dissolves the chunks of a run that are out of date: whose rows were compared with the CRM too long ago, or that a worker has given up,
   * and the chunks that follow them. Returns their numbers.
   */
  dissolve(run: number, queue: string, maxAgeMs: number): Promise<readonly number[]> {
    return this.#database.transaction(async (connection) => {
      const waiting = await connection.all(
        `SELECT chunk, job, to_json(predecessors) AS predecessors, epoch > 0 OR ${NOW} - created_at >= ? AS is_stale
         FROM chunks WHERE run = ? AND state = 'waiting' ORDER BY chunk FOR UPDATE`,
        [maxAgeMs, run],
      );
      const stale = new Set<number>();
      for (const { chunk, predecessors, is_stale } of waiting) {
        // Predecessors have lower numbers, so they are decided already.
        const follows = (predecessors as readonly number[]).some((each) => stale.has(each));
        if (is_stale === true || follows) stale.add(Number(chunk));
      }
      const numbers = [...stale];
      if (numbers.length === 0) return numbers;
      const jobs = waiting.flatMap(({ chunk, job }) => (stale.has(Number(chunk)) && job !== null ? [String(job)] : []));
      await this.#jobs.remove(connection, queue, jobs);
      for (const table of ['chunk_rows', 'chunks']) {
        await connection.run(`DELETE FROM ${table} WHERE run = ? AND chunk = ANY(?::bigint[])`, [
          run,
          JSON.stringify(numbers),
        ]);
      }
      await connection.run(
        `UPDATE chunks SET predecessors = ARRAY(SELECT each FROM unnest(predecessors) AS each WHERE each <> ALL(?::bigint[]))
         WHERE run = ? AND state = 'waiting'`,
        [JSON.stringify(numbers), run],
      );
      return numbers;
    });
  }

  async #requireGeneration(connection: PostgresConnection, run: number, generation: number): Promise<void> {
    const owner = await connection.get('SELECT generation FROM distributed_runs WHERE run = ? FOR SHARE', [run]);
    if (Number(owner?.['generation']) !== generation) throw takenOver(this.#database);
  }
}

/** Only the process that was the last to begin may hand out rows of a run. */
export function takenOver({ location }: PostgresDatabase): LedgerError {
  return new LedgerError('run-taken-over', LEDGER_MESSAGES['run-taken-over'].text.byAnother(location));
}
