import type { PostgresDatabase, StateCounts } from '../ledger/index.ts';
import type { RequestCounts } from '../resilience/index.ts';
import type { StopReason } from './distributed-runs.ts';

/** How far a distributed run is, as the database has it. */
export interface RunProgress {
  readonly counts: StateCounts;
  /** The requests of workers other than this process's own. */
  readonly requests: RequestCounts;
  /** The numbers of the chunks that are not done. */
  readonly openChunks: ReadonlySet<number>;
  readonly waitingChunks: number;
  readonly workingChunks: number;
  /** Rows of open chunks, settled or not. */
  readonly openRows: number;
  /** Why the run stops, if it does. */
  readonly stopped: StopReason | undefined;
  readonly generation: number;
}

/**
 * Reads how far a run is. `ownWorker`: the worker whose requests are counted elsewhere. `known`: the requests, if they are not to be read
 * from all chunks of the run. Errors: `LedgerError`.
 */
export async function readProgress(
  database: PostgresDatabase,
  run: number,
  ownWorker: number | undefined,
  known?: RequestCounts,
): Promise<RunProgress> {
  const [counts, open, requests, owner] = await Promise.all([
    database.all('SELECT state, rows FROM row_counts WHERE run = ?', [run]),
    database.all("SELECT chunk, state, rows FROM chunks WHERE run = ? AND state <> 'done'", [run]),
    known ?? readRequests(database, run, ownWorker),
    database.get('SELECT generation, stop_code, stop_reason FROM distributed_runs WHERE run = ?', [run]),
  ]);
  const stopCode = owner?.['stop_code'];
  return {
    counts: Object.fromEntries(counts.map(({ state, rows }) => [String(state), Number(rows)])),
    requests,
    openChunks: new Set(open.map(({ chunk }) => Number(chunk))),
    waitingChunks: open.filter(({ state }) => state === 'waiting').length,
    workingChunks: open.filter(({ state }) => state === 'working').length,
    openRows: open.reduce((sum, { rows }) => sum + Number(rows), 0),
    stopped:
      typeof stopCode === 'string' ? { code: stopCode, reason: String(owner?.['stop_reason'] ?? '') } : undefined,
    generation: Number(owner?.['generation']),
  };
}

async function readRequests(
  database: PostgresDatabase,
  run: number,
  ownWorker: number | undefined,
): Promise<RequestCounts> {
  const requests = await database.get(
    `SELECT coalesce(sum(requests_sent), 0)::bigint AS sent, coalesce(sum(requests_retried), 0)::bigint AS retried,
       coalesce(sum(requests_throttled), 0)::bigint AS throttled
     FROM chunks WHERE run = ? AND worker IS DISTINCT FROM ?`,
    [run, ownWorker ?? 0],
  );
  return {
    sent: Number(requests?.['sent']),
    retried: Number(requests?.['retried']),
    throttled: Number(requests?.['throttled']),
  };
}
