import type { Ledger, PostgresDatabase, StoredRun } from '../ledger/index.ts';
import type { ChunkStore, TakenChunk } from './chunk-store.ts';
import { ChunkWork } from './chunk-work.ts';
import { CLOSED, type DistributedRuns } from './distributed-runs.ts';
import { Lease } from './lease.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';
import { RunWork, type Sending } from './run-work.ts';
import type { OnWorkerEvent } from './worker-events.ts';

const { lease: LEASE, worker: POLICY } = DISTRIBUTED_POLICY;

interface ChunkWorkerOptions {
  readonly worker: number;
  readonly leaseMs: number;
  readonly sending: Sending;
  readonly store: ChunkStore;
  readonly runs: DistributedRuns;
  /** Takes the next chunk that waits; undefined if there is none. */
  readonly takeNext: () => Promise<TakenChunk | undefined>;
  /** Aborted: no more rows are sent, and chunks are given up. */
  readonly stop: AbortSignal;
  readonly onEvent: OnWorkerEvent;
}

/**
 * Takes chunks one after the other, sends their rows and keeps their leases. A database that is lost is waited for: leases end meanwhile,
 * and with them the right to send.
 */
export class ChunkWorker {
  readonly #options: ChunkWorkerOptions;
  readonly #open = new Map<string, ChunkWork>();
  /** When each open chunk has been given up. */
  readonly #ends = new Map<string, Promise<void>>();
  readonly #works = new Map<number, Promise<RunWork | undefined>>();
  #sending = 0;
  #taken = 0;
  #wake: () => void = () => {};
  #isLost = false;

  constructor(options: ChunkWorkerOptions) {
    this.#options = options;
  }

  /** How many chunks it has taken so far. */
  get takenCount(): number {
    return this.#taken;
  }

  /** Something may be there to take. */
  wake(): void {
    this.#wake();
  }

  /** Something about a run has changed; about any, if none is named. */
  async runChanged(run: number | undefined): Promise<void> {
    const { runs } = this.#options;
    const numbers = [...this.#works.keys()].filter((each) => run === undefined || each === run);
    const stopping = await runs.stopping(numbers);
    for (const [number, reason] of stopping) {
      const work = await this.#works.get(number);
      this.#works.delete(number);
      if (work === undefined || work.stop.aborted) continue;
      if (reason.code !== CLOSED) this.#options.onEvent({ event: 'run-stopped', run: work.run.id, ...reason });
      work.halt();
    }
  }

  /** Works until it is stopped; resolves once all chunks are given up. */
  async run(): Promise<void> {
    const { stop, leaseMs } = this.#options;
    const timer = setInterval(() => void this.#keepLeases(), leaseMs / LEASE.renewals);
    const onStop = () => this.#stopped();
    stop.addEventListener('abort', onStop, { once: true });
    try {
      while (!stop.aborted) await this.#attempt(() => this.#takeOne());
      while (this.#ends.size > 0) await Promise.all(this.#ends.values());
    } finally {
      clearInterval(timer);
      stop.removeEventListener('abort', onStop);
    }
  }

  #stopped(): void {
    for (const work of this.#open.values()) work.halt();
    this.#wake();
  }

  /** Takes a chunk if there is room, or else waits. */
  async #takeOne(): Promise<void> {
    const hasRoom = this.#sending < POLICY.sendingChunks && this.#open.size < POLICY.openChunks;
    const woken = this.#woken();
    if (hasRoom && (await this.#begin())) return;
    await woken(POLICY.pollMs);
  }

  /** Returns a function that waits until `wake` has been called since, or some time has passed. */
  #woken(): (ms: number) => Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return async (ms) => {
      const timer = setTimeout(resolve, ms);
      await promise;
      clearTimeout(timer);
    };
  }

  async #begin(): Promise<boolean> {
    const { sending, store, leaseMs, takeNext, onEvent, stop } = this.#options;
    const lease = new Lease(sending.clock, leaseMs);
    const since = lease.moment();
    const chunk = await takeNext();
    if (chunk === undefined) return false;
    lease.extend(since);
    this.#taken += 1;
    const name = `${chunk.run}/${chunk.chunk}`;
    // It was lost here and taken again: what has not ended of it must not pass for what begins.
    this.#open.get(name)?.halt();
    await this.#ends.get(name);
    let loaded: ChunkWork | undefined;
    try {
      const work = await this.#workOf(chunk.run);
      loaded = work && (await this.#load(chunk, work, lease));
    } finally {
      if (loaded === undefined) await store.settle(chunk, { sent: 0, retried: 0, throttled: 0 });
    }
    if (loaded === undefined) return true;
    this.#open.set(name, loaded);
    onEvent({
      event: 'chunk-taken',
      run: loaded.work.run.id,
      chunk: chunk.chunk,
      rows: loaded.rowCount,
      epoch: chunk.epoch,
    });
    if (stop.aborted) loaded.halt();
    const ended = this.#process(loaded).finally(() => {
      this.#open.delete(name);
      this.#ends.delete(name);
      this.#wake();
    });
    this.#ends.set(name, ended);
    return true;
  }

