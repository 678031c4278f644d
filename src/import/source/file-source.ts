import { type Cell, type InspectedTable, inspectedChunkSplitter, type Row } from '../../files/index.ts';
import type { KnownRow } from '../../ledger/index.ts';
import { type Lookups, type MappedRow, ValueError } from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import { threadEntry, WorkerThread } from '../../threads/index.ts';
import type { Identity } from '../identity/identity.ts';
import type { ImportLimits, ImportSource, RunControl } from '../import-job.ts';
import type { SourceStage } from '../import-stages.ts';
import type { Counters } from '../record/counters.ts';
import type { ImportRowLog } from '../record/import-row-log.ts';
import { RunStopped } from '../run-guards.ts';
import {
  type ChunkResult,
  createChunkMapper,
  type LookupRequests,
  type LookupResult,
  type MappingRequests,
  type MappingThreadData,
  type ParallelReading,
} from './chunk-mapper.ts';
import { mappedBatches, type PayloadSamples, type RowSource, type SourceRow } from './mapped-rows.ts';

interface FileSourceOptions {
  readonly source: ImportSource;
  readonly limits: ImportLimits;
  readonly control: RunControl;
  readonly log: ImportRowLog;
  readonly counters: Counters;
  readonly samples: PayloadSamples;
}

/** The rows of a file, each counted as it is read, unless an earlier process of the run has. */
export class FileSource implements SourceStage {
  readonly #options: FileSourceOptions;

  constructor(options: FileSourceOptions) {
    this.#options = options;
  }

  rows(): AsyncIterable<readonly SourceRow[]> {
    const { source, limits, control, log, counters, samples } = this.#options;
    const { table, mapper, parallel: sharing } = source;
    const { concurrency, maxRows } = limits;
    const from = { table, mapper, concurrency, maxRows, stop: control.stop };
    const onRead = (before?: KnownRow) => before ?? counters.read();
    if (sharing === undefined) return mappedBatches(from, log, onRead);
    return parallelBatches({ ...from, parallel: sharing }, onRead, () => samples.missing);
  }

  /** The rows whose outcome an earlier process left unknown, read ahead of their turn. Nothing where there are not two of them. */
  async *unresolvedRows(
    identity: Identity | undefined,
  ): AsyncGenerator<{ readonly row: number; readonly payload: Payload }> {
    const { source, control, log } = this.#options;
    const { sending = 0, in_doubt = 0 } = log.counts;
    let left = sending + in_doubt;
    if (source.reopen === undefined || left < 2) return;
    const table = await source.reopen();
    try {
      for await (const batch of table.batches()) {
        const [first, last] = [batch[0], batch.at(-1)];
        if (!first || !last) continue;
        const known = log.known(first.number, last.number);
        for (const row of known.size === 0 ? [] : batch) {
          const before = known.get(row.number);
          if (before?.state !== 'sending' && before?.state !== 'in_doubt') continue;
          left -= 1;
          // What cannot be mapped any more is not asked for either.
          const mapped = await Promise.resolve(source.mapper.map(row)).catch(() => undefined);
          const payload = mapped && (identity?.identify(row, mapped, undefined).mapped ?? mapped).payload;
          if (payload && !before.step) yield { row: row.number, payload };
        }
        if (left <= 0 || control.stop?.aborted) return;
      }
    } finally {
      await table.close();
    }
  }
}

/** Stretches that are mapped or being mapped, for each thread, while the first of them is waited for. */
const CHUNKS_PER_THREAD = 3;
const NO_PROBLEMS = [] as const;
/** Stands for a payload that was not kept, since it is not sent. */
const OMITTED_PAYLOAD: Payload = {};

/** Where rows come from, and who takes part. */
type ParallelSource = RowSource & { readonly table: InspectedTable; readonly parallel: ParallelReading };

type ChunkReader = NonNullable<ReturnType<InspectedTable['split']>>;

/**
 * The same rows as `mappedBatches` answers for a check, mapped by several threads: of rows without problems only the first
 * payloads, as many as `samples` says are still wanted. Rows are read in order to begin with, until the columns are known; and again from
 * the first stretch on whose rows cannot be told by themselves.
 */
async function* parallelBatches(
  source: ParallelSource,
  onRead: () => void,
  samples: () => number,
): AsyncGenerator<readonly SourceRow[]> {
  const { table, parallel: sharing } = source;
  const batches = table.batches()[Symbol.asyncIterator]();
  let share: ChunkReader | undefined;

  async function* inOrder(mayShare: boolean): AsyncGenerator<readonly Row[]> {
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      yield next.value;
      share = mayShare ? table.split() : undefined;
      if (share !== undefined) return;
    }
  }

  try {
    yield* mappedBatches({ ...source, table: { batches: () => inOrder(true) } }, undefined, onRead);
    if (share === undefined || source.stop?.aborted) return;
    const threads = new MappingThreads(sharing.threads, { ...sharing.threadData, form: share.form }, sharing.lookups);
    try {
      for await (const rows of mapInParallel(source, share, threads, samples)) {
        for (const _ of rows) onRead();
        yield rows;
      }
    } finally {
      share.end();
      await threads.close();
    }
    yield* mappedBatches({ ...source, table: { batches: () => inOrder(false) } }, undefined, onRead);
  } finally {
    await batches.return?.();
  }
}

