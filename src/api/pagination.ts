import type { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { SobotError } from './errors/sobot-error.ts';
import { API_MESSAGES } from './messages.ts';
import { API_POLICY } from './policy.ts';

const POLICY = API_POLICY.lists;

/** The part of a list that an answer holds. */
interface ListPart<Item = Record<string, unknown>> {
  readonly items: readonly Item[];
  /** How many records the server says the whole list has, where the list is paged and it says so. */
  readonly total: number | undefined;
}

/** One page of a list as it came back. */
interface ListPage<Item> extends ListPart<Item> {
  /** From 1. */
  readonly number: number;
}

/** Calls the endpoint of a list for one page. */
export type PageCall = (endpoint: Endpoint, input: Record<string, unknown>, signal?: AbortSignal) => Promise<unknown>;

type Item<Answer> = Answer extends { items: readonly (infer I)[] } ? I : Record<string, unknown>;

interface PageOptions {
  readonly pageSize: number;
  readonly signal?: AbortSignal | undefined;
}

/** The parameters that request one page of a list, from 1. A list that is not paged takes them unchanged. */
export function pageInput(
  { paged }: Endpoint,
  input: Readonly<Record<string, unknown>>,
  number: number,
  pageSize: number,
): Record<string, unknown> {
  return paged ? { ...input, page_no: number, page_size: pageSize } : { ...input };
}

/** The items of an answer that its endpoint's schema has parsed; a bare item is a list of one. */
export function listPart<Item = Record<string, unknown>>({ paged }: Endpoint, answer: unknown): ListPart<Item> {
  const { items, item, total_count: total } = answer as ListAnswer<Item>;
  return {
    items: items ?? (item ? [item] : []),
    total: paged && typeof total === 'number' && total >= 0 ? total : undefined,
  };
}

interface ListAnswer<Item> {
  readonly items?: readonly Item[] | null;
  readonly item?: Item | null;
  readonly total_count?: number | null;
}

/**
 * The pages of a list. Only the rows that arrive decide where it ends, never the page size or the count: a server may cap
 * both, send counters as text or leave them out. Ends with an empty page, or with a short one if the count agrees. A list
 * that is not paged comes as one page. Errors: a `SobotError` with the code `page-repeats` if the server repeats a page
 * endlessly.
 */
export async function* pages<Answer extends z.ZodType>(
  call: PageCall,
  endpoint: Endpoint<z.ZodObject, Answer>,
  input: Readonly<Record<string, unknown>>,
  { pageSize, signal }: PageOptions,
): AsyncGenerator<ListPage<Item<z.output<Answer>>>> {
  const repeats = new Map<string, number>();
  let seen = 0;
  let fullPage = Math.min(pageSize, POLICY.minServerPageSize);
  for (let number = 1; ; number += 1) {
    const answer = await call(endpoint, pageInput(endpoint, input, number, pageSize), signal);
    const { items, total } = listPart<Item<z.output<Answer>>>(endpoint, answer);
    if (!endpoint.paged) {
      yield { number, items, total };
      return;
    }
    if (items.length === 0) {
      if (number === 1 || (total ?? 0) > seen) yield { number, items, total };
      return;
    }
    const fingerprint = JSON.stringify([items.length, items[0], items.at(-1)]);
    const times = repeats.get(fingerprint) ?? 0;
    repeats.set(fingerprint, times + 1);
    // Where the API document lists no paging parameters, the server may ignore them: a repeated page means that there is
    // only one. Otherwise the server gives its last page, or its first, for any number after the last.
    if (times > 0 && (endpoint.paged === 'undocumented' || (total !== undefined && seen >= total))) return;
    if (times >= POLICY.maxRepeats) throw pageRepeats(endpoint, number);
    seen += items.length;
    yield { number, items, total };
    if (seen === total && items.length < fullPage) return;
    fullPage = Math.max(number === 1 ? 0 : fullPage, items.length);
  }
}

function pageRepeats(endpoint: Endpoint, number: number): SobotError {
  const message = API_MESSAGES['page-repeats'].text.error(endpoint.name, number);
  return new SobotError(message, { code: 'page-repeats', disposition: 'stop-run' });
}
