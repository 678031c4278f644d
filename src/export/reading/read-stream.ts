import { endpoints } from '../../api/endpoints/index.ts';
import { ApiError } from '../../api/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import type { ListRequest } from './page-source.ts';
import {
  type Batch,
  type Checkpoint,
  type Partition,
  PartitionSize,
  type ReadContext,
  ReadCounters,
  wholeRange,
} from './partition.ts';
import { planPartitions } from './plan-partitions.ts';
import { readPartitions } from './read-partitions.ts';
import { runInOrder } from './run-in-order.ts';

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

/** Reads a stream to its end. `from`: the checkpoint that an earlier reading ended at. */
export function readStream(selection: Selection, context: ReadContext, from?: string): AsyncGenerator<Batch> {
  return readPartitions(partitionsOf(selection, context, from), context);
}

/** All of a stream, and of the streams that it hangs on. */
function selectAll(stream: Stream): Selection {
  return {
    stream,
    filter: {},
    spans: [{}],
    ...(stream.parents && { parents: selectAll(stream.parents.stream) }),
  };
}

/** All rows of a list of the tenant that names things, beside what else is read. */
export async function readAllRows(stream: Stream, context: ReadContext): Promise<readonly StreamRow[]> {
  const known: StreamRow[] = [];
  const own = { ...context, counters: new ReadCounters(), source: context.source.withFreshLimits() };
  for await (const { rows } of readStream(selectAll(stream), own)) known.push(...rows);
  return known;
}

function partitionsOf(
  selection: Selection,
  context: ReadContext,
  from?: string,
): AsyncIterable<Partition | Checkpoint> {
  if (selection.parents) return partitionsOfParents(selection, selection.parents, context, from);
  const { stream, filter } = selection;
  if (stream.partitionBy) return timePartitions(selection, stream.partitionBy, context, { from, isAtomic: false });
  return runInOrder(
    firstPages(
      selection.spans.map((span) => ({ stream, input: { ...filter, ...span } })),
      context,
    ),
    context.ahead,
  );
}

/** Where nothing is left to read. */
async function* noPartitions(): AsyncGenerator<Partition> {}

function timePartitions(
  { stream, filter }: Selection,
  partitionBy: NonNullable<Stream['partitionBy']>,
  context: ReadContext,
  { from, isAtomic }: { readonly from?: string | undefined; readonly isAtomic: boolean },
): AsyncGenerator<Partition> {
  const { [partitionBy.start]: start, [partitionBy.end]: end, ...rest } = filter;
  const range = wholeRange(numberOf(start), numberOf(end));
  const left = from === undefined ? range : { ...range, end: Number(from) - 1, isOpen: false };
  if (left.end < left.start) return noPartitions();
  return planPartitions(
    {
      request: { stream, input: rest },
      partitionBy,
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
    yield async (): Promise<Partition> => ({
      request,
      first: await context.source.readFirstPage(request),
      onlyShrinks: false,
    });
  }
}

/** One list for each parent, or for so many parents together. What is done of the parents is done of their children. */
async function* partitionsOfParents(
  selection: Selection,
  parents: Selection,
  context: ReadContext,
  from: string | undefined,
): AsyncGenerator<Partition | Checkpoint> {
  const counters = new ReadCounters();
  const upper: ReadContext = {
    ...context,
    counters,
    partitionSize: new PartitionSize(1),
    source: context.source.withFreshLimits(),
  };
  const found = runInOrder(listsOfParents(selection, parents, upper, context, from), context.ahead);
  for await (const partition of found) if (partition) yield partition;
  for (const shortfall of counters.shortfalls) context.counters.noteShortfall(shortfall);
  for (const notice of counters.notices) context.counters.notice(notice);
}

async function* listsOfParents(
  { stream, filter, spans }: Selection,
  parents: Selection,
  upper: ReadContext,
  context: ReadContext,
  from: string | undefined,
): AsyncGenerator<() => Promise<Partition | Checkpoint | undefined>> {
  const { parameter = '', member = '', batch } = stream.parents ?? {};
  const lists = new ParentLists(context);
  const read = (value: unknown, parent: StreamRow | undefined) =>
    spans.map((span) => {
      const request = { stream, input: { ...filter, ...span, [parameter]: value }, ...(parent && { parent }) };
      return () => lists.readFirstPage(request);
    });
  const { only } = parents;
  // To read all customers for the sake of one would take long.
  if (only !== undefined && parents.stream.partitionBy) {
    yield* read(only, undefined);
    return;
  }
  let isMet = only === undefined;
  for await (const { rows: all, checkpoint } of readStream(parents, upper, from)) {
    const rows = only === undefined ? all : all.filter((row) => String(row[member]) === only);
    isMet ||= rows.length > 0;
    if (batch === undefined) for (const parent of rows) yield* read(parent[member], parent);
    else
      for (const some of chunks(rows, batch))
        yield* read(
          some.map((parent) => parent[member]),
          undefined,
        );
    if (checkpoint !== undefined) yield async () => ({ checkpoint });
  }
  if (!isMet) yield* read(only, undefined);
}

function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Parents whose lists may be refused, one after another, before the export is held to be wrong as a whole. */
const MAX_REFUSALS_IN_A_ROW = 20;

/**
 * The lists of parents. A parent that went since it was listed is noted and left out, as it would be had it gone before; any
 * other refusal is noted, too, and makes the export incomplete.
 */
class ParentLists {
  readonly #context: ReadContext;
  #refusedInARow = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** Reads the first page of a parent's list; undefined where it is refused. */
  async readFirstPage(request: ListRequest): Promise<Partition | undefined> {
    const { source, counters } = this.#context;
    try {
      const first = await source.readFirstPage(request);
      this.#refusedInARow = 0;
      return { request, first, onlyShrinks: false };
    } catch (error) {
      if (!(error instanceof ApiError) || error.disposition !== 'reject-row') throw error;
      if (await isGone(request, this.#context)) {
        counters.notice('A customer went while the export was under way and is left out.');
        return undefined;
      }
      this.#refusedInARow += 1;
      if (this.#refusedInARow >= MAX_REFUSALS_IN_A_ROW) throw error;
      const { stream, input } = request;
      const parameter = stream.parents?.parameter ?? '';
      counters.noteShortfall(
        `${stream.endpoint.name} refused ${parameter} ${String(input[parameter])}: ${error.message}`,
      );
      return undefined;
    }
  }
}

/** Only customers come and go all the time. */
async function isGone({ stream, parent }: ListRequest, { call }: ReadContext): Promise<boolean> {
  if (stream.parents?.stream.endpoint !== endpoints.listCustomers || !parent) return false;
  try {
    const { item } = (await call(endpoints.getCustomer, { id: parent['id'] })) as { item?: unknown };
    return item === undefined || item === null;
  } catch (error) {
    if (error instanceof ApiError && error.disposition === 'reject-row') return true;
    throw error;
  }
}
