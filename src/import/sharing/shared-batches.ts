import { type InspectedTable, inspectedCutter } from '../../files/index.ts';
import type { Cell, Row } from '../../files/row.ts';
import type { MappedRow } from '../../mapping/mapped-row.ts';
import type { Payload } from '../../targets/target.ts';
import { mappedBatches, type RowSource, type SourceRow } from '../source/mapped-rows.ts';
import { MappingThreads } from './mapping-threads.ts';
import type { Sharing } from './sharing.ts';
import { type StretchAnswer, stretchMapper } from './stretch-mapper.ts';

/** Stretches that are mapped or being mapped, for each thread, while the first of them is waited for. */
const lookahead = 3;
const nothingWrong = [] as const;
/** Stands for a payload that was not kept, since it is not sent. */
const notKept: Payload = {};

/** Where rows come from, and who takes part. */
export type SharedSource = RowSource & { readonly table: InspectedTable; readonly sharing: Sharing };

type Share = NonNullable<ReturnType<InspectedTable['share']>>;

/**
 * The same rows as `mappedBatches` answers for a check, mapped by several threads: of rows without problems only the first
 * payloads, as many as `samples` says are still wanted. Rows are read in order to begin with, until the columns are known; and again from
 * the first stretch on whose rows cannot be told by themselves.
 */
export async function* sharedBatches(
  source: SharedSource,
  onRead: () => void,
  samples: () => number,
): AsyncGenerator<readonly SourceRow[]> {
  const { table, sharing } = source;
  const batches = table.batches()[Symbol.asyncIterator]();
  let share: Share | undefined;

  async function* inOrder(mayShare: boolean): AsyncGenerator<readonly Row[]> {
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      yield next.value;
      share = mayShare ? table.share() : undefined;
      if (share !== undefined) return;
    }
  }

  try {
    yield* mappedBatches({ ...source, table: { batches: () => inOrder(true) } }, undefined, onRead);
    if (share === undefined || source.stop?.aborted) return;
    const threads = new MappingThreads(sharing.helpers, { ...sharing.order, form: share.form }, sharing.lookups);
    try {
      for await (const rows of mapTogether(source, share, threads, samples)) {
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
async function* mapTogether(
  { mapper, sharing, stop }: SharedSource,
  share: Share,
  threads: MappingThreads,
  samples: () => number,
): AsyncGenerator<readonly SourceRow[]> {
  const cut = inspectedCutter(share.form);
  const mapHere = stretchMapper(cut, mapper, sharing.order.identity);
  const queue: { readonly text: string; readonly answer: Promise<StretchAnswer | undefined> }[] = [];
  for (let isOver = false; !stop?.aborted; ) {
    while (!isOver && queue.length < sharing.helpers * lookahead) {
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
    const before = share.took(answer.facts);
    yield takenRows(answer, before, () => {
      const rows: Row[] = [];
      cut(first.text, (some) => rows.push(...some));
      return rows;
    });
  }
}

function takenRows(answer: StretchAnswer, before: number, cutAgain: () => readonly Row[]): SourceRow[] {
  const { numbers, keys, problems, payloads, marks, markEnds, placeholders, unsent } = answer;
  let cut: readonly Row[] | undefined;
  const rows = () => {
    cut ??= cutAgain();
    return cut;
  };
  let fit = 0;
  return numbers.map((number, place) => {
    const row = new SharedRow(number + before, place, rows);
    const key = keys[place];
    const wrong = problems.get(place);
    const result = wrong ? { problems: wrong } : { payload: payloads[fit++] ?? notKept, problems: nothingWrong };
    const without = unsent.get(place);
    const mapped: MappedRow = {
      ...(key !== undefined && { key }),
      ...result,
      ...(without !== undefined && { unsent: without }),
    };
    if (markEnds.length === 0) return { row, before: undefined, mapped };
    const own = marks.subarray(place === 0 ? 0 : markEnds[place - 1], markEnds[place]);
    const identified = { mapped, marks: own, placeholders: placeholders.get(place) ?? nothingWrong };
    return { row, before: undefined, mapped, identified };
  });
}

/** A row that another thread has read. Its cells, which hardly ever are asked for, are cut from the file's text again. */
class SharedRow implements Row {
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
