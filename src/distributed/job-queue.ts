import { randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import type { PostgresConnection, PostgresDatabase } from '../ledger/index.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';

const POLICY = DISTRIBUTED_POLICY.queue;

/** Names a chunk of a run. */
export interface ChunkName {
  readonly run: number;
  readonly chunk: number;
}

/** An offer that was fetched from a queue. */
export interface Offer extends ChunkName {
  readonly job: string;
}

/**
 * The queues of pg-boss in the ledger's database, one for each tenant and command. A job offers a chunk, nothing more: whoever takes the
 * chunk removes the job in the same transaction, so what a job says may be out of date, but no chunk is forgotten.
 */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #queues = new Map<string, Promise<void>>();

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** `supervise`: offer jobs again that were fetched by a process that is gone. Creates the tables if they are missing. Errors: those of the database. */
  static async open(database: PostgresDatabase, { supervise }: { readonly supervise: boolean }): Promise<JobQueue> {
    const { PgBoss } = await import('pg-boss');
    const found = await database.get('SELECT 1 FROM pg_namespace WHERE nspname = ?', [POLICY.schema]);
    const boss = new PgBoss({
      db: asBossDatabase(database),
      schema: POLICY.schema,
      // Even where it exists, creating it takes a right that a user may not have.
      createSchema: found === undefined,
      supervise,
      superviseIntervalSeconds: POLICY.superviseSeconds,
      monitorIntervalSeconds: POLICY.superviseSeconds,
      schedule: false,
      registerInstance: false,
      monitorVacuum: false,
      openTelemetry: { enabled: false },
    });
    // A failed supervision is tried again; without a handler the event would end the process.
    boss.on('error', () => {});
    // Two processes that create the tables at the same time disturb each other.
    await boss.start({ attempts: 5 });
    return new JobQueue(boss);
  }

  /** Creates a queue unless it exists. Not within a transaction. */
  ensure(queue: string): Promise<void> {
    let created = this.#queues.get(queue);
    if (created === undefined) {
      const { offerSeconds: expireInSeconds } = POLICY;
      created = this.#boss.createQueue(queue, { retryLimit: 1_000_000, expireInSeconds });
      created.catch(() => this.#queues.delete(queue));
      this.#queues.set(queue, created);
    }
    return created;
  }

  /** A new job's id. */
  newJob(): string {
    return randomUUID();
  }

  /** Offers chunks, at the end of the caller's transaction. Chunks of several runs are offered in turn. */
  async offer(connection: PostgresConnection, queue: string, offers: readonly Offer[]): Promise<void> {
    if (offers.length === 0) return;
    await this.#boss.insert(
      queue,
      // Of two runs, the one of which less was handed out comes first.
      offers.map(({ job, run, chunk }) => ({ id: job, data: { run, chunk }, priority: -chunk })),
      { db: asBossDatabase(connection) },
    );
  }

  /** Removes jobs whose chunks were taken, or are not to be taken, at the end of the caller's transaction. */
  async remove(connection: PostgresConnection, queue: string, jobs: readonly string[]): Promise<void> {
    if (jobs.length > 0) await this.#boss.deleteJob(queue, [...jobs], { db: asBossDatabase(connection) });
  }

  /** Fetches an offer; undefined if there is none. */
  async fetch(queue: string): Promise<Offer | undefined> {
    const [job] = await this.#boss.fetch<ChunkName>(queue);
    return job && { job: job.id, run: job.data.run, chunk: job.data.chunk };
  }

  /** Forgets a job whose chunk cannot be taken. */
  async discard(queue: string, { job }: Offer): Promise<void> {
    await this.#boss.deleteJob(queue, job);
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false });
  }
}

/** The ledger's own connections, as pg-boss uses them. */
function asBossDatabase(database: Pick<PostgresConnection, 'query'>) {
  return {
    async executeSql(text: string, values?: unknown[]) {
      const result: unknown = await database.query(text, values as never);
      // Several statements in one text have a result each.
      return Array.isArray(result)
        ? { rows: result.flatMap(({ rows }) => rows as unknown[]) }
        : (result as { rows: unknown[] });
    },
  };
}
