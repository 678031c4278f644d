import type { PostgresDatabase } from '../ledger/index.ts';
import { NOW } from './notices.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';

const POLICY = DISTRIBUTED_POLICY.worker;

/** The commands whose rows workers can send. */
export const QUEUE_KINDS = ['import', 'tag', 'apply', 'undo'] as const;

export type QueueKind = (typeof QUEUE_KINDS)[number];

/** The queue of one tenant and command. */
export function queueName(scope: string, kind: QueueKind): string {
  return `${scope}/${kind}`;
}

export interface NewWorker {
  /** The tenant, as the ledger names it. */
  readonly scope: string;
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  /** Empty for a command that sends only rows of its own run. */
  readonly kinds: readonly QueueKind[];
  readonly concurrency: number;
}

/** A process that sends rows of distributed runs. Times are epoch milliseconds of the database's clock. */
export interface WorkerFacts extends NewWorker {
  readonly id: number;
  readonly startedAt: number;
  readonly seenAt: number;
  /** It was heard of lately. */
  readonly isLive: boolean;
  /** The ids of the runs whose rows it is sending, each with the number of its chunks. */
  readonly runs: readonly { readonly run: string; readonly chunks: number }[];
}

/** Says that a worker is there, until it ends or is not heard of for some time. */
export async function registerWorker(database: PostgresDatabase, worker: NewWorker): Promise<number> {
  const { scope, name, host, pid, kinds, concurrency } = worker;
  await database.run(`DELETE FROM workers WHERE seen_at < ${NOW} - ?`, [FORGET_MS]);
  const record = await database.get(
    `INSERT INTO workers (scope, name, host, pid, queues, concurrency, started_at, seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ${NOW}, ${NOW}) RETURNING id`,
    [scope, name, host, pid, kinds.join(','), concurrency],
  );
  return Number(record?.['id']);
}

const FORGET_MS = 24 * 3_600_000;

/** Says that the worker is still there. */
export async function heartbeat(database: PostgresDatabase, id: number): Promise<void> {
  await database.run(`UPDATE workers SET seen_at = ${NOW} WHERE id = ?`, [id]);
}

/** Says that the worker has ended. */
export async function endWorker(database: PostgresDatabase, id: number): Promise<void> {
  await database.run(`UPDATE workers SET ended_at = ${NOW} WHERE id = ?`, [id]);
}

/** How many workers of a tenant send rows of a command. */
export async function liveWorkers(database: PostgresDatabase, scope: string, kind: QueueKind): Promise<number> {
  const record = await database.get(
    `SELECT count(*) AS workers FROM workers
     WHERE scope = ? AND ? = ANY(string_to_array(queues, ',')) AND ended_at IS NULL AND seen_at > ${NOW} - ?`,
    [scope, kind, POLICY.goneMs],
  );
  return Number(record?.['workers']);
}

/** All workers that were heard of in the last day, newest first, and what they are doing. */
export async function listWorkers(database: PostgresDatabase): Promise<readonly WorkerFacts[]> {
  const records = await database.all(
    `SELECT id, scope, name, host, pid, queues, concurrency, started_at, seen_at, ended_at IS NULL AND seen_at > ${NOW} - ? AS is_live
     FROM workers ORDER BY id DESC`,
    [POLICY.goneMs],
  );
  const working = await database.all(
    `SELECT worker, runs.id AS run, count(*) AS chunks FROM chunks JOIN runs ON runs.seq = chunks.run
     WHERE chunks.state = 'working' GROUP BY worker, runs.id ORDER BY runs.id`,
  );
  return records.map((record) => ({
    id: Number(record['id']),
    scope: String(record['scope']),
    name: String(record['name']),
    host: String(record['host']),
    pid: Number(record['pid']),
    kinds: String(record['queues'])
      .split(',')
      .filter((kind): kind is QueueKind => (QUEUE_KINDS as readonly string[]).includes(kind)),
    concurrency: Number(record['concurrency']),
    startedAt: Number(record['started_at']),
    seenAt: Number(record['seen_at']),
    isLive: record['is_live'] === true,
    runs: working.flatMap(({ worker, run, chunks }) =>
      Number(worker) === Number(record['id']) ? [{ run: String(run), chunks: Number(chunks) }] : [],
    ),
  }));
}

/** How far the chunks of a distributed run are. */
export interface RunWorkload {
  readonly chunks: { readonly waiting: number; readonly working: number; readonly done: number };
  /** Who has sent rows of it, with the number of chunks that each has done or is at. */
  readonly workers: readonly { readonly name: string; readonly host: string; readonly chunks: number }[];
}

/** How far a distributed run is; undefined if it is not distributed. */
export async function workOf(
  database: PostgresDatabase,
  run: { readonly seq: number },
): Promise<RunWorkload | undefined> {
  const owner = await database.get('SELECT 1 FROM distributed_runs WHERE run = ?', [run.seq]);
  if (owner === undefined) return undefined;
  const states = await database.all('SELECT state, count(*) AS chunks FROM chunks WHERE run = ? GROUP BY state', [
    run.seq,
  ]);
  const of = (state: string) => Number(states.find((record) => record['state'] === state)?.['chunks'] ?? 0);
  const workers = await database.all(
    `SELECT coalesce(name, '') AS name, coalesce(host, '') AS host, count(*) AS chunks
     FROM chunks LEFT JOIN workers ON workers.id = chunks.worker
     WHERE run = ? AND worker IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC`,
    [run.seq],
  );
  return {
    chunks: { waiting: of('waiting'), working: of('working'), done: of('done') },
    workers: workers.map(({ name, host, chunks }) => ({
      name: String(name),
      host: String(host),
      chunks: Number(chunks),
    })),
  };
}
