import { pageCount, type StreamPage } from './page.ts';
import type { ListRequest } from './page-source.ts';
import {
  EARLIEST_RECORD,
  type Partition,
  type PartitionPlan,
  type ReadContext,
  splitOffOpenEnd,
  splitRange,
  type TimeRange,
} from './partition.ts';
import { runInOrder } from './run-in-order.ts';

/** Partitions are planned shorter than they may be, because rows do not lie evenly in time. */
const FILL = 0.9;
const FILL_OF_ONE_PAGE = 0.6;
/** By how much a long partition may turn out longer than planned before it is cut once more. */
const TOLERANCE = 1.25;
/** Long partitions whose first page is read before it is their turn; more would be stale when their turn comes. */
const LONG_PARTITIONS_AHEAD = 2;

/** Parts that a list is cut into at once; a longer one has its parts cut again. */
const MAX_PARTS = 512;
/** Parts of a list whose count cannot be trusted. */
const DISTRUSTED_PARTS = 4;

/**
 * Cuts a list into partitions by creation time, the latest first, and reads the first page of each. A list that comes in one
 * answer is not cut. The range that is still open, to which rows are added meanwhile, is cut off first and kept short.
 */
export async function* planPartitions(plan: PartitionPlan, context: ReadContext): AsyncGenerator<Partition> {
  const { request, range } = plan;
  const { limits } = context.source;
  // A server may limit what is cut by time otherwise than the whole list, so that one tells nothing of the other.
  const ofWhole: ReadContext = { ...context, source: context.source.withFreshLimits() };
  const whole = await (plan.isUnbounded ? ofWhole.source.readFirstPage(request) : readRange(plan, range, ofWhole));
  context.counters.setExpectedTotal(whole.total);
  context.source.expect(whole.total);
  const inOnePiece: Partition = {
    request: plan.isUnbounded ? request : within(plan, range),
    first: whole,
    onlyShrinks: false,
  };
  if (!ofWhole.source.limits.isDistrusted && pageCount(whole) === 1) {
    limits.observePage(whole, 1);
    yield { ...inOnePiece, cut: { plan, range }, checkpoint: checkpointOf(range) };
    return;
  }
  // Lists begin with their latest rows as a rule: then these are the very pages that are needed next.
  const guess = readOpenSplit(plan, range, latestOf(timesIn(plan, whole)), context);
  const { low, high } = await sampleTimes(plan, inOnePiece.request, whole, ofWhole);
  limits.isDistrusted ||= ofWhole.source.limits.isDistrusted;
  const { cut, latest, earlier } = guess.high === high ? guess : readOpenSplit(plan, range, high, context);
  const first = await latest;
  const closed = await earlier;
  const open = cut?.open ?? range;
  if (high === 0 || !isWithin(plan, open, first) || (cut && closed && !isWithin(plan, cut.closed, closed))) {
    context.counters.notice(
      'The server does not say, or does not heed, when records were made: the list was read in one piece.',
    );
    yield inOnePiece;
    return;
  }
  // What the parts lack of the whole is nowhere to be found if each is only counted up to some limit.
  if ((first.total ?? 0) + (closed?.total ?? 0) < (whole.total ?? 0)) limits.isDistrusted = true;
  yield* partitionsWithin(plan, open, first, context);
  if (!cut || !closed) return;
  const latestClosed = guess.high === high ? latestOf(timesIn(plan, closed)) : cut.closed.end;
  yield* partitionsWithin(plan, cut.closed, closed, context, { low, high: latestClosed });
}

/** Cuts off what is still open, and reads the first pages of both parts. */
function readOpenSplit(plan: PartitionPlan, range: TimeRange, high: number, context: ReadContext) {
  const cut = range.isOpen ? splitOffOpenEnd(range, high) : undefined;
  return {
    high,
    cut,
    latest: begin(readRange(plan, cut?.open ?? range, context)),
    earlier: cut && begin(readRange(plan, cut.closed, context)),
  };
}

/** Cuts a partition that did not come out whole into such as come in one answer. */
export function splitPartition(plan: PartitionPlan, range: TimeRange, context: ReadContext): AsyncGenerator<Partition> {
  return partitionsWithin({ ...plan, isAtomic: true }, range, undefined, context);
}

/** Do the two halves of a range have more rows than came of it? Undefined where it cannot be cut in two. */
export async function hasMore(
  plan: PartitionPlan,
  range: TimeRange,
  { times, distinct }: { readonly times: readonly number[]; readonly distinct: number },
  context: ReadContext,
): Promise<boolean | undefined> {
  const sorted = times.filter((time) => time > 0).toSorted((one, other) => one - other);
  const middle = sorted[sorted.length >> 1] ?? 0;
  const start = sorted[0] === middle ? sorted.find((time) => time > middle) : middle;
  if (start === undefined || start <= range.start || start > range.end) return undefined;
  const halves = await Promise.all([
    readRange(plan, { ...range, end: start - 1, isOpen: false }, context),
    readRange(plan, { ...range, start }, context),
  ]);
  const counted = halves.reduce((sum, { rows, total }) => sum + Math.max(total ?? 0, rows.length), 0);
  return counted > distinct;
}

