import type { StreamRow } from '../../streams/stream.ts';
import { counted } from '../../words/counted.ts';
import { inOrder } from './in-order.ts';
import { type Page, pageCount, readPage, rowId } from './page.ts';
import { cutAgain } from './plan-slices.ts';
import { readRows } from './read-rows.ts';
import type { Batch, Mark, ReadContext, Section } from './section.ts';
import { SectionCheck } from './section-check.ts';

/** A page in its place. */
interface Piece {
  readonly section: Section;
  readonly page: Page;
  readonly isLast: boolean;
}

/**
 * Reads sections to their ends, several pages at once, and hands on their rows in order, each once. A section whose rows
 * are not as many as the server said is read again, in smaller parts where it can be cut. `before`: ids that were handed
 * on already.
 */
export async function* readSections(
  sections: AsyncIterable<Section | Mark>,
  context: ReadContext,
  before?: Set<string>,
): AsyncGenerator<Batch> {
  let check: SectionCheck | undefined;
  for await (const piece of inOrder(pieces(sections, context), context.ahead)) {
    if (!('section' in piece)) {
      yield { rows: [], mark: piece.mark };
      continue;
    }
    const { section, page, isLast } = piece;
    check ??= new SectionCheck(section, rowId(section.request.stream), before);
    yield { rows: take(page, check, context) };
    if (!isLast) continue;
    if (check.isWhole) {
      context.tally.expect(check.counted);
      if (check.pages > 1) context.sliceSize.cameWhole();
    } else yield* readAgain(check, context);
    if (section.mark !== undefined && !before) yield { rows: [], mark: section.mark };
    check = undefined;
  }
}

function take(page: Page, check: SectionCheck, { tally }: ReadContext): readonly StreamRow[] {
  const fresh = check.take(page);
  tally.came(page.rows.length, fresh.length);
  if (fresh.length === 0) page.drop?.();
  return fresh;
}

/** Asks for the pages of sections in order. Nothing is asked for before there is room for it. */
async function* pieces(
  sections: AsyncIterable<Section | Mark>,
  context: ReadContext,
): AsyncGenerator<() => Promise<Piece | Mark>> {
  for await (const section of sections) {
    if (!('first' in section)) {
      yield async () => section;
      continue;
    }
    const { first, request } = section;
    if (request.stream.endpoint.paged && (first.total ?? -1) < first.rows.length) {
      yield async () => ({ section, page: await readUncounted(section, context), isLast: true });
      continue;
    }
    const count = pageCount(first) ?? 1;
    yield async () => ({ section, page: first, isLast: count === 1 });
    for (let number = 2; number <= count; number += 1) {
      yield async () => ({
        section,
        page: await readRows(context, request, number),
        isLast: number === count,
      });
    }
  }
}

/** A list that does not say how long it is: page after page until one is empty, or brings nothing new. */
async function readUncounted({ first: given, request }: Section, { call, pageSize }: ReadContext): Promise<Page> {
  given.drop?.();
  const first = given.drop ? await readPage(call, request, 1, pageSize) : given;
  const idOf = rowId(request.stream);
  const rows = new Map<string, StreamRow>(first.rows.map((row) => [idOf(row), row]));
  for (let number = 2, came = first.rows.length; came > 0; number += 1) {
    const page = await readPage(call, request, number, pageSize);
    const before = rows.size;
    for (const row of page.rows) rows.set(idOf(row), row);
    came = rows.size - before;
  }
  return { rows: [...rows.values()], total: undefined };
}

/** How often a list that cannot be cut is read again before it is given up. */
const ROUNDS = 6;

/** Reads a section once more, because not all came that the server counted. */
async function* readAgain(check: SectionCheck, context: ReadContext): AsyncGenerator<Batch> {
  const { section } = check;
  context.sliceSize.cameShort();
  if (section.slice) {
    const { plan, range } = section.slice;
    yield* readSections(cutAgain(plan, range, context), context, check.ids);
    return;
  }
  let last = check;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const first = await readPage(context.call, section.request, 1, context.pageSize);
    last = new SectionCheck({ ...section, first }, rowId(section.request.stream), check.ids);
    // From the end: when a row goes, those behind it move to pages that are still to be read.
    for (let number = last.pages; number > 1; number -= 1) {
      const page = await readPage(context.call, section.request, number, context.pageSize);
      yield { rows: take(page, last, context) };
    }
    yield { rows: take(first, last, context) };
    if (last.isWhole) break;
  }
  context.tally.expect(last.counted);
  if (!last.isWhole) context.tally.cameShort(shortfall(last));
}

function shortfall(check: SectionCheck): string {
  const { name } = check.section.request.stream.endpoint;
  return `${name} counts ${counted(check.counted, 'record')}, but ${counted(check.distinct, 'different one')} came, however often it was asked. The server repeats or leaves out pages, or the list changes all the time: try another --page-size, or another hour`;
}
