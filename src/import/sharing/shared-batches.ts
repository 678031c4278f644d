import { type InspectedTable, inspectedChunkSplitter } from '../../files/index.ts';
import type { Cell, Row } from '../../files/row.ts';
import type { MappedRow } from '../../mapping/mapped-row.ts';
import type { Payload } from '../../targets/target.ts';
import { mappedBatches, type RowSource, type SourceRow } from '../source/mapped-rows.ts';
import { MappingThreads } from './mapping-threads.ts';
import type { ParallelReading } from './sharing.ts';
import { type ChunkResult, createChunkMapper } from './stretch-mapper.ts';

/** Stretches that are mapped or being mapped, for each thread, while the first of them is waited for. */
const CHUNKS_PER_THREAD = 3;
const NO_PROBLEMS = [] as const;
/** Stands for a payload that was not kept, since it is not sent. */
const OMITTED_PAYLOAD: Payload = {};

/** Where rows come from, and who takes part. */
export type ParallelSource = RowSource & { readonly table: InspectedTable; readonly parallel: ParallelReading };

type ChunkReader = NonNullable<ReturnType<InspectedTable['split']>>;

/**
 * The same rows as `mappedBatches` answers for a check, mapped by several threads: of rows without problems only the first
 * payloads, as many as `samples` says are still wanted. Rows are read in order to begin with, until the columns are known; and again from
 * the first stretch on whose rows cannot be told by themselves.
 */
export async function* parallelBatches(
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