async function* partitionsWithin(
  plan: PartitionPlan,
  range: TimeRange,
  given: StreamPage | undefined,
  context: ReadContext,
  known?: Times,
): AsyncGenerator<Partition> {
  const { limits } = context.source;
  const request = within(plan, range);
  const first = given ?? (await readRange(plan, range, context));
  const isAtomic = plan.isAtomic || limits.isDistrusted;
  const pages = pageCount(first) ?? Number.POSITIVE_INFINITY;
  const most = isAtomic || range.isOpen ? 1 : Math.min(context.partitionSize.pages, limits.refusedFrom - 1);
  const partition: Partition = {
    request,
    first,
    onlyShrinks: !range.isOpen && !plan.isAtomic,
    checkpoint: checkpointOf(range),
  };
  const cuttable: Partition = range.start < range.end ? { ...partition, cut: { plan, range } } : partition;
  const isFull = first.rows.length > 0 && first.rows.length >= limits.maxPageRows;
  // From a server that fills its pages this is the last: its count can be wrong, but there is nothing to cut.
  if (!isFull && (isAtomic || pages === 1)) {
    yield { ...partition, isSmallest: true };
    return;
  }
  if (pages === 1 && !limits.isDistrusted) {
    yield cuttable;
    return;
  }
  if (most > 1 && pages <= most * TOLERANCE && pages < limits.refusedFrom) {
    yield cuttable;
    return;
  }
  const { low, high } = known ?? (await sampleTimes(plan, request, first, context));
  const cut = range.isOpen ? splitOffOpenEnd(range, high) : undefined;
  if (cut) {
    first.remote?.release();
    yield* partitionsWithin(plan, cut.open, undefined, context);
    yield* partitionsWithin(plan, cut.closed, undefined, context);
    return;
  }
  // All in one second, or without a time: it cannot be cut.
  if (range.isOpen || range.start === range.end || high === 0) {
    yield range.isOpen ? partition : { ...partition, isSmallest: true };
    return;
  }
  first.remote?.release();
  const rowsPerPartition = most * first.rows.length * (most === 1 ? FILL_OF_ONE_PAGE : FILL);
  const planned = limits.isDistrusted ? DISTRUSTED_PARTS : Math.ceil((first.total ?? 0) / rowsPerPartition);
  const parts = splitRange(range, low, high, Math.min(planned, MAX_PARTS));
  const ahead = most === 1 ? context.ahead : LONG_PARTITIONS_AHEAD;
  for await (const [part, page] of runInOrder(firstPages(plan, parts, context), ahead)) {
    yield* partitionsWithin(plan, part, page, context);
  }
}

async function* firstPages(plan: PartitionPlan, parts: readonly TimeRange[], context: ReadContext) {
  for (const part of parts)
    yield async () => [part, await context.source.readFirstPage(within(plan, part), 'anywhere')] as const;
}

function readRange(plan: PartitionPlan, range: TimeRange, context: ReadContext): Promise<StreamPage> {
  return context.source.readFirstPage(within(plan, range));
}

function within({ request, partitionBy }: PartitionPlan, range: TimeRange): ListRequest {
  return { ...request, input: { ...request.input, [partitionBy.start]: range.start, [partitionBy.end]: range.end } };
}

/** Partitions come the latest first: once one has been read, only what is earlier is left. */
function checkpointOf(range: TimeRange): string {
  return String(range.start);
}

/** The creation times between which the rows of a list seem to lie; zeros where they bear none. */
interface Times {
  readonly low: number;
  readonly high: number;
}

/** Goes by the first and the last page; where the last is none, rows may go back as far as they like. */
async function sampleTimes(
  plan: PartitionPlan,
  request: ListRequest,
  first: StreamPage,
  context: ReadContext,
): Promise<Times> {
  const { source } = context;
  const { limits } = source;
  const times = timesIn(plan, first);
  const high = latestOf(times);
  if (times.length === 0) return { low: 0, high: 0 };
  const number = pageCount(first);
  const last = limits.isDistrusted || number === undefined ? undefined : await source.readPage(request, number, 'here');
  if (last && !last.isRefused && last.rows.length === 0) limits.isDistrusted = true;
  if (!last || last.rows.length === 0) return { low: Math.min(EARLIEST_RECORD, ...times), high };
  const all = [...times, ...timesIn(plan, last)];
  return { low: Math.min(...all), high: latestOf(all) };
}

function latestOf(times: readonly number[]): number {
  return times.length === 0 ? 0 : Math.max(...times);
}

function isWithin(plan: PartitionPlan, range: TimeRange, page: StreamPage): boolean {
  return timesIn(plan, page).every((time) => time >= range.start && time <= range.end);
}

function timesIn({ partitionBy }: PartitionPlan, { rows }: StreamPage): number[] {
  return rows.map((row) => Number(row[partitionBy.member])).filter((time) => time > 0);
}

/** Lets a promise fail before anybody waits for it. */
function begin<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
