import { type Cell, type InspectedTable, inspectedChunkSplitter, type Row } from '../../files/index.ts';
import type { KnownRow } from '../../ledger/index.ts';
import { type Lookups, type MappedRow, ValueError } from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import { threadEntry, WorkerThread } from '../../threads/index.ts';
import { t } from '../../words/index.ts';
import type { Identity } from '../identity/identity.ts';
import type { ImportLimits, ImportSource, RunControl } from '../import-job.ts';
import type { SourceStage } from '../import-stages.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import type { Counters } from '../record/counters.ts';
import type { ImportRowLog } from '../record/import-row-log.ts';
import { RunStopped } from '../run-guards.ts';
import type { SourceRow } from '../source-row.ts';
import {
  type ChunkResult,
  createChunkMapper,
  type LookupRequests,
  type LookupResult,
  type MappingRequests,
  type MappingThreadData,
  type ParallelReading,
} from './chunk-mapper.ts';
import { mappedBatches, type PayloadSamples, type RowSource } from './mapped-rows.ts';

interface FileSourceOptions {
  readonly source: ImportSource;
  readonly limits: ImportLimits;
  readonly control: RunControl;
  readonly log: Pick<ImportRowLog, 'known' | 'counts'>;
  readonly counters: Counters;
  readonly samples: PayloadSamples;
}

/** The rows of a file. Each is counted as it is read, unless an earlier process of the run counted it. */
export class FileSource implements SourceStage {
  readonly #options: FileSourceOptions;

  constructor(options: FileSourceOptions) {
    this.#options = options;
  }

  rows(): AsyncIterable<readonly SourceRow[]> {
    const { source, limits, control, log, counters, samples } = this.#options;
    const { table, mapper, parallel } = source;
    const { concurrency, maxRows } = limits;
    const from = { table, mapper, concurrency, maxRows, stop: control.stop };
    const onRead = (before?: KnownRow) => before ?? counters.read();
    if (parallel === undefined) return mappedBatches(from, log, onRead);
    return parallelBatches({ ...from, parallel }, onRead, () => samples.missing);
  }

  /** The rows whose outcome an earlier process left unknown, read ahead of time. Empty if there are fewer than two. */
  async *unresolvedRows(
    identity: Identity | undefined,
  ): AsyncGenerator<{ readonly row: number; readonly payload: Payload }> {
    const { source, control, log } = this.#options;
    const { sending = 0, in_doubt = 0 } = log.counts;
    let remaining = sending + in_doubt;
    if (source.reopen === undefined || remaining < 2) return;
    const table = await source.reopen();
    try {
      for await (const batch of table.batches()) {
        const [first, last] = [batch[0], batch.at(-1)];
        if (!first || !last) continue;
        const known = await log.known(first.number, last.number);
        for (const row of known.size === 0 ? [] : batch) {
          const before = known.get(row.number);
          if (before?.isHandedOut || (before?.state !== 'sending' && before?.state !== 'in_doubt')) continue;
          remaining -= 1;
          // A row that changes an existing record is not looked up by its values.
          if (before.change?.id !== undefined) continue;
          // A row that can no longer be mapped is not looked up either.
          const mapped = await Promise.resolve(source.mapper.map(row)).catch(() => undefined);
          const payload = mapped && (identity?.identify(row, mapped, undefined).mapped ?? mapped).payload;
          if (payload && !before.step) yield { row: row.number, payload };
        }
        if (remaining <= 0 || control.stop?.aborted) return;
      }
    } finally {
      await table.close();
    }
  }
}

/** Chunks that are mapped or being mapped, for each thread, while the first of them is waited for. */
const CHUNKS_PER_THREAD = 3;
const NO_PROBLEMS = [] as const;
/** Stands for a payload that was not returned, since a check does not send it. */
const OMITTED_PAYLOAD: Payload = {};

/** Where rows come from, and how they are read in parallel. */
type ParallelSource = RowSource & { readonly table: InspectedTable; readonly parallel: ParallelReading };

type ChunkReader = NonNullable<ReturnType<InspectedTable['split']>>;

/**
 * The same rows as `mappedBatches` returns for a check, mapped by several threads. Of rows without problems, only the first payloads
 * are returned, as many as `samples` still asks for. Rows are read in order at first, until the columns are known, and again from the
 * first chunk on whose rows cannot be split independently.
 */
async function* parallelBatches(
  source: ParallelSource,
  onRead: () => void,
  samples: () => number,
): AsyncGenerator<readonly SourceRow[]> {
  const { table, parallel } = source;
  const batches = table.batches()[Symbol.asyncIterator]();
  let reader: ChunkReader | undefined;

  async function* sequentialBatches(mayParallelize: boolean): AsyncGenerator<readonly Row[]> {
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      yield next.value;
      reader = mayParallelize ? table.split() : undefined;
      if (reader !== undefined) return;
    }
  }

  try {
    yield* mappedBatches({ ...source, table: { batches: () => sequentialBatches(true) } }, undefined, onRead);
    if (reader === undefined || source.stop?.aborted) return;
    const threads = new MappingThreads(
      parallel.threads,
      { ...parallel.threadData, form: reader.format },
      parallel.lookups,
    );
    try {
      for await (const rows of mapInParallel(source, reader, threads, samples)) {
        for (const _ of rows) onRead();
        yield rows;
      }
    } finally {
      reader.end();
      await threads.close();
    }
    yield* mappedBatches({ ...source, table: { batches: () => sequentialBatches(false) } }, undefined, onRead);
  } finally {
    await batches.return?.();
  }
}