/** Hands stretches to the threads, maps those that they have no time for, and answers all in order. */
async function* mapInParallel(
  { mapper, parallel: sharing, stop }: ParallelSource,
  share: ChunkReader,
  threads: MappingThreads,
  samples: () => number,
): AsyncGenerator<readonly SourceRow[]> {
  const cut = inspectedChunkSplitter(share.form);
  const mapHere = createChunkMapper(cut, mapper, sharing.threadData.identity);
  const queue: { readonly text: string; readonly answer: Promise<ChunkResult | undefined> }[] = [];
  for (let isOver = false; !stop?.aborted; ) {
    while (!isOver && queue.length < sharing.threads * CHUNKS_PER_THREAD) {
      const text = await share.next();
      isOver = text === undefined;
      if (text === undefined) break;
      // A text of its own is read faster, character by character, than a piece of another.
      const answer = threads.map(text, samples()) ?? mapHere(structuredClone(text), samples());
      // What goes wrong is met when its turn comes, not before.
      answer.catch(() => {});
      queue.push({ text, answer });
    }
    const first = queue.shift();
    const answer = await first?.answer;
    if (first === undefined || answer === undefined) return;
    const before = share.acknowledge(answer.facts);
    yield rowsOfChunk(answer, before, () => {
      const rows: Row[] = [];
      cut(first.text, (some) => rows.push(...some));
      return rows;
    });
  }
}

function rowsOfChunk(answer: ChunkResult, before: number, cutAgain: () => readonly Row[]): SourceRow[] {
  const { numbers, keys, problems, payloads, hashes, hashEnds, placeholders, unsent } = answer;
  let cut: readonly Row[] | undefined;
  const rows = () => {
    cut ??= cutAgain();
    return cut;
  };
  let fit = 0;
  return numbers.map((number, place) => {
    const row = new ChunkRow(number + before, place, rows);
    const key = keys[place];
    const wrong = problems.get(place);
    const result = wrong ? { problems: wrong } : { payload: payloads[fit++] ?? OMITTED_PAYLOAD, problems: NO_PROBLEMS };
    const without = unsent.get(place);
    const mapped: MappedRow = {
      ...(key !== undefined && { key }),
      ...result,
      ...(without !== undefined && { unsent: without }),
    };
    if (hashEnds.length === 0) return { row, before: undefined, mapped };
    const own = hashes.subarray(place === 0 ? 0 : hashEnds[place - 1], hashEnds[place]);
    const identified = { mapped, hashes: own, placeholders: placeholders.get(place) ?? NO_PROBLEMS };
    return { row, before: undefined, mapped, identified };
  });
}

/** A row that another thread has read. Its cells, which hardly ever are asked for, are cut from the file's text again. */
class ChunkRow implements Row {
  readonly number: number;
  readonly #place: number;
  readonly #rows: () => readonly Row[];

  constructor(number: number, place: number, rows: () => readonly Row[]) {
    this.number = number;
    this.#place = place;
    this.#rows = rows;
  }

  get cells(): readonly Cell[] {
    return this.#rows()[this.#place]?.cells ?? [];
  }
}

/** Stretches that a thread has at hand: it never waits for the next one, and little is lost where rows are others than thought. */
const MAX_CHUNKS_AT_HAND = 2;
/** Rows are mapped one by one, and hardly anything of one is left when the next comes. */
const YOUNG_GENERATION_MB = 24;

/** Threads that map stretches beside this one. Where the system lets none be had, there are none. */
export class MappingThreads {
  readonly #threads: readonly WorkerThread<MappingRequests, LookupRequests>[];

  constructor(count: number, data: MappingThreadData, lookups: Lookups) {
    this.#threads = Array.from({ length: count }, () =>
      WorkerThread.start<MappingRequests, LookupRequests>({
        entry: threadEntry(import.meta.url, 'mapping-thread-main'),
        data,
        limits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
        handlers: { lookUp: ({ lookup, text }) => answerLookup(lookups, lookup, text) },
        exitError: (cause) => threadEnded(data.inputPath, cause),
      }),
    ).filter((started) => started !== undefined);
  }

  /** Has a thread map a stretch; undefined where all of them have enough to do. Errors: `RunStopped` where a thread has ended. */
  map(text: string, samples: number): Promise<ChunkResult | undefined> | undefined {
    // One that ended by itself has lost what it had at hand.
    const ended = this.#threads.find(({ failure }) => failure !== undefined);
    if (ended?.failure) return Promise.reject(ended.failure);
    const [thread] = this.#threads
      .filter(({ isReady, pendingCount }) => isReady && pendingCount < MAX_CHUNKS_AT_HAND)
      .sort((one, other) => one.pendingCount - other.pendingCount);
    return thread?.request('map', { text, samples });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}

/** Whoever reads the rows in order meets a lookup that fails again, and tells. */
async function answerLookup(lookups: Lookups, lookup: string, text: string): Promise<LookupResult> {
  const resolve = await lookups.resolver(lookup);
  const found = await resolve(text);
  return found instanceof ValueError ? { code: found.code, predicate: found.predicate } : { found };
}

function threadEnded(inputPath: string, cause: Error | number): RunStopped {
  const reason = typeof cause === 'number' ? `it stopped with code ${cause}` : cause.message;
  return new RunStopped(
    'helper-ended',
    `a thread that helped to read ${inputPath} ended (${reason}), so not all rows were looked at. Free some memory if there is little, and run the same command again`,
  );
}
