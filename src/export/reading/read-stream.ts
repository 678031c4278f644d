import type { Stream, StreamRow } from '../../streams/stream.ts';
import { inOrder } from './in-order.ts';
import type { ListRequest } from './page-source.ts';
import { ParentLists } from './parent-lists.ts';
import { planSlices } from './plan-slices.ts';
import { readSections } from './read-sections.ts';
import { ReadTally } from './read-tally.ts';
import type { Batch, Mark, ReadContext, Section } from './section.ts';
import { SliceSize } from './slice-size.ts';
import { wholeRange } from './time-range.ts';

/** What of a stream is to be read. */
export interface Selection {
  readonly stream: Stream;
  /** Parameters of its list, checked, in wire form. */
  readonly filter: StreamRow;
  /** One call's worth of parameters each, where a long span of time takes several calls. */
  readonly spans: readonly StreamRow[];
  /** What of the parents is to be read. */
  readonly parents?: Selection | undefined;
  /** The one row that is wanted of a stream of parents, by the value that its children are asked for with. */
  readonly only?: string;
}

/** Reads a stream to its end. `from`: the mark that an earlier reading ended at. */
export function readStream(selection: Selection, context: ReadContext, from?: string): AsyncGenerator<Batch> {
  return readSections(sectionsOf(selection, context, from), context);
}

/** All of a stream, and of the streams that it hangs on. */
export function selectAll(stream: Stream): Selection {
  return {
    stream,
    filter: {},
    spans: [{}],
    ...(stream.parents && { parents: selectAll(stream.parents.stream) }),
  };
}

/** All rows of a list of the tenant that names things, beside what else is read. */
export async function readWhole(stream: Stream, context: ReadContext): Promise<readonly StreamRow[]> {
  const known: StreamRow[] = [];
  const own = { ...context, tally: new ReadTally(), source: context.source.anew() };
  for await (const { rows } of readStream(selectAll(stream), own)) known.push(...rows);
  return known;
}

function sectionsOf(selection: Selection, context: ReadContext, from?: string): AsyncIterable<Section | Mark> {
  if (selection.parents) return ofParents(selection, selection.parents, context, from);
  const { stream, filter } = selection;
  if (stream.slices) return slicedSections(selection, stream.slices, context, { from, isAtomic: false });
  return inOrder(
    firstPages(
      selection.spans.map((span) => ({ stream, input: { ...filter, ...span } })),
      context,
    ),
    context.ahead,
  );
}

/** Where nothing is left to read. */
async function* nothing(): AsyncGenerator<Section> {}

function slicedSections(
  { stream, filter }: Selection,
  slices: NonNullable<Stream['slices']>,
  context: ReadContext,
  { from, isAtomic }: { readonly from?: string | undefined; readonly isAtomic: boolean },
): AsyncGenerator<Section> {
  const { [slices.start]: start, [slices.end]: end, ...rest } = filter;
  const range = wholeRange(numberOf(start), numberOf(end));
  const left = from === undefined ? range : { ...range, end: Number(from) - 1, isOpen: false };
  if (left.end < left.start) return nothing();
  return planSlices(
    {
      request: { stream, input: rest },
      slices,
      range: left,
      isUnbounded: start === undefined && end === undefined && from === undefined,
      isAtomic: isAtomic || Object.keys(rest).length > 0,
    },
    context,
  );
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

async function* firstPages(requests: readonly ListRequest[], context: ReadContext) {
  for (const request of requests) {
    yield async (): Promise<Section> => ({ request, first: await context.source.first(request), onlyShrinks: false });
  }
}

/** One list for each parent, or for so many parents together. What is done of the parents is done of their children. */
async function* ofParents(
  selection: Selection,
  parents: Selection,
  context: ReadContext,
  from: string | undefined,
): AsyncGenerator<Section | Mark> {
  const tally = new ReadTally();
  const upper: ReadContext = { ...context, tally, sliceSize: new SliceSize(1), source: context.source.anew() };
  const found = inOrder(listsOfParents(selection, parents, upper, context, from), context.ahead);
  for await (const section of found) if (section) yield section;
  for (const shortfall of tally.shortfalls) context.tally.cameShort(shortfall);
  for (const notice of tally.notices) context.tally.notice(notice);
}

async function* listsOfParents(
  { stream, filter, spans }: Selection,
  parents: Selection,
  upper: ReadContext,
  context: ReadContext,
  from: string | undefined,
): AsyncGenerator<() => Promise<Section | Mark | undefined>> {
  const { parameter = '', member = '', batch } = stream.parents ?? {};
  const lists = new ParentLists(context);
  const read = (value: unknown, parent: StreamRow | undefined) =>
    spans.map((span) => {
      const request = { stream, input: { ...filter, ...span, [parameter]: value }, ...(parent && { parent }) };
      return () => lists.first(request);
    });
  const { only } = parents;
  // To read all customers for the sake of one would take long.
  if (only !== undefined && parents.stream.slices) {
    yield* read(only, undefined);
    return;
  }
  let isMet = only === undefined;
  for await (const { rows: all, mark } of readStream(parents, upper, from)) {
    const rows = only === undefined ? all : all.filter((row) => String(row[member]) === only);
    isMet ||= rows.length > 0;
    if (batch === undefined) for (const parent of rows) yield* read(parent[member], parent);
    else
      for (const some of chunks(rows, batch))
        yield* read(
          some.map((parent) => parent[member]),
          undefined,
        );
    if (mark !== undefined) yield async () => ({ mark });
  }
  if (!isMet) yield* read(only, undefined);
}

function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
