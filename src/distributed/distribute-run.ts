import type { ErrorLimit, RowDistribution } from '../import/index.ts';
import type { StoredRun } from '../ledger/index.ts';
import { targets } from '../targets/index.ts';
import { ChunkStore } from './chunk-store.ts';
import { ChunkWorker } from './chunk-worker.ts';
import { Coordinator } from './coordinator.ts';
import { DistributedRuns } from './distributed-runs.ts';
import { JobQueue } from './job-queue.ts';
import { listenTo } from './notices.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';
import type { RunFactsForWorkers } from './run-facts.ts';
import { RunWatch } from './run-watch.ts';
import type { Sending } from './run-work.ts';
import {
  endWorker,
  heartbeat,
  liveWorkers,
  type NewWorker,
  type QueueKind,
  queueName,
  registerWorker,
} from './worker-registry.ts';

const { chunks: CHUNKS, worker: WORKER } = DISTRIBUTED_POLICY;

interface DistributeOptions {
  readonly sending: Sending;
  readonly run: StoredRun;
  readonly kind: QueueKind;
  readonly facts: RunFactsForWorkers;
  readonly maxErrors: ErrorLimit | undefined;
  /** Rows are compared with the CRM before they are handed out. */
  readonly isCompared: boolean;
  /** This process, if it sends rows of the run as well. */
  readonly own: NewWorker | undefined;
  readonly leaseMs: number;
  /** Aborted: the run stops. */
  readonly stop: AbortSignal;
  /** Aborted: do not wait for others. */
  readonly cancel: AbortSignal;
  /** Called now and then while nobody is there who sends. */
  readonly onNobody: () => void;
}

/** A run that is distributed by this process. */
export interface DistributedRun {
  readonly distribution: RowDistribution;
  /** Ends what this process does for the run. */
  close(): Promise<void>;
}

/** Distributes a run: its rows are handed out to workers, of which this process may be one. Errors: `LedgerError`. */
export async function distributeRun(options: DistributeOptions): Promise<DistributedRun> {
  const { sending, run, kind, facts, maxErrors, isCompared, own, leaseMs, stop, cancel, onNobody } = options;
  const { database, clock } = sending;
  const target = targets.get(run.target);
  if (target === undefined) throw new TypeError(`there is no target ${run.target}`);
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each().catch(() => {});
  };
  try {
    const jobs = await JobQueue.open(database, { supervise: false });
    closing.push(() => jobs.close());
    const queue = queueName(run.scope, kind);
    await jobs.ensure(queue);
    const store = new ChunkStore(database, jobs);
    const runs = new DistributedRuns(database);
    const maxAgeMs = isCompared ? CHUNKS.maxComparedAgeMs : undefined;
    const { generation } = await runs.open({ run: run.seq, queue, facts, maxAgeMs });
    const ownWorker = own && (await registerWorker(database, own));
    if (ownWorker !== undefined) closing.push(() => endWorker(database, ownWorker));
    const watch = await RunWatch.open({
      ...{ database, run: run.seq, generation, clock, maxErrors, ownWorker, onNobody, stop },
      countSenders: async () => (await liveWorkers(database, run.scope, kind)) + (own ? 1 : 0),
    });
    const distribution = await Coordinator.open({
      ...{ database, store, runs, watch, run, queue, generation, target, clock, isCompared, stop, cancel, leaseMs },
    });
    const worker =
      ownWorker === undefined ? undefined : ownChunks(options, { worker: ownWorker, store, runs, closing });
    const stopListening = await listenTo(database, {
      onOffers: () => worker?.wake(),
      onRun(changed) {
        if (changed !== undefined && changed !== run.seq) return;
        watch.refresh();
        // What fails is tried again when the leases are renewed.
        worker?.runChanged(run.seq).catch(() => {});
      },
    });
    closing.push(stopListening);
    const sweep = () => void store.sweep([queue]).catch(() => {});
    const timer = setInterval(sweep, Math.min(WORKER.sweepMs, leaseMs));
    closing.push(async () => clearInterval(timer));
    return { distribution, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Sends rows of the run in this process, until it is closed. */
function ownChunks(
  { sending, run, leaseMs, stop }: DistributeOptions,
  {
    worker,
    store,
    runs,
    closing,
  }: {
    readonly worker: number;
    readonly store: ChunkStore;
    readonly runs: DistributedRuns;
    readonly closing: (() => Promise<unknown>)[];
  },
): ChunkWorker {
  const { database } = sending;
  const ending = new AbortController();
  const chunks = new ChunkWorker({
    ...{ worker, leaseMs, sending, store, runs },
    takeNext: () => store.takeNext(run.seq, worker, leaseMs),
    stop: AbortSignal.any([stop, ending.signal]),
    // What it does shows in the progress of the run.
    onEvent: () => {},
  });
  const working = chunks.run();
  const timer = setInterval(() => void heartbeat(database, worker).catch(() => {}), WORKER.heartbeatMs);
  closing.push(async () => {
    clearInterval(timer);
    ending.abort();
    await working;
  });
  return chunks;
}
