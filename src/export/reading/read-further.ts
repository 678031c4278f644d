import { SobotError } from '../../sobot/errors/sobot-error.ts';
import { type ListRequest, type Page, readPage } from './page.ts';
import { readRows } from './read-rows.ts';
import type { ReadContext } from './section.ts';

/**
 * Reads a page behind the first. Servers that search refuse pages from some depth on: then the page has no rows, and says so;
 * what is wrong with all of a list is met on its first page. `isAside`: through the other thread, where there is one.
 */
export async function readFurther(
  context: ReadContext,
  request: ListRequest,
  number: number,
  isAside = true,
): Promise<Page> {
  const { limits, call, pageSize } = context;
  if (number >= limits.refusedFrom) return { rows: [], total: undefined, isRefused: true };
  try {
    const page = await (isAside ? readRows(context, request, number) : readPage(call, request, number, pageSize));
    limits.saw(page, number);
    return page;
  } catch (error) {
    if (number === 1 || !isOfThePage(error)) throw error;
    limits.refuse(number, error.message);
    return { rows: [], total: undefined, isRefused: true };
  }
}

/** Reads the first page. */
export async function readFirst(context: ReadContext, request: ListRequest, isAside = false): Promise<Page> {
  const { limits, call, pageSize } = context;
  const page = await (isAside ? readRows(context, request, 1) : readPage(call, request, 1, pageSize));
  limits.saw(page, 1);
  return page;
}

/** Is it this page that the server will not give, rather than that it is down or will not talk with us? */
function isOfThePage(error: unknown): error is SobotError {
  if (!(error instanceof SobotError) || error.outage || error.throttled) return false;
  return (
    error.verdict === 'reject-row' || (error.verdict === 'retry' && /^(?:http-5|999999|not-json)/.test(error.code))
  );
}
