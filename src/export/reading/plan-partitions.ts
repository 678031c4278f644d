import { t } from '../../words/index.ts';
import { EXPORT_POLICY } from '../policy.ts';
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

const POLICY = EXPORT_POLICY.partitions;

/**
 * Splits a list into partitions by creation time, the latest first, and reads the first page of each. A list that fits into
 * one answer is not split. The open range, to which rows are still added, is split off first and kept short.
 */
export async function* planPartitions(plan: PartitionPlan, context: ReadContext): AsyncGenerator<Partition> {
  const { request, range } = plan;
  const { limits } = context.source;
  // A server may limit the whole list otherwise than a range of times, so the limits of one say nothing about the other.
  const ofWhole: ReadContext = { ...context, source: context.source.withFreshLimits() };
  const whole = await (plan.isUnbounded ? ofWhole.source.readFirstPage(request) : readRange(plan, range, ofWhole));
  context.counters.setExpectedTotal(whole.total);
  context.source.expect(whole.total);
  const unsplit: Partition = {
    request: plan.isUnbounded ? request : within(plan, range),
    first: whole,
    onlyShrinks: false,
  };
  if (!ofWhole.source.limits.isDistrusted && pageCount(whole) === 1) {
    limits.observePage(whole, 1);
    yield { ...unsplit, split: { plan, range }, checkpoint: checkpointOf(range) };
    return;
  }
  // Lists usually begin with their latest rows: then these are the pages that are needed next.
  const guess = readOpenSplit(plan, range, latestOf(timesIn(plan, whole)), context);
  const { low, high } = await sampleTimes(plan, unsplit.request, whole, ofWhole);
  limits.isDistrusted ||= ofWhole.source.limits.isDistrusted;
  const { split, latest, earlier } = guess.high === high ? guess : readOpenSplit(plan, range, high, context);
  const first = await latest;
  const closed = await earlier;
  const open = split?.open ?? range;
  if (high === 0 || !isWithin(plan, open, first) || (split && closed && !isWithin(plan, split.closed, closed))) {
    context.counters.notice(
      t`The server ignores or does not send the creation times of records, so the list was read in one piece.`,
    );
    yield unsplit;
    return;
  }
  // If the parts have fewer rows than the whole, each may only be counted up to some limit.
  if ((first.total ?? 0) + (closed?.total ?? 0) < (whole.total ?? 0)) limits.isDistrusted = true;
  yield* partitionsWithin(plan, open, first, context);
  if (!split || !closed) return;
  const latestClosed = guess.high === high ? latestOf(timesIn(plan, closed)) : split.closed.end;
  yield* partitionsWithin(plan, split.closed, closed, context, { low, high: latestClosed });
}

/** Splits off the open part, and reads the first pages of both parts. */
function readOpenSplit(plan: PartitionPlan, range: TimeRange, high: number, context: ReadContext) {
  const split = range.isOpen ? splitOffOpenEnd(range, high) : undefined;
  return {
    high,
    split,
    latest: begin(readRange(plan, split?.open ?? range, context)),
    earlier: split && begin(readRange(plan, split.closed, context)),
  };
}

/** Splits an incomplete partition into partitions that fit into one answer each. */
export function splitPartition(plan: PartitionPlan, range: TimeRange, context: ReadContext): AsyncGenerator<Partition> {
  return partitionsWithin({ ...plan, isAtomic: true }, range, undefined, context);
}

/** Do the two halves of a range have more rows than were read from it? Undefined if it cannot be halved. */
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
  const maxPages = isAtomic || range.isOpen ? 1 : Math.min(context.partitionSize.pages, limits.refusedFrom - 1);
  const partition: Partition = {
    request,
    first,
    onlyShrinks: !range.isOpen && !plan.isAtomic,
    checkpoint: checkpointOf(range),
  };
  const splittable: Partition = range.start < range.end ? { ...partition, split: { plan, range } } : partition;
  const isFull = first.rows.length > 0 && first.rows.length >= limits.maxPageRows;
  // A server that fills its pages has no further page: its count can be wrong, but there is nothing to split.
  if (!isFull && (isAtomic || pages === 1)) {
    yield { ...partition, isSmallest: true };
    return;
  }
  if (pages === 1 && !limits.isDistrusted) {
    yield splittable;
    return;
  }
  if (maxPages > 1 && pages <= maxPages * POLICY.tolerance && pages < limits.refusedFrom) {
    yield splittable;
    return;
  }
  const { low, high } = known ?? (await sampleTimes(plan, request, first, context));
  const split = range.isOpen ? splitOffOpenEnd(range, high) : undefined;
  if (split) {
    first.remote?.release();
    yield* partitionsWithin(plan, split.open, undefined, context);
    yield* partitionsWithin(plan, split.closed, undefined, context);
    return;
  }
  // All rows are in one second or have no time, so the range cannot be split.
  if (range.isOpen || range.start === range.end || high === 0) {
    yield range.isOpen ? partition : { ...partition, isSmallest: true };
    return;
  }
  first.remote?.release();
  const rowsPerPartition = maxPages * first.rows.length * (maxPages === 1 ? POLICY.fillOfOnePage : POLICY.fill);
  const planned = limits.isDistrusted ? POLICY.distrustedParts : Math.ceil((first.total ?? 0) / rowsPerPartition);
  const parts = splitRange(range, low, high, Math.min(planned, POLICY.maxParts));
  const ahead = maxPages === 1 ? context.ahead : POLICY.longAhead;
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

/** Partitions are read from the latest to the earliest: after one has been read, only earlier rows are left. */
function checkpointOf(range: TimeRange): string {
  return String(range.start);
}

/** The creation times between which the rows of a list seem to lie; zeros if they have none. */
interface Times {
  readonly low: number;
  readonly high: number;
}

/** Estimates the times from the first and the last page; without a last page, rows may be of any age. */
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

/** Starts a promise that may fail before it is awaited. */
function begin<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
