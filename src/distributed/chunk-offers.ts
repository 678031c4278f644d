import type { PostgresConnection, PostgresDatabase } from '../ledger/index.ts';
import type { ChunkName, JobQueue, Offer } from './job-queue.ts';
import { announceOffers } from './notices.ts';

/** Offers chunks to workers, by jobs of a queue, at the end of the caller's transaction. Errors: `LedgerError`, and those of the queue. */
export class ChunkOffers {
  readonly #database: PostgresDatabase;
  readonly #jobs: JobQueue;

  constructor(database: PostgresDatabase, jobs: JobQueue) {
    this.#database = database;
    this.#jobs = jobs;
  }

  /** Offers chunks by jobs that they have already. */
  async offer(connection: PostgresConnection, queue: string, offers: readonly Offer[]): Promise<void> {
    await this.#jobs.offer(connection, queue, offers);
    await announceOffers(this.#database, connection, queue);
  }

  /** Offers chunks with new jobs. */
  async again(connection: PostgresConnection, queue: string, chunks: readonly ChunkName[]): Promise<void> {
    if (chunks.length === 0) return;
    const offers = chunks.map((name) => ({ ...name, job: this.#jobs.newJob() }));
    for (const { run, chunk, job } of offers) {
      await connection.run('UPDATE chunks SET job = ? WHERE run = ? AND chunk = ?', [job, run, chunk]);
    }
    await this.offer(connection, queue, offers);
  }

  /** Offers the chunks whose last predecessor is done. */
  async successors(connection: PostgresConnection, { run, chunk }: ChunkName, queue: string): Promise<void> {
    const successors = await connection.all(
      `UPDATE chunks SET predecessors = array_remove(predecessors, ?) FROM (
         SELECT run, chunk FROM chunks WHERE run = ? AND state <> 'done' AND ? = ANY(predecessors) ORDER BY chunk FOR UPDATE
       ) AS next WHERE chunks.run = next.run AND chunks.chunk = next.chunk
       RETURNING chunks.chunk, cardinality(chunks.predecessors) AS blocked`,
      [chunk, run, chunk],
    );
    const free = successors.flatMap((record) =>
      Number(record['blocked']) === 0 ? [{ run, chunk: Number(record['chunk']) }] : [],
    );
    await this.again(connection, queue, free);
  }

  /** Offers all waiting chunks of a run, whether or not jobs offer them already. */
  async all(run: number, queue: string): Promise<void> {
    await this.#database.transaction(async (connection) => {
      const waiting = await connection.all(
        `SELECT chunk, job FROM chunks WHERE run = ? AND state = 'waiting' AND cardinality(predecessors) = 0
         ORDER BY chunk FOR UPDATE`,
        [run],
      );
      const jobs = waiting.flatMap(({ job }) => (job === null ? [] : [String(job)]));
      await this.#jobs.remove(connection, queue, jobs);
      await this.again(
        connection,
        queue,
        waiting.map(({ chunk }) => ({ run, chunk: Number(chunk) })),
      );
    });
  }
}
