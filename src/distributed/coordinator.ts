import type {
  DistributedProgress,
  DistributionListener,
  HandedRow,
  ReturnedRow,
  RowDistribution,
  RunStopped,
} from '../import/index.ts';
import type { KnownRow, PostgresDatabase, StoredRun } from '../ledger/index.ts';
import type { Clock } from '../resilience/index.ts';
import type { Payload, Target } from '../targets/index.ts';
import { ChunkBuilder } from './chunk-builder.ts';
import type { ChunkStore, NewChunk } from './chunk-store.ts';
import type { DistributedRuns } from './distributed-runs.ts';
import { expectRows, knownHandedOut, orderKeysOfOpenChunks, rowsRead } from './handed-out.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';
import { nameHashOf } from './run-facts.ts';
import type { RunProgress } from './run-progress.ts';
import type { RunWatch } from './run-watch.ts';

const { chunks: CHUNKS, coordinator: POLICY } = DISTRIBUTED_POLICY;

interface CoordinatorOptions {
  readonly database: PostgresDatabase;
  readonly store: ChunkStore;
  readonly runs: DistributedRuns;
  readonly watch: RunWatch;
  readonly run: StoredRun;
  readonly queue: string;
  readonly generation: number;
  readonly target: Target;
  readonly clock: Clock;
  /** Rows are compared with the CRM before they are handed out, and are sent soon after or compared again. */
  readonly isCompared: boolean;
  /** Aborted: the run stops. */
  readonly stop: AbortSignal;
  /** Aborted: do not wait for others. */
  readonly cancel: AbortSignal;
  /** A process that does not answer may have its chunks for so long. */
  readonly leaseMs: number;
}

/** Hands the rows of one run out in chunks, and watches how they are sent. */
export class Coordinator implements RowDistribution {
  readonly readBefore: number;
  readonly #options: CoordinatorOptions;
  readonly #builder: ChunkBuilder;
  #returned: ReturnedRow[] = [];
  /** Of rows that are compared: those of the chunk that is gathered, and those of the chunks that are open. */
  #gathered: HandedRow[] = [];
  readonly #compared = new Map<number, readonly HandedRow[]>();
  #gatheringSince = 0;
  #isFlushing = false;
  /** The number of the last chunk that is in the database. */
  #lastStored: number;

  private constructor(options: CoordinatorOptions, readBefore: number, builder: ChunkBuilder, lastStored: number) {
    this.#options = options;
    this.#builder = builder;
    this.readBefore = readBefore;
    this.#lastStored = lastStored;
  }

  /** Takes over what an earlier process of the run has handed out. */
  static async open(options: CoordinatorOptions): Promise<Coordinator> {
    const { database, store, run, queue, isCompared, target } = options;
    if (isCompared) await dissolveAll(options);
    else await store.offerAll(run.seq, queue);
    const { last, keys } = await orderKeysOfOpenChunks(database, run.seq);
    const nameHash = ({ pending }: HandedRow) => nameHashOf(pending.target ?? target, pending.payload);
    const builder = new ChunkBuilder({ first: last + 1, isCompared, nameHash });
    for (const [chunk, hashes] of keys) builder.resume(chunk, hashes);
    return new Coordinator(options, await rowsRead(database, run.seq), builder, last);
  }

  get progress(): DistributedProgress {
    return this.#options.watch.progress;
  }

  start({ onProgress, onStop }: DistributionListener): void {
    const { watch } = this.#options;
    watch.start({
      before: () => this.#takeBack(),
      after: (read) => {
        this.#afterLook(read);
        onProgress(watch.progress);
      },
      onStop,
    });
  }

