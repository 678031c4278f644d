import { type Completeness, CompletenessCheck, describeShortfall } from './completeness-check.ts';
import type { PageRows, StreamPage } from './page.ts';
import type { Batch, Checkpoint, Partition, ReadContext } from './partition.ts';
import { hasMore, splitPartition } from './plan-partitions.ts';
import { runInOrder } from './run-in-order.ts';

/** A page in its place. */
interface PartitionPage {
  readonly partition: Partition;
  readonly number: number;
  readonly page: StreamPage;
  /** By the count there is none behind it. */
  readonly isLast: boolean;
}

/**
 * Reads partitions to their ends, several pages at once, and hands on their rows in order, each once. The count says which pages
 * to ask for ahead; the end is where the pages end. A partition that cannot be told to be whole is read again, in smaller parts
 * where it can be cut. `before`: ids that were handed on already.
 */
export async function* readPartitions(
  partitions: AsyncIterable<Partition | Checkpoint>,
  context: ReadContext,
  before?: Set<string>,
): AsyncGenerator<Batch> {
  let check: CompletenessCheck | undefined;
  const ended = new WeakSet<Partition>();
  for await (const piece of runInOrder(partitionPages(partitions, context, ended), context.ahead)) {
    if (!('partition' in piece)) {
      yield { rows: [], checkpoint: piece.checkpoint };
      continue;
    }
    const { partition, page, number, isLast } = piece;
    if (check?.partition !== partition) {
      // Pages that were asked for ahead, behind the end of their partition.
      if (ended.has(partition)) {
        page.remote?.release();
        continue;
      }
      check = new CompletenessCheck(partition, context.source, before);
    }
    yield recordPage(page, number, check, context);
    if (!isLast && !(check.hasEnded && number > 1)) continue;
    ended.add(partition);
    yield* readToEnd(check, context);
    yield* completePartition(check, context);
    if (partition.checkpoint !== undefined && !before) yield { rows: [], checkpoint: partition.checkpoint };
    check = undefined;
  }
}

function recordPage(page: StreamPage, number: number, check: CompletenessCheck, { counters }: ReadContext): PageRows {
  const fresh = check.addPage(page, number);
  counters.countPage(page.rows.length, fresh.rows.length);
  if (fresh.rows.length === 0) page.remote?.release();
  return fresh;
}

/** Asks for the pages of partitions in order. Nothing is asked for before there is room for it. */
async function* partitionPages(
  partitions: AsyncIterable<Partition | Checkpoint>,
  context: ReadContext,
  ended: WeakSet<Partition>,
): AsyncGenerator<() => Promise<PartitionPage | Checkpoint>> {
  for await (const partition of partitions) {
    if (!('first' in partition)) {
      yield async () => partition;
      continue;
    }
    const { first, request } = partition;
    const count = new CompletenessCheck(partition, context.source).pages;
    yield async () => ({ partition, number: 1, page: first, isLast: count === 1 });
    for (let number = 2; number <= count && !ended.has(partition); number += 1) {
      yield async () => ({
        partition,
        number,
        page: await context.source.readPage(request, number, 'anywhere'),
        isLast: number === count,
      });
    }
  }
}

/** Goes on behind the pages that were counted, until the list shows its end. */
async function* readToEnd(check: CompletenessCheck, context: ReadContext): AsyncGenerator<Batch> {
  for (let number = check.lastPage + 1; !check.hasEnded; number += 1) {
    const page = await context.source.readPage(check.partition.request, number, 'anywhere');
    yield recordPage(page, number, check, context);
  }
}

/** Counts a partition that is whole, and reads any other again. */
async function* completePartition(check: CompletenessCheck, context: ReadContext): AsyncGenerator<Batch> {
  const { partition } = check;
  const { counters, partitionSize } = context;
  const { limits } = context.source;
  const { completeness: outcome } = check;
  if (outcome === 'whole' || (outcome === 'uncounted' && partition.isSmallest)) {
    if (outcome === 'uncounted') limits.isDistrusted = true;
    if (!(await isTruncated(check, context))) {
      counters.addExpected(check.counted);
      if (outcome === 'whole' && !check.isOnePage) partitionSize.grow();
      return;
    }
    if (!partition.cut) {
      counters.addExpected(check.counted);
      counters.noteShortfall(describeShortfall(check, 'cap', limits));
      return;
    }
  }
  if (outcome === 'uncounted') limits.isDistrusted = true;
  if (outcome === 'short') partitionSize.shrink();
  if (partition.cut) {
    const { plan, range } = partition.cut;
    // By its count it is one page, so that nothing would be cut.
    if (check.pages === 1) limits.isDistrusted = true;
    yield* readPartitions(splitPartition(plan, range, context), context, check.ids);
  } else yield* readAgain(check, outcome, context);
}

/** Is there more of a list that seems whole, because the server tells only so much of any? */
async function isTruncated(check: CompletenessCheck, context: ReadContext): Promise<boolean> {
  const { limits } = context.source;
  const { cut } = check.partition;
  const rows = check.distinct;
  if (!limits.mayBeTruncated(rows)) return false;
  const found = cut && (await hasMore(cut.plan, cut.range, check, context));
  if (found === undefined) return limits.isCap(rows);
  if (found && !cut?.range.isOpen && !cut?.plan.isAtomic) limits.noteCap(rows);
  return found;
}

/** How often a list that cannot be cut is read again before it is given up. */
const MAX_REREADS = 6;

/** Reads a partition that cannot be cut once more, until it comes out whole, or the same twice. */
async function* readAgain(check: CompletenessCheck, given: Completeness, context: ReadContext): AsyncGenerator<Batch> {
  const { partition } = check;
  const { counters, source } = context;
  const { limits } = source;
  let last = check;
  let outcome = given;
  const isOfUse = outcome !== 'refused' && !(outcome === 'short' && limits.countsTooMany);
  for (let round = 1; isOfUse && round <= MAX_REREADS; round += 1) {
    const before = last;
    const first = await source.readFirstPage(partition.request);
    last = new CompletenessCheck({ ...partition, first }, source, check.ids);
    // From the end: when a row goes, those behind it move to pages that are still to be read.
    const pages = Math.min(Math.max(last.pages, 1), before.lastPage + 1);
    for (let number = pages; number > 1; number -= 1) {
      const page = await source.readPage(partition.request, number, 'here');
      yield recordPage(page, number, last, context);
    }
    yield recordPage(first, 1, last, context);
    yield* readToEnd(last, context);
    outcome = last.completeness;
    if (outcome === 'whole' || outcome === 'refused') break;
    if (!last.isSameAs(before)) continue;
    if (last.isConfirmedBy(before) && outcome === 'short') outcome = 'whole';
    break;
  }
  counters.addExpected(last.counted);
  if (outcome === 'whole' || (outcome === 'uncounted' && partition.isSmallest)) return;
  if (outcome === 'short' && last.distinct < last.counted) limits.noteMiscount();
  counters.noteShortfall(describeShortfall(last, outcome, limits));
}
