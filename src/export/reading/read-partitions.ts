import { EXPORT_POLICY } from '../policy.ts';
import { type Completeness, CompletenessCheck, describeShortfall } from './completeness-check.ts';
import type { PageRows, StreamPage } from './page.ts';
import type { Checkpoint, Partition, ReadContext, ReadRows } from './partition.ts';
import { hasMore, splitPartition } from './plan-partitions.ts';
import { runInOrder } from './run-in-order.ts';

/** A page with its position in its partition. */
interface PartitionPage {
  readonly partition: Partition;
  readonly number: number;
  readonly page: StreamPage;
  /** According to the count, it is the last page. */
  readonly isLast: boolean;
}

/**
 * Reads partitions to their ends, several pages at once, checks every page, and passes on their rows in order, each once. The
 * count only decides which pages are requested ahead; the pages themselves show the end. A partition that cannot be shown to be
 * complete is read again, in smaller parts if it can be split. `before`: ids that were already passed on.
 */
export async function* readPartitions(
  partitions: AsyncIterable<Partition | Checkpoint>,
  context: ReadContext,
  before?: Set<string>,
): AsyncGenerator<ReadRows> {
  let check: CompletenessCheck | undefined;
  const ended = new WeakSet<Partition>();
  for await (const next of runInOrder(partitionPages(partitions, context, ended), context.ahead)) {
    if (!('partition' in next)) {
      yield { rows: [], checkpoint: next.checkpoint };
      continue;
    }
    const { partition, page, number, isLast } = next;
    if (check?.partition !== partition) {
      // The page was requested ahead, but its partition had already ended.
      if (ended.has(partition)) {
        page.remote?.release();
        continue;
      }
      check = new CompletenessCheck(partition, context.source, before);
    }
    yield newRows(page, number, check, context);
    if (!isLast && !(check.hasEnded && number > 1)) continue;
    ended.add(partition);
    yield* readToEnd(check, context);
    yield* rereadUnlessComplete(check, context);
    if (partition.checkpoint !== undefined && !before) yield { rows: [], checkpoint: partition.checkpoint };
    check = undefined;
  }
}

function newRows(page: StreamPage, number: number, check: CompletenessCheck, { counters }: ReadContext): PageRows {
  const fresh = check.addPage(page, number);
  counters.countPage(page.rows.length, fresh.rows.length);
  if (fresh.rows.length === 0) page.remote?.release();
  return fresh;
}

/** Requests the pages of partitions in order, no more at once than the lookahead allows. */
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

/** Reads on after the pages that were counted, until the list ends. */
async function* readToEnd(check: CompletenessCheck, context: ReadContext): AsyncGenerator<ReadRows> {
  for (let number = check.lastPage + 1; !check.hasEnded; number += 1) {
    const page = await context.source.readPage(check.partition.request, number, 'anywhere');
    yield newRows(page, number, check, context);
  }
}

/** Counts the rows of a complete partition, and reads an incomplete one again. */
async function* rereadUnlessComplete(check: CompletenessCheck, context: ReadContext): AsyncGenerator<ReadRows> {
  const { partition } = check;
  const { counters, partitionSize } = context;
  const { limits } = context.source;
  const { completeness: outcome } = check;
  if (outcome === 'complete' || (outcome === 'uncounted' && partition.isSmallest)) {
    if (outcome === 'uncounted') limits.isDistrusted = true;
    if (!(await isTruncated(check, context))) {
      counters.addExpected(check.counted);
      if (outcome === 'complete' && !check.isOnePage) partitionSize.grow();
      return;
    }
    if (!partition.split) {
      counters.addExpected(check.counted);
      counters.noteShortfall(describeShortfall(check, 'cap', limits));
      return;
    }
  }
  if (outcome === 'uncounted') limits.isDistrusted = true;
  if (outcome === 'short') partitionSize.shrink();
  if (partition.split) {
    const { plan, range } = partition.split;
    // According to its count it has one page, so that it would not be split.
    if (check.pages === 1) limits.isDistrusted = true;
    yield* readPartitions(splitPartition(plan, range, context), context, check.ids);
  } else yield* readAgain(check, outcome, context);
}

/** Does a list that seems complete have more rows, because the server limits every list? */
async function isTruncated(check: CompletenessCheck, context: ReadContext): Promise<boolean> {
  const { limits } = context.source;
  const { split } = check.partition;
  const rows = check.distinct;
  if (!limits.mayBeTruncated(rows)) return false;
  const hasMoreRows = split && (await hasMore(split.plan, split.range, check, context));
  if (hasMoreRows === undefined) return limits.isCap(rows);
  if (hasMoreRows && !split?.range.isOpen && !split?.plan.isAtomic) limits.noteCap(rows);
  return hasMoreRows;
}

/** Reads a partition that cannot be split again, until it is complete or the same rows arrive twice. */
async function* readAgain(
  check: CompletenessCheck,
  given: Completeness,
  context: ReadContext,
): AsyncGenerator<ReadRows> {
  const { partition } = check;
  const { counters, source } = context;
  const { limits } = source;
  let last = check;
  let outcome = given;
  const mayHelp = outcome !== 'refused' && !(outcome === 'short' && limits.countsTooMany);
  for (let round = 1; mayHelp && round <= EXPORT_POLICY.reading.maxRereads; round += 1) {
    const before = last;
    const first = await source.readFirstPage(partition.request);
    last = new CompletenessCheck({ ...partition, first }, source, check.ids);
    // Backwards: when a row is removed, those after it move to pages that are still to be read.
    const pages = Math.min(Math.max(last.pages, 1), before.lastPage + 1);
    for (let number = pages; number > 1; number -= 1) {
      const page = await source.readPage(partition.request, number, 'here');
      yield newRows(page, number, last, context);
    }
    yield newRows(first, 1, last, context);
    yield* readToEnd(last, context);
    outcome = last.completeness;
    if (outcome === 'complete' || outcome === 'refused') break;
    if (!last.hasSameRowsAs(before)) continue;
    if (last.isConfirmedBy(before) && outcome === 'short') outcome = 'complete';
    break;
  }
  counters.addExpected(last.counted);
  if (outcome === 'complete' || (outcome === 'uncounted' && partition.isSmallest)) return;
  if (outcome === 'short' && last.distinct < last.counted) limits.noteMiscount();
  counters.noteShortfall(describeShortfall(last, outcome, limits));
}
