import { ChunkStore } from './chunk-store.ts';
import { ChunkWorker } from './chunk-worker.ts';
import { DistributedRuns } from './distributed-runs.ts';
import { JobQueue } from './job-queue.ts';
import { listenTo } from './notices.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';
import type { Sending } from './run-work.ts';
import type { OnWorkerEvent } from './worker-events.ts';
import { endWorker, heartbeat, type NewWorker, queueName, registerWorker } from './worker-registry.ts';

const POLICY = DISTRIBUTED_POLICY.worker;

interface WorkerOptions {
  readonly sending: Sending;
  readonly worker: NewWorker;
  readonly leaseMs: number;
  /** Aborted: requests in flight finish, and chunks are given up for others. */
  readonly stop: AbortSignal;
  readonly onEvent: OnWorkerEvent;
}

/** Sends rows of the tenant's distributed runs until it is stopped. Returns the number of chunks that it has taken. Errors: `LedgerError`, at the start. */
export async function runWorker({ sending, worker, leaseMs, stop, onEvent }: WorkerOptions): Promise<number> {
  const { database } = sending;
  const jobs = await JobQueue.open(database, { supervise: true });
  const queues = worker.kinds.map((kind) => queueName(worker.scope, kind));
  const store = new ChunkStore(database, jobs);
  for (const queue of queues) await jobs.ensure(queue);
  const id = await registerWorker(database, worker);
  const offers = new OfferSource(queues, jobs);
  const chunks = new ChunkWorker({
    worker: id,
    leaseMs,
    sending,
    store,
    runs: new DistributedRuns(database),
    takeNext: async () => {
      for (let offer = await offers.next(); offer !== undefined; offer = await offers.next()) {
        const taken = await store.take(offer, id, leaseMs, offer.job);
        if (taken !== undefined) return taken;
        await jobs.discard(offer.queue, offer);
      }
      return undefined;
    },
    stop,
    onEvent,
  });
  const stopListening = await listenTo(database, {
    onOffers: (queue) => {
      if (queue === undefined || queues.includes(queue)) chunks.wake();
    },
    onRun: (run) => void chunks.runChanged(run).catch(() => {}),
  });
  const sweep = async () => {
    const recovered = await store.sweep(queues);
    if (recovered > 0) onEvent({ event: 'chunks-recovered', chunks: recovered });
  };
  // What fails is tried again: the worker itself says that the database is lost.
  const timers = [
    setInterval(() => void heartbeat(database, id).catch(() => {}), POLICY.heartbeatMs),
    setInterval(() => void sweep().catch(() => {}), Math.min(POLICY.sweepMs, leaseMs)),
  ];
  onEvent({ event: 'started', worker: id, queues: worker.kinds });
  stop.addEventListener('abort', () => onEvent({ event: 'stopping' }), { once: true });
  try {
    await chunks.run();
  } finally {
    for (const timer of timers) clearInterval(timer);
    await Promise.allSettled([stopListening(), endWorker(database, id)]);
    await jobs.close().catch(() => {});
  }
  onEvent({ event: 'stopped', chunks: chunks.takenCount });
  return chunks.takenCount;
}

/** Fetches offers from several queues in turn. */
class OfferSource {
  readonly #queues: readonly string[];
  readonly #jobs: JobQueue;
  #turn = 0;

  constructor(queues: readonly string[], jobs: JobQueue) {
    this.#queues = queues;
    this.#jobs = jobs;
  }

  async next() {
    for (let tries = 0; tries < this.#queues.length; tries += 1) {
      const queue = this.#queues[this.#turn % this.#queues.length] as string;
      this.#turn += 1;
      const offer = await this.#jobs.fetch(queue);
      if (offer) return { ...offer, queue };
    }
    return undefined;
  }
}
