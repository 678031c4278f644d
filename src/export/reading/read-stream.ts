import { endpoints } from '../../api/endpoints/index.ts';
import { ApiError } from '../../api/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { t } from '../../words/index.ts';
import { EXPORT_POLICY } from '../policy.ts';
import type { ListRequest } from './page-source.ts';
import {
  type Checkpoint,
  type Partition,
  PartitionSize,
  type ReadContext,
  ReadCounters,
  type ReadRows,
  wholeRange,
} from './partition.ts';
import { planPartitions } from './plan-partitions.ts';
import { readPartitions } from './read-partitions.ts';
import { runInOrder } from './run-in-order.ts';

/** The part of a stream that is read. */
export interface Selection {
  readonly stream: Stream;
  /** Parameters of its list, checked, in wire form. */
  readonly filter: StreamRow;
  /** The time parameters of each call, if a long span of time takes several calls. */
  readonly spans: readonly StreamRow[];
  /** The part of the parent stream that is read. */
  readonly parents?: Selection | undefined;
  /** The only requested row of a parent stream, by the value with which its children are requested. */
  readonly only?: string;
}

/** Reads a stream to its end. `from`: the checkpoint at which an earlier reading ended. */
export function readStream(selection: Selection, context: ReadContext, from?: string): AsyncGenerator<ReadRows> {
  return readPartitions(partitionsOf(selection, context, from), context);
}

/** Selects all of a stream and of its parent streams. */
function selectAll(stream: Stream): Selection {
  return {
    stream,
    filter: {},
    spans: [{}],
    ...(stream.parents && { parents: selectAll(stream.parents.stream) }),
  };
}

/** Reads all rows of a list of names, independently of the export itself. */
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

/** No partitions, if nothing is left to read. */
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

/** One list for each parent, or for each batch of parents. Checkpoints of the parents are checkpoints of their children. */
async function* partitionsOfParents(
  selection: Selection,
  parents: Selection,
  context: ReadContext,
  from: string | undefined,
): AsyncGenerator<Partition | Checkpoint> {
  const counters = new ReadCounters();
  const parentContext: ReadContext = {
    ...context,
    counters,
    partitionSize: new PartitionSize(1),
    source: context.source.withFreshLimits(),
  };
  const found = runInOrder(listsOfParents(selection, parents, parentContext, context, from), context.ahead);
  for await (const partition of found) if (partition) yield partition;
  for (const shortfall of counters.shortfalls) context.counters.noteShortfall(shortfall);
  for (const notice of counters.notices) context.counters.notice(notice);
}

async function* listsOfParents(
  { stream, filter, spans }: Selection,
  parents: Selection,
  parentContext: ReadContext,
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
  // Reading all customers to find one would take long.
  if (only !== undefined && parents.stream.partitionBy) {
    yield* read(only, undefined);
    return;
  }
  let isFound = only === undefined;
  for await (const { rows: all, checkpoint } of readStream(parents, parentContext, from)) {
    const rows = only === undefined ? all : all.filter((row) => String(row[member]) === only);
    isFound ||= rows.length > 0;
    if (batch === undefined) for (const parent of rows) yield* read(parent[member], parent);
    else
      for (const some of chunks(rows, batch))
        yield* read(
          some.map((parent) => parent[member]),
          undefined,
        );
    if (checkpoint !== undefined) yield async () => ({ checkpoint });
  }
  if (!isFound) yield* read(only, undefined);
}

function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/**
 * The lists of parents. A parent that was deleted since it was listed is reported and left out, as if it had been deleted
 * before; any other refusal is reported, too, and makes the export incomplete.
 */
class ParentLists {
  readonly #context: ReadContext;
  #refusedInARow = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** Reads the first page of a parent's list; undefined if it is refused. */
  async readFirstPage(request: ListRequest): Promise<Partition | undefined> {
    const { source, counters } = this.#context;
    try {
      const first = await source.readFirstPage(request);
      this.#refusedInARow = 0;
      return { request, first, onlyShrinks: false };
    } catch (error) {
      if (!(error instanceof ApiError) || error.disposition !== 'reject-row') throw error;
      if (await isDeleted(request, this.#context)) {
        counters.notice(t`A customer was deleted during the export and is left out.`);
        return undefined;
      }
      this.#refusedInARow += 1;
      if (this.#refusedInARow >= EXPORT_POLICY.reading.maxRefusalsInARow) throw error;
      const { stream, input } = request;
      const parameter = stream.parents?.parameter ?? '';
      counters.noteShortfall(
        t`${stream.endpoint.name} refused ${parameter} ${String(input[parameter])}: ${error.message}`,
      );
      return undefined;
    }
  }
}

/** Was the parent deleted? Only customers are deleted regularly. */
async function isDeleted({ stream, parent }: ListRequest, { call }: ReadContext): Promise<boolean> {
  if (stream.parents?.stream.endpoint !== endpoints.listCustomers || !parent) return false;
  try {
    const { item } = (await call(endpoints.getCustomer, { id: parent['id'] })) as { item?: unknown };
    return item === undefined || item === null;
  } catch (error) {
    if (error instanceof ApiError && error.disposition === 'reject-row') return true;
    throw error;
  }
}
