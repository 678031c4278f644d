import { type Endpoint, pageInput, SobotError } from '../../api/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { EXPORT_POLICY } from '../policy.ts';
import { minimalEndpoint, type PageStore, pageOf, type StreamPage } from './page.ts';

const POLICY = EXPORT_POLICY.counts;

/** Calls an endpoint, with retries and within the shared rate limit, and returns its answer. */
export type ListCall = (endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** One list, or a part of it, as it is requested. */
export interface ListRequest {
  readonly stream: Stream;
  /** All parameters except those of the page. */
  readonly input: StreamRow;
  /** The parent whose list it is: it may have been deleted by the time of the request. */
  readonly parent?: StreamRow;
}

/** Where the full rows of a page are needed: `here`, to be inspected, or wherever they are written. */
type RowsNeeded = 'here' | 'anywhere';

interface PageSourceOptions {
  readonly call: ListCall;
  readonly pageSize: number;
  /** Takes the pages whose rows are to be written. */
  readonly store?: PageStore | undefined;
}

/** Reads pages of lists, and learns the limits of the server's counts and pages from them. */
export class PageSource {
  /** What was learnt about the server's counts and pages. */
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

  /** The same source without the limits that were learnt. */
  withFreshLimits(): PageSource {
    return new PageSource({ call: this.#call, pageSize: this.pageSize, store: this.#store });
  }

  /** Announces the expected number of rows, if it is known. */
  expect(rows: number | undefined): void {
    this.#store?.expect(rows);
  }

  /** Reads the first page. */
  async readFirstPage(request: ListRequest, needed: RowsNeeded = 'here'): Promise<StreamPage> {
    const page = await this.#read(request, 1, needed);
    this.limits.observePage(page, 1);
    return page;
  }

  /**
   * Reads a page after the first. Search servers refuse pages from some depth on: then the page has no rows and is marked
   * as refused. An error that concerns the whole list occurs on its first page already.
   */
  async readPage(request: ListRequest, number: number, needed: RowsNeeded): Promise<StreamPage> {
    const { limits } = this;
    if (number >= limits.refusedFrom) return { rows: [], total: undefined, isRefused: true };
    try {
      const page = await this.#read(request, number, needed);
      limits.observePage(page, number);
      return page;
    } catch (error) {
      if (number === 1 || !concernsPage(error)) throw error;
      limits.noteRefusal(number, error.message);
      return { rows: [], total: undefined, isRefused: true };
    }
  }

  async #read(request: ListRequest, number: number, needed: RowsNeeded): Promise<StreamPage> {
    const { stream, input, parent } = request;
    const endpoint = this.#endpointOf(stream);
    const paged = pageInput(endpoint, input, number, this.pageSize);
    if (needed === 'anywhere' && this.#store?.accepts(stream)) {
      const answer = await this.#call({ ...endpoint, raw: true }, paged);
      if (!(answer instanceof Uint8Array)) return pageOf(stream, answer);
      const page = await this.#store.put(answer);
      if (page) return page;
      // A normal call reports what is wrong with the page, and retries if that may help.
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

/** Does the server refuse this page, rather than being down or refusing every call? */
function concernsPage(error: unknown): error is SobotError {
  if (!(error instanceof SobotError) || error.outage || error.throttled) return false;
  return (
    error.disposition === 'reject-row' ||
    (error.disposition === 'retry' && /^(?:http-5|999999|not-json)/.test(error.code))
  );
}

/**
 * What was learnt about a server's lists: the size of its pages, and the limits of its counts and of its depth. A count or a
 * depth is not a limit of the server once a larger one has been seen.
 */
export class ListLimits {
  /** The largest number of rows on a page: a page with fewer is the last one, if the server fills its pages. */
  maxPageRows = 0;
  #mostCounted = 0;
  #deepest = 0;
  #miscounted = 0;
  #shortLists = 0;
  readonly #countsSeen = new Set<number>();
  readonly #caps = new Set<number>();
  /** The first page that the server persistently refuses. */
  refusedFrom = Number.POSITIVE_INFINITY;
  refusal = '';
  /** Counts were found to be wrong, so lists are split until each part fits on one page. */
  isDistrusted = false;

  /** Learns from a page; `number` counts from 1. */
  observePage({ rows, total }: StreamPage, number: number): void {
    this.maxPageRows = Math.max(this.maxPageRows, rows.length);
    if (rows.length > 0) this.#deepest = Math.max(this.#deepest, (number - 1) * this.maxPageRows + rows.length);
    this.#mostCounted = Math.max(this.#mostCounted, total ?? 0);
    if (number === 1 && (total ?? 0) < rows.length) this.isDistrusted = true;
  }

  /** Pages from this one on are refused. */
  noteRefusal(number: number, reason: string): void {
    if (number < this.refusedFrom) this.refusal = reason;
    this.refusedFrom = Math.min(this.refusedFrom, number);
  }

  /**
   * May a list that ended after so many rows have been truncated? To be called once for each list: a length that several
   * long lists share is a limit.
   */
  mayBeTruncated(rows: number): boolean {
    if (rows < this.maxPageRows || rows === 0) return false;
    const isShared = this.#countsSeen.has(rows);
    this.#countsSeen.add(rows);
    return isShared || rows % POLICY.roundCount === 0 || isPowerOfTwo(rows) || this.#isLargest(rows);
  }

  /** Is this number certainly, or very likely, the server's limit for a list? */
  isCap(rows: number): boolean {
    if (this.#caps.has(rows)) return true;
    const isVeryRound =
      rows > 0 && (rows % POLICY.veryRoundCount === 0 || (rows > POLICY.veryRoundCount && isPowerOfTwo(rows)));
    return isVeryRound && this.#isLargest(rows);
  }

  /** The parts of a list that ended after so many rows have more. */
  noteCap(rows: number): void {
    this.#caps.add(rows);
  }

  /** Is a list certainly complete whose first page has so many rows, as many as were counted? */
  isShortList(rows: number): boolean {
    return rows < POLICY.shortListRows && this.#shortLists >= POLICY.minConfirmedShortLists;
  }

  /** The second page was read of a list whose first one has so many rows, as many as were counted. */
  observeSecondPage(firstRows: number, hasRows: boolean): void {
    if (firstRows < POLICY.shortListRows) this.#shortLists += hasRows ? Number.NEGATIVE_INFINITY : 1;
  }

  /** A list stayed shorter than its count. */
  noteMiscount(): void {
    this.#miscounted += 1;
  }

  /** Has it been useless to read lists again that were shorter than their count? */
  get countsTooMany(): boolean {
    return this.#miscounted >= POLICY.maxMiscounted;
  }

  /** Is this the largest number that was seen? */
  #isLargest(rows: number): boolean {
    return rows >= this.#mostCounted || rows >= this.#deepest;
  }
}

function isPowerOfTwo(rows: number): boolean {
  return rows > POLICY.roundCount && (rows & (rows - 1)) === 0;
}