  known(first: number, last: number): Promise<ReadonlyMap<number, KnownRow>> {
    return knownHandedOut(this.#options.database, this.#options.run.seq, first, last);
  }

  expect(rows: readonly { readonly row: number; readonly payload: Payload }[]): Promise<void> {
    const { database, run, target } = this.#options;
    return expectRows(database, run.seq, target, rows);
  }

  async handOut(rows: readonly HandedRow[], orderKey: string | undefined): Promise<void> {
    const { watch, clock, stop, isCompared } = this.#options;
    watch.began();
    if (this.#builder.waitingRows === 0) this.#gatheringSince = clock.elapsed();
    const complete = this.#builder.add(rows, orderKey);
    if (isCompared) this.#gathered.push(...rows);
    if (complete) await this.#insert(complete);
    this.#flushSoon();
    while (!stop.aborted && !this.#hasRoom) await watch.nextChange();
  }

  takeReturned(): readonly ReturnedRow[] {
    return this.#returned.splice(0);
  }

  async finish(
    isReadToEnd: boolean,
    reason: RunStopped | undefined,
    admitAgain: (rows: readonly ReturnedRow[]) => Promise<void>,
  ): Promise<void> {
    const { run, runs, stop, watch } = this.#options;
    try {
      if (isReadToEnd && !stop.aborted) {
        await this.#flush();
        await runs.markRead(run.seq);
        await watch.refreshed();
        while (!stop.aborted && !this.#isDone) {
          const returned = this.takeReturned();
          if (returned.length > 0) {
            await admitAgain(returned);
            await this.#flush();
          } else await watch.nextChange();
        }
      }
      if (isReadToEnd && !stop.aborted) await this.#end();
      else await this.#stopAll(reason);
    } finally {
      await watch.close();
    }
  }

  /** All rows are settled. */
  async #end(): Promise<void> {
    const { run, runs, watch } = this.#options;
    await runs.close(run.seq);
    const reached = watch.errorLimit(true);
    if (reached) throw reached;
  }

  /** Asks all processes to stop, and waits until nobody sends; those that do not answer lose their chunks. */
  async #stopAll(reason: RunStopped | undefined): Promise<void> {
    const { runs, run, clock, leaseMs, cancel, watch } = this.#options;
    await runs.requestStop(run.seq, { code: reason?.code ?? 'interrupted', reason: reason?.message ?? '' });
    const end = clock.elapsed() + leaseMs;
    for (await watch.refreshed(); watch.read.workingChunks > 0; await watch.refreshed()) {
      if (clock.elapsed() > end || cancel.aborted) return;
      await watch.nextChange();
    }
  }

  get #isDone(): boolean {
    return (
      this.#options.watch.read.openChunks.size === 0 && this.#returned.length === 0 && this.#builder.waitingRows === 0
    );
  }

  get #hasRoom(): boolean {
    const { watch, isCompared } = this.#options;
    if (!isCompared) return watch.read.openRows < CHUNKS.maxWaitingRows;
    return watch.read.waitingChunks < CHUNKS.comparedPerWorker * Math.max(1, watch.senders);
  }

  /** Rows that were compared do not wait for others: their chunk is handed out once those that were compared with them are gathered. */
  #flushSoon(): void {
    if (!this.#options.isCompared || this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      this.#flush().catch((error: unknown) => this.#options.watch.fail(error));
    });
  }

  async #flush(): Promise<void> {
    const chunk = this.#builder.flush();
    if (chunk) await this.#insert(chunk);
  }

  #insert(chunk: NewChunk): Promise<void> {
    const { store, run, queue, generation, isCompared, watch } = this.#options;
    const gathered = this.#gathered.splice(0);
    return watch.inTurn(async () => {
      if (isCompared) this.#compared.set(chunk.chunk, gathered);
      await store.insert({ run: run.seq, queue, generation }, chunk);
      this.#lastStored = chunk.chunk;
      const { read } = watch;
      watch.read = {
        ...read,
        openRows: read.openRows + chunk.rows.length,
        waitingChunks: read.waitingChunks + 1,
        openChunks: new Set([...read.openChunks, chunk.chunk]),
      };
    });
  }

  #afterLook({ openChunks }: RunProgress): void {
    const { clock, watch } = this.#options;
    this.#builder.keepOpen(openChunks, this.#lastStored);
    for (const chunk of this.#compared.keys()) if (!openChunks.has(chunk)) this.#compared.delete(chunk);
    if (this.#builder.waitingRows > 0 && clock.elapsed() - this.#gatheringSince > POLICY.maxGatheringMs) {
      // In turn, after this look.
      this.#flush().catch((error: unknown) => watch.fail(error));
    }
  }

  /** Takes rows back that were compared too long ago, or that a worker has given up. */
  async #takeBack(): Promise<void> {
    const { store, run, queue, isCompared } = this.#options;
    if (!isCompared) return;
    for (const chunk of await store.dissolve(run.seq, queue, CHUNKS.maxComparedAgeMs)) {
      const rows = this.#compared.get(chunk) ?? [];
      this.#compared.delete(chunk);
      for (const { pending, facts } of rows) this.#returned.push({ pending: pending.unfiltered ?? pending, facts });
    }
  }
}

/** Rows that an earlier process has compared with the CRM are compared again: nobody may send them meanwhile. */
async function dissolveAll({
  runs,
  run,
  queue,
  store,
  watch,
  clock,
  leaseMs,
  stop,
}: CoordinatorOptions): Promise<void> {
  await runs.requestStop(run.seq, { code: 'resumed', reason: '' });
  const end = clock.elapsed() + leaseMs;
  for (await watch.refreshed(); watch.read.workingChunks > 0; await watch.refreshed()) {
    if (stop.aborted || clock.elapsed() > end) break;
    await store.sweep([queue]);
    await clock.sleep(POLICY.pollMs, stop).catch(() => {});
  }
  // A call that takes longer than a lease is not waited for: its answer may still come late.
  await store.takeAway(run.seq);
  await store.dissolve(run.seq, queue, 0);
  await runs.clearStop(run.seq);
}
