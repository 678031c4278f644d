import type { Endpoint } from '../../api/endpoint.ts';
import { SobotError } from '../../api/errors/sobot-error.ts';
import { pageInput } from '../../api/pages.ts';
import type { Stream, StreamRow } from '../../streams/stream.ts';
import { ListLimits } from './list-limits.ts';
import { minimalEndpoint, pageOf } from './minimal-page.ts';
import type { PageStore, StreamPage } from './page.ts';

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
export interface PageSourceOptions {
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
