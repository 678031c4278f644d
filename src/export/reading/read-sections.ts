import { inOrder } from './in-order.ts';
import type { Page, PageRows } from './page.ts';
import { cutAgain, hasMore } from './plan-slices.ts';
import type { Batch, Mark, ReadContext, Section } from './section.ts';
import { type Outcome, SectionCheck } from './section-check.ts';
import { shortfall } from './shortfall.ts';

/** A page in its place. */
interface Piece {
  readonly section: Section;
  readonly number: number;
  readonly page: Page;
  /** By the count there is none behind it. */
  readonly isLast: boolean;
}

/**
 * Reads sections to their ends, several pages at once, and hands on their rows in order, each once. The count says which pages
 * to ask for ahead; the end is where the pages end. A section that cannot be told to be whole is read again, in smaller parts
 * where it can be cut. `before`: ids that were handed on already.
 */
export async function* readSections(
  sections: AsyncIterable<Section | Mark>,
  context: ReadContext,
  before?: Set<string>,
): AsyncGenerator<Batch> {
  let check: SectionCheck | undefined;
  const ended = new WeakSet<Section>();
  for await (const piece of inOrder(pieces(sections, context, ended), context.ahead)) {
    if (!('section' in piece)) {
      yield { rows: [], mark: piece.mark };
      continue;
    }
    const { section, page, number, isLast } = piece;
    if (check?.section !== section) {
      // Pages that were asked for ahead, behind the end of their section.
      if (ended.has(section)) {
        page.staged?.release();
        continue;
      }
      check = new SectionCheck(section, context.source, before);
    }
    yield take(page, number, check, context);
    if (!isLast && !(check.hasEnded && number > 1)) continue;
    ended.add(section);
    yield* readOn(check, context);
    yield* settle(check, context);
    if (section.mark !== undefined && !before) yield { rows: [], mark: section.mark };
    check = undefined;
  }
}

function take(page: Page, number: number, check: SectionCheck, { tally }: ReadContext): PageRows {
  const fresh = check.take(page, number);
  tally.came(page.rows.length, fresh.rows.length);
  if (fresh.rows.length === 0) page.staged?.release();
  return fresh;
}

/** Asks for the pages of sections in order. Nothing is asked for before there is room for it. */
async function* pieces(
  sections: AsyncIterable<Section | Mark>,
  context: ReadContext,
  ended: WeakSet<Section>,
): AsyncGenerator<() => Promise<Piece | Mark>> {
  for await (const section of sections) {
    if (!('first' in section)) {
      yield async () => section;
      continue;
    }
    const { first, request } = section;
    const count = new SectionCheck(section, context.source).pages;
    yield async () => ({ section, number: 1, page: first, isLast: count === 1 });
    for (let number = 2; number <= count && !ended.has(section); number += 1) {
      yield async () => ({
        section,
        number,
        page: await context.source.further(request, number, 'staged'),
        isLast: number === count,
      });
    }
  }
}

/** Goes on behind the pages that were counted, until the list shows its end. */
async function* readOn(check: SectionCheck, context: ReadContext): AsyncGenerator<Batch> {
  for (let number = check.lastPage + 1; !check.hasEnded; number += 1) {
    const page = await context.source.further(check.section.request, number, 'staged');
    yield take(page, number, check, context);
  }
}

/** Counts a section that is whole, and reads any other again. */
async function* settle(check: SectionCheck, context: ReadContext): AsyncGenerator<Batch> {
  const { section } = check;
  const { tally, sliceSize } = context;
  const { limits } = context.source;
  const { outcome } = check;
  if (outcome === 'whole' || (outcome === 'uncounted' && section.isSmallest)) {
    if (outcome === 'uncounted') limits.isDistrusted = true;
    if (!(await isCutOff(check, context))) {
      tally.expect(check.counted);
      if (outcome === 'whole' && !check.isOnePage) sliceSize.cameWhole();
      return;
    }
    if (!section.slice) {
      tally.expect(check.counted);
      tally.cameShort(shortfall(check, 'cap', limits));
      return;
    }
  }
  if (outcome === 'uncounted') limits.isDistrusted = true;
  if (outcome === 'short') sliceSize.cameShort();
  if (section.slice) {
    const { plan, range } = section.slice;
    // By its count it is one page, so that nothing would be cut.
    if (check.pages === 1) limits.isDistrusted = true;
    yield* readSections(cutAgain(plan, range, context), context, check.ids);
  } else yield* readAgain(check, outcome, context);
}

/** Is there more of a list that seems whole, because the server tells only so much of any? */
async function isCutOff(check: SectionCheck, context: ReadContext): Promise<boolean> {
  const { limits } = context.source;
  const { slice } = check.section;
  const rows = check.distinct;
  if (!limits.mayBeCutOff(rows)) return false;
  const found = slice && (await hasMore(slice.plan, slice.range, check, context));
  if (found === undefined) return limits.isCap(rows);
  if (found && !slice?.range.isOpen && !slice?.plan.isAtomic) limits.foundCap(rows);
  return found;
}

/** How often a list that cannot be cut is read again before it is given up. */
const ROUNDS = 6;

/** Reads a section that cannot be cut once more, until it comes out whole, or the same twice. */
async function* readAgain(check: SectionCheck, given: Outcome, context: ReadContext): AsyncGenerator<Batch> {
  const { section } = check;
  const { tally, source } = context;
  const { limits } = source;
  let last = check;
  let outcome = given;
  const isOfUse = outcome !== 'refused' && !(outcome === 'short' && limits.countsTooMany);
  for (let round = 1; isOfUse && round <= ROUNDS; round += 1) {
    const before = last;
    const first = await source.first(section.request);
    last = new SectionCheck({ ...section, first }, source, check.ids);
    // From the end: when a row goes, those behind it move to pages that are still to be read.
    const pages = Math.min(Math.max(last.pages, 1), before.lastPage + 1);
    for (let number = pages; number > 1; number -= 1) {
      const page = await source.further(section.request, number, 'here');
      yield take(page, number, last, context);
    }
    yield take(first, 1, last, context);
    yield* readOn(last, context);
    outcome = last.outcome;
    if (outcome === 'whole' || outcome === 'refused') break;
    if (!last.isSameAs(before)) continue;
    if (last.isConfirmedBy(before) && outcome === 'short') outcome = 'whole';
    break;
  }
  tally.expect(last.counted);
  if (outcome === 'whole' || (outcome === 'uncounted' && section.isSmallest)) return;
  if (outcome === 'short' && last.distinct < last.counted) limits.stayedShort();
  tally.cameShort(shortfall(last, outcome, limits));
}