  /** Undefined if this version cannot read the rows: another version of the program may know a target that this one does not. */
  async #load(chunk: TakenChunk, work: RunWork, lease: Lease): Promise<ChunkWork | undefined> {
    const { sending, store, runs } = this.#options;
    const rows = await store.rowsOf(chunk);
    try {
      return await ChunkWork.load(chunk, rows, work, lease, sending);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await runs.requestStop(chunk.run, { code: 'unexpected', reason: error.message });
      return undefined;
    }
  }

  async #process(work: ChunkWork): Promise<void> {
    const { clock } = this.#options.sending;
    const startedAt = clock.elapsed();
    this.#sending += 1;
    const onSent = () => {
      this.#sending -= 1;
      this.#wake();
    };
    try {
      await work.run(onSent);
    } catch (error) {
      work.work.failure.report(error);
    }
    work.lease.end();
    await work.work.told();
    await this.#settle(work, Math.round(clock.elapsed() - startedAt));
  }

  /** Gives the chunk up. If the database cannot be reached, its lease ends by itself. */
  async #settle({ chunk, requests, work }: ChunkWork, ms: number): Promise<void> {
    const { store, onEvent } = this.#options;
    try {
      const settled = await store.settle(chunk, requests);
      onEvent({ event: `chunk-${settled}`, run: work.run.id, chunk: chunk.chunk, requests: requests.sent, ms });
    } catch (error) {
      this.#lost(error);
    }
  }

  async #workOf(seq: number): Promise<RunWork | undefined> {
    const known = this.#works.get(seq);
    // A run that has stopped here was resumed.
    if (known !== undefined && (await known)?.stop.aborted !== true) return known;
    const opened = this.#openWork(seq);
    this.#works.set(seq, opened);
    try {
      return await opened;
    } catch (error) {
      this.#works.delete(seq);
      // Another version of the program may know a target that this one does not.
      if (error instanceof TypeError) {
        await this.#options.runs.requestStop(seq, { code: 'unexpected', reason: error.message });
        return undefined;
      }
      throw error;
    }
  }

  async #openWork(seq: number): Promise<RunWork | undefined> {
    const { sending, runs, onEvent } = this.#options;
    const run = await runOf(sending.database, sending.ledger, seq);
    if (run === undefined) return undefined;
    const onStopped = ({ code, reason }: { readonly code: string; readonly reason: string }) =>
      onEvent({ event: 'run-stopped', run: run.id, code, reason });
    return RunWork.open({ sending, runs, run, onStopped });
  }

  /** Renews the leases; a chunk whose lease has ended is given up. */
  async #keepLeases(): Promise<void> {
    const { store, worker, leaseMs } = this.#options;
    const works = [...this.#open.values()].filter(({ lease }) => lease.isHeld);
    for (const work of this.#open.values()) if (!work.lease.isHeld) work.halt();
    if (works.length === 0) return;
    const since = (works[0] as ChunkWork).lease.moment();
    try {
      const renewed = await store.renew(
        works.map(({ chunk }) => chunk),
        worker,
        leaseMs,
      );
      const mine = new Set(renewed.map(({ run, chunk }) => `${run}/${chunk}`));
      for (const work of works) {
        if (mine.has(`${work.chunk.run}/${work.chunk.chunk}`)) {
          if (this.#open.has(`${work.chunk.run}/${work.chunk.chunk}`)) work.lease.extend(since);
          continue;
        }
        work.lease.end();
        work.halt();
      }
      await this.runChanged(undefined);
    } catch (error) {
      this.#lost(error);
    }
  }

  /** Does something that needs the database. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    const { sending, stop, onEvent } = this.#options;
    try {
      await work();
      if (this.#isLost) onEvent({ event: 'database-back' });
      this.#isLost = false;
    } catch (error) {
      this.#lost(error);
      await sending.clock.sleep(POLICY.retryMs, stop).catch(() => {});
    }
  }

  #lost(error: unknown): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.onEvent({ event: 'database-lost', reason: error instanceof Error ? error.message : String(error) });
  }
}

async function runOf(database: PostgresDatabase, ledger: Ledger, seq: number): Promise<StoredRun | undefined> {
  const record = await database.get('SELECT id FROM runs WHERE seq = ?', [seq]);
  return record && ledger.runs.find(String(record['id']));
}