/** Passes chunks to the threads, maps here those for which no thread is free, and returns all in order. */
async function* mapInParallel(
  { mapper, parallel, stop }: ParallelSource,
  reader: ChunkReader,
  threads: MappingThreads,
  samples: () => number,
): AsyncGenerator<readonly SourceRow[]> {
  const split = inspectedChunkSplitter(reader.format);
  const mapHere = createChunkMapper(split, mapper, parallel.threadData.identity);
  const queue: { readonly text: string; readonly answer: Promise<ChunkResult | undefined> }[] = [];
  for (let isReadToEnd = false; !stop?.aborted; ) {
    while (!isReadToEnd && queue.length < parallel.threads * CHUNKS_PER_THREAD) {
      const text = await reader.next();
      isReadToEnd = text === undefined;
      if (text === undefined) break;
      // A separate string is read faster, character by character, than a slice of another one.
      const answer = threads.map(text, samples()) ?? mapHere(structuredClone(text), samples());
      // A failure is thrown when the chunk's turn comes, not before.
      answer.catch(() => {});
      queue.push({ text, answer });
    }
    const first = queue.shift();
    const answer = await first?.answer;
    if (first === undefined || answer === undefined) return;
    const before = reader.acknowledge(answer.facts);
    yield rowsOfChunk(answer, before, () => {
      const rows: Row[] = [];
      split(first.text, (some) => rows.push(...some));
      return rows;
    });
  }
}

function rowsOfChunk(answer: ChunkResult, before: number, splitAgain: () => readonly Row[]): SourceRow[] {
  const { numbers, keys, problems, payloads, hashes, hashEnds, placeholders } = answer;
  const { unsent, leftOut, warnings, unique } = answer;
  let split: readonly Row[] | undefined;
  const rows = () => {
    split ??= splitAgain();
    return split;
  };
  let samplesUsed = 0;
  return numbers.map((number, index) => {
    const row = new ChunkRow(number + before, index, rows);
    const key = keys[index];
    const ownProblems = problems.get(index);
    const reason = leftOut.get(index);
    const result = reason
      ? { problems: NO_PROBLEMS, leftOut: reason }
      : ownProblems
        ? { problems: ownProblems }
        : { payload: payloads[samplesUsed++] ?? OMITTED_PAYLOAD, problems: NO_PROBLEMS };
    const unsentValues = unsent.get(index);
    const brokenRules = warnings.get(index);
    const uniqueValues = unique.get(index);
    const mapped: MappedRow = {
      ...(key !== undefined && { key }),
      ...result,
      ...(unsentValues !== undefined && { unsent: unsentValues }),
      ...(brokenRules !== undefined && { warnings: brokenRules }),
      ...(uniqueValues !== undefined && { unique: uniqueValues }),
    };
    if (hashEnds.length === 0) return { row, before: undefined, mapped };
    const own = hashes.subarray(index === 0 ? 0 : hashEnds[index - 1], hashEnds[index]);
    const identified = { mapped, hashes: own, placeholders: placeholders.get(index) ?? NO_PROBLEMS };
    return { row, before: undefined, mapped, identified };
  });
}

/** A row that another thread read. Its cells, which are rarely needed, are split from the file's text again. */
class ChunkRow implements Row {
  readonly number: number;
  readonly #index: number;
  readonly #rows: () => readonly Row[];

  constructor(number: number, index: number, rows: () => readonly Row[]) {
    this.number = number;
    this.#index = index;
    this.#rows = rows;
  }

  get cells(): readonly Cell[] {
    return this.#rows()[this.#index]?.cells ?? [];
  }
}

/** Chunks queued in a thread: enough that it never waits, and few enough that little is wasted if the split was wrong. */
const MAX_PENDING_CHUNKS = 2;
/** Rows are mapped one by one, and almost all memory of a row is garbage when the next comes. */
const YOUNG_GENERATION_MB = 24;

/** Worker threads that map chunks. Empty if the system allows none. */
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

  /** Lets a thread map a chunk; undefined if all of them are busy. Errors: `RunStopped` if a thread has stopped. */
  map(text: string, samples: number): Promise<ChunkResult | undefined> | undefined {
    // A thread that stopped by itself has lost its chunks.
    const ended = this.#threads.find(({ failure }) => failure !== undefined);
    if (ended?.failure) return Promise.reject(ended.failure);
    const [thread] = this.#threads
      .filter(({ isReady, pendingCount }) => isReady && pendingCount < MAX_PENDING_CHUNKS)
      .sort((one, other) => one.pendingCount - other.pendingCount);
    return thread?.request('map', { text, samples });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}

/** A lookup that fails here fails again when the rows are read in order, and is reported then. */
async function answerLookup(lookups: Lookups, lookup: string, text: string): Promise<LookupResult> {
  const resolve = await lookups.resolver(lookup);
  const found = await resolve(text);
  return found instanceof ValueError ? { code: found.code, predicate: found.predicate } : { found };
}

function threadEnded(inputPath: string, cause: Error | number): RunStopped {
  const reason = typeof cause === 'number' ? t`exit code ${cause}` : cause.message;
  return new RunStopped('helper-ended', IMPORT_MESSAGES['helper-ended'].text.stopped(inputPath, reason));
}
