import { type Endpoint, pageInput, SobotError } from '../../api/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { minimalEndpoint, type PageStore, pageOf, type StreamPage } from './page.ts';

/** Calls an endpoint, with retries and at the common pace; answers what it answered. */
export type ListCall = (endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** One list, or a part of it, as it is asked for. */
export interface ListRequest {
  readonly stream: Stream;
  /** All parameters but those of the page. */
  readonly input: StreamRow;
  /** The parent whose list it is: it may be gone by the time it is asked for. */
  readonly parent?: StreamRow;
}

/** Where the rows of a page are wanted: `here`, to be looked at, or wherever they are written from. */
type RowsWanted = 'here' | 'anywhere';

/** What a source of pages is made with. */
interface PageSourceOptions {
  readonly call: ListCall;
  readonly pageSize: number;
  /** Takes the pages whose rows are to be written. */
  readonly store?: PageStore | undefined;
}

/** Reads pages of lists, and learns from them how far the server's counts and pages go. */
export class PageSource {
  /** What has been learnt of the server's counts and pages. */
  readonly limits = new ListLimits();
  readonly pageSize: number;
  readonly #call: ListCall;
  readonly #store: PageStore | undefined;
  readonly #endpoints = new Map<Stream, Endpoint>();

  constructor({ call, pageSize, store }: PageSourceOptions) {
    this.#call = call;
    this.pageSize = pageSize;
    this.#store = store;
  }

  /** The same source for lists from which nothing has been learnt. */
  withFreshLimits(): PageSource {
    return new PageSource({ call: this.#call, pageSize: this.pageSize, store: this.#store });
  }

  /** So many rows will be read, as far as is known. */
  expect(rows: number | undefined): void {
    this.#store?.expect(rows);
  }

  /** Reads the first page. */
  async readFirstPage(request: ListRequest, wanted: RowsWanted = 'here'): Promise<StreamPage> {
    const page = await this.#read(request, 1, wanted);
    this.limits.observePage(page, 1);
    return page;
  }

  /**
   * Reads a page behind the first. Servers that search refuse pages from some depth on: then the page has no rows, and says
   * so; what is wrong with all of a list is met on its first page.
   */
  async readPage(request: ListRequest, number: number, wanted: RowsWanted): Promise<StreamPage> {
    const { limits } = this;
    if (number >= limits.refusedFrom) return { rows: [], total: undefined, isRefused: true };
    try {
      const page = await this.#read(request, number, wanted);
      limits.observePage(page, number);
      return page;
    } catch (error) {
      if (number === 1 || !isOfThePage(error)) throw error;
      limits.noteRefusal(number, error.message);
      return { rows: [], total: undefined, isRefused: true };
    }
  }

  async #read(request: ListRequest, number: number, wanted: RowsWanted): Promise<StreamPage> {
    const { stream, input, parent } = request;
    const endpoint = this.#endpointOf(stream);
    const paged = pageInput(endpoint, input, number, this.pageSize);
    if (wanted === 'anywhere' && this.#store?.accepts(stream)) {
      const answer = await this.#call({ ...endpoint, raw: true }, paged);
      if (!(answer instanceof Uint8Array)) return pageOf(stream, answer);
      const page = await this.#store.put(answer);
      if (page) return page;
      // The plain way says what is wrong with it, and tries again where that may help.
    }
    const page = pageOf(stream, await this.#call(endpoint, paged));
    const adds = Object.entries((parent && stream.parents?.adds) ?? {});
    if (adds.length === 0) return page;
    const added = Object.fromEntries(adds.map(([name, member]) => [name, parent?.[member]]));
    return { ...page, rows: page.rows.map((row) => ({ ...row, ...added })) };
  }

  #endpointOf(stream: Stream): Endpoint {
    const endpoint = this.#endpoints.get(stream) ?? minimalEndpoint(stream);
    this.#endpoints.set(stream, endpoint);
    return endpoint;
  }
}

/** Is it this page that the server will not give, rather than that it is down or will not talk with us? */
function isOfThePage(error: unknown): error is SobotError {
  if (!(error instanceof SobotError) || error.outage || error.throttled) return false;
  return (
    error.disposition === 'reject-row' ||
    (error.disposition === 'retry' && /^(?:http-5|999999|not-json)/.test(error.code))
  );
}

/** So many lists that are shorter than they are counted, whatever is done, show that the server counts too many. */
const MAX_MISCOUNTED = 3;
const MIN_ROUND_COUNT = 100;
const VERY_ROUND_COUNT = 1000;
/** A page that is so short is hardly ever a full one, so that to ask for the next of each of many lists would be waste. */
const SHORT_LIST_ROWS = 10;
/** So many short lists have had no second page: then the counts of short lists are believed. */
const MIN_CONFIRMED_SHORT_LISTS = 3;

/**
 * What reading has learnt of a server's lists: how full its pages get, how far its counts and its pages go. A count or a
 * depth is no limit of the server's as long as something larger has been seen.
 */
export class ListLimits {
  /** The most rows that a page has had: one with fewer is the last, from a server that fills its pages. */
  maxPageRows = 0;
  #mostCounted = 0;
  #deepest = 0;
  #miscounted = 0;
  #shortLists = 0;
  readonly #countsSeen = new Set<number>();
  readonly #caps = new Set<number>();
  /** The first page that the server refuses, however often it is asked. */
  refusedFrom = Number.POSITIVE_INFINITY;
  refusal = '';
  /** Counts were found wrong, so lists are cut until they come on one page. */
  isDistrusted = false;

  /** A page came; `number` counts from 1. */
  observePage({ rows, total }: StreamPage, number: number): void {
    this.maxPageRows = Math.max(this.maxPageRows, rows.length);
    if (rows.length > 0) this.#deepest = Math.max(this.#deepest, (number - 1) * this.maxPageRows + rows.length);
    this.#mostCounted = Math.max(this.#mostCounted, total ?? 0);
    if (number === 1 && (total ?? 0) < rows.length) this.isDistrusted = true;
  }

  /** Pages from this one on are refused. */
  noteRefusal(number: number, why: string): void {
    if (number < this.refusedFrom) this.refusal = why;
    this.refusedFrom = Math.min(this.refusedFrom, number);
  }

  /**
   * May a list that ended at so many rows have been cut off there? Asked of each list once: a count that several long lists
   * share is a limit.
   */
  mayBeTruncated(rows: number): boolean {
    if (rows < this.maxPageRows || rows === 0) return false;
    const isShared = this.#countsSeen.has(rows);
    this.#countsSeen.add(rows);
    return isShared || rows % MIN_ROUND_COUNT === 0 || isPowerOfTwo(rows) || this.#isLargest(rows);
  }

  /** Is so many surely, or very likely, all that the server ever tells of a list? */
  isCap(rows: number): boolean {
    if (this.#caps.has(rows)) return true;
    const isVeryRound = rows > 0 && (rows % VERY_ROUND_COUNT === 0 || (rows > VERY_ROUND_COUNT && isPowerOfTwo(rows)));
    return isVeryRound && this.#isLargest(rows);
  }

  /** The parts of a list that ended at so many rows have more. */
  noteCap(rows: number): void {
    this.#caps.add(rows);
  }

  /** Is a list that came as a first page of so many rows, all that were counted, sure to be whole? */
  isShortList(rows: number): boolean {
    return rows < SHORT_LIST_ROWS && this.#shortLists >= MIN_CONFIRMED_SHORT_LISTS;
  }

  /** The second page was asked for of a list whose first one had so many rows, all that were counted. */
  observeSecondPage(firstRows: number, hasRows: boolean): void {
    if (firstRows < SHORT_LIST_ROWS) this.#shortLists += hasRows ? Number.NEGATIVE_INFINITY : 1;
  }

  /** A list stayed shorter than it was counted. */
  noteMiscount(): void {
    this.#miscounted += 1;
  }

  /** To read a list again because it is shorter than counted has been of no use. */
  get countsTooMany(): boolean {
    return this.#miscounted >= MAX_MISCOUNTED;
  }

  /** Has nothing larger been seen, so that it may be the largest that there is? */
  #isLargest(rows: number): boolean {
    return rows >= this.#mostCounted || rows >= this.#deepest;
  }
}

function isPowerOfTwo(rows: number): boolean {
  return rows > MIN_ROUND_COUNT && (rows & (rows - 1)) === 0;
}
