import { inOrder } from './in-order.ts';
import { type ListRequest, type Page, pageCount, readPage } from './page.ts';
import { readRows } from './read-rows.ts';
import type { ReadContext, Section, SlicePlan } from './section.ts';
import { closeBefore, cutRange, type TimeRange } from './time-range.ts';

/** Slices are planned shorter than they may be, because rows do not lie evenly in time. */
const FILL = 0.9;
const FILL_OF_ONE_PAGE = 0.6;
/** By how much a long slice may turn out longer than planned before it is cut once more. */
const TOLERANCE = 1.25;
/** Long slices whose first page is read before it is their turn; more would be stale when their turn comes. */
const LONG_SLICES_AHEAD = 2;

/**
 * Cuts a list into slices by creation time, the latest first, and reads the first page of each. A list that comes in one
 * answer is not cut. The range that is still open, to which rows are added meanwhile, is cut off first and kept short.
 */
export async function* planSlices(plan: SlicePlan, context: ReadContext): AsyncGenerator<Section> {
  const { request, range } = plan;
  const whole = await (plan.isUnbounded
    ? readPage(context.call, request, 1, context.pageSize)
    : readRange(plan, range, context));
  context.tally.foresee(whole.total);
  context.aside?.expect(whole.total);
  const inOnePiece: Section = {
    request: plan.isUnbounded ? request : within(plan, range),
    first: whole,
    onlyShrinks: false,
  };
  if ((pageCount(whole) ?? 1) === 1) {
    yield { ...inOnePiece, mark: markOf(range) };
    return;
  }
  // Lists begin with their latest rows as a rule: then these are the very pages that are needed next.
  const guess = readCut(plan, range, latestOf(timesIn(plan, whole)), context);
  const { low, high } = await sample(plan, inOnePiece.request, whole, context);
  const { cut, latest, earlier } = guess.high === high ? guess : readCut(plan, range, high, context);
  const first = await latest;
  const open = cut?.open ?? range;
  if (high === 0 || !isWithin(plan, open, first)) {
    context.tally.notice(
      'The server does not say, or does not heed, when records were made: the list was read in one piece.',
    );
    yield inOnePiece;
    return;
  }
  yield* slicesOf(plan, open, first, context);
  if (!cut || !earlier) return;
  const closed = await earlier;
  const latestClosed = guess.high === high ? latestOf(timesIn(plan, closed)) : cut.closed.end;
  yield* slicesOf(plan, cut.closed, closed, context, { low, high: latestClosed });
}

/** Cuts off what is still open, and reads the first pages of both parts. */
function readCut(plan: SlicePlan, range: TimeRange, high: number, context: ReadContext) {
  const cut = range.isOpen ? closeBefore(range, high) : undefined;
  return {
    high,
    cut,
    latest: begin(readRange(plan, cut?.open ?? range, context)),
    earlier: cut && begin(readRange(plan, cut.closed, context)),
  };
}

/** Cuts a slice that did not come out whole into such as come in one answer. */
export function cutAgain(plan: SlicePlan, range: TimeRange, context: ReadContext): AsyncGenerator<Section> {
  return slicesOf({ ...plan, isAtomic: true }, range, undefined, context);
}

async function* slicesOf(
  plan: SlicePlan,
  range: TimeRange,
  given: Page | undefined,
  context: ReadContext,
  known?: Times,
): AsyncGenerator<Section> {
  const request = within(plan, range);
  const first = given ?? (await readRange(plan, range, context));
  const pages = pageCount(first) ?? 1;
  const most = plan.isAtomic || range.isOpen ? 1 : context.sliceSize.pages;
  const section: Section = { request, first, onlyShrinks: !range.isOpen && !plan.isAtomic, mark: markOf(range) };
  if (pages === 1) {
    yield section;
    return;
  }
  if (most > 1 && pages <= most * TOLERANCE) {
    yield range.start < range.end ? { ...section, slice: { plan, range } } : section;
    return;
  }
  const { low, high } = known ?? (await sample(plan, request, first, context));
  const cut = range.isOpen ? closeBefore(range, high) : undefined;
  if (cut) {
    first.drop?.();
    yield* slicesOf(plan, cut.open, undefined, context);
    yield* slicesOf(plan, cut.closed, undefined, context);
    return;
  }
  // All in one second, or without a time: it cannot be cut.
  if (range.isOpen || range.start === range.end || high === 0) {
    yield section;
    return;
  }
  first.drop?.();
  const rowsASlice = most * first.rows.length * (most === 1 ? FILL_OF_ONE_PAGE : FILL);
  const parts = cutRange(range, low, high, Math.ceil((first.total ?? 0) / rowsASlice));
  const ahead = most === 1 ? context.ahead : LONG_SLICES_AHEAD;
  for await (const [part, page] of inOrder(firstPages(plan, parts, context), ahead)) {
    yield* slicesOf(plan, part, page, context);
  }
}

async function* firstPages(plan: SlicePlan, parts: readonly TimeRange[], context: ReadContext) {
  for (const part of parts) yield async () => [part, await readRows(context, within(plan, part), 1)] as const;
}

function readRange(plan: SlicePlan, range: TimeRange, { call, pageSize }: ReadContext): Promise<Page> {
  return readPage(call, within(plan, range), 1, pageSize);
}

function within({ request, slices }: SlicePlan, range: TimeRange): ListRequest {
  return { ...request, input: { ...request.input, [slices.start]: range.start, [slices.end]: range.end } };
}

/** Slices come the latest first: once one has been read, only what is earlier is left. */
function markOf(range: TimeRange): string {
  return String(range.start);
}

/** The creation times between which the rows of a list seem to lie; zeros where they bear none. */
interface Times {
  readonly low: number;
  readonly high: number;
}

/** Goes by the first and the last page. */
async function sample(
  plan: SlicePlan,
  request: ListRequest,
  first: Page,
  { call, pageSize }: ReadContext,
): Promise<Times> {
  const last = await readPage(call, request, pageCount(first) ?? 1, pageSize);
  const times = [...timesIn(plan, first), ...timesIn(plan, last)];
  return times.length === 0 ? { low: 0, high: 0 } : { low: Math.min(...times), high: latestOf(times) };
}

function latestOf(times: readonly number[]): number {
  return times.length === 0 ? 0 : Math.max(...times);
}

function isWithin(plan: SlicePlan, range: TimeRange, page: Page): boolean {
  return timesIn(plan, page).every((time) => time >= range.start && time <= range.end);
}

function timesIn({ slices }: SlicePlan, { rows }: Page): number[] {
  return rows.map((row) => Number(row[slices.member])).filter((time) => time > 0);
}

/** Lets a promise fail before anybody waits for it. */
function begin<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
