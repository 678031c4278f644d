import { z } from 'zod';
import { type Endpoint, listPart, optionalInteger, wireText } from '../../api/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';

/** A page of a list as reading sees it. */
export interface StreamPage {
  /** Its rows; of a remote page only the members that reading needs. */
  readonly rows: readonly StreamRow[];
  /** How many rows the server says the whole list has, where it says so. */
  readonly total: number | undefined;
  /** The server refuses to go so deep into the list. */
  readonly isRefused?: true;
  /** Where the whole rows are, unless they are here. */
  readonly remote?: RemotePage;
}

/** A page whose rows are with the sink, until they are written or released. */
interface RemotePage {
  readonly id: number;
  /** Has any of its rows members that no document knows? */
  readonly hasUnknownFields: boolean;
  /** None of its rows will be written. */
  release(): void;
}

/** Rows of a remote page, by their places in it, from 0; all of them where `places` is not given. */
interface RowHandles {
  readonly page: RemotePage;
  readonly places: readonly number[] | undefined;
}

/** Rows of one page. */
export interface PageRows {
  /** As in their page. */
  readonly rows: readonly StreamRow[];
  /** Where the whole rows are, unless they are here. */
  readonly handles?: RowHandles;
}

/** Takes pages as they came, for those who write their rows: to make them out is the largest part of the work. */
export interface PageStore {
  /** So many rows will come, as far as is known. */
  expect(rows: number | undefined): void;
  /** Does it take pages of this stream, by now? */
  accepts(stream: Stream): boolean;
  /** Puts a page there by its bytes, which are gone here. Undefined where they are no page, or tell of no success. */
  put(bytes: Uint8Array): Promise<StreamPage | undefined>;
}

/** How many pages a list has, going by its first: a server may give fewer rows on a page than it was asked for. */
export function pageCount({ rows, total }: StreamPage): number | undefined {
  if (total === undefined) return undefined;
  return rows.length === 0 ? 1 : Math.max(1, Math.ceil(total / rows.length));
}

/** Tells rows apart: the values of the members that identify them. */
export function rowId(stream: Stream): (row: StreamRow) => string {
  const [first = '', ...others] = stream.id;
  if (others.length === 0) return (row) => String(row[first]);
  return (row) => stream.id.map((member) => String(row[member])).join('\n');
}

/**
 * The list of a stream, its answer checked only for what reading relies on: rows are objects with an id. A full check of
 * every member is the largest part of an export's work, and whatever a member holds is shown as it is anyway.
 */
export function minimalEndpoint(stream: Stream): Endpoint {
  const { endpoint } = stream;
  return stream.rows || !endpoint.paged ? endpoint : { ...endpoint, answer: minimalAnswer(stream) };
}

/** Makes out pages of a stream from their bytes; undefined where those are no page, or tell of no success. */
export function pageParser(stream: Stream): (bytes: Buffer) => StreamPage | undefined {
  const endpoint = minimalEndpoint(stream);
  return (bytes) => {
    let body: unknown;
    try {
      body = JSON.parse(bytes.toString('utf8'));
    } catch {
      return undefined;
    }
    if ((body as { ret_code?: unknown } | null)?.ret_code !== '000000') return undefined;
    const parsed = endpoint.answer.safeParse(body);
    return parsed.success ? pageOf(stream, parsed.data) : undefined;
  };
}

/** The page in an answer that its endpoint's schema has made out. */
export function pageOf(stream: Stream, answer: unknown): StreamPage {
  const { items, total } = listPart(stream.endpoint, answer);
  return { rows: stream.rows ? stream.rows(answer) : items, total };
}

function minimalAnswer({ id, members }: Stream): z.ZodType {
  const given = id.filter((name) => !members.some((member) => member.isAdded && member.name === name));
  const isRow = (row: unknown): boolean =>
    typeof row === 'object' && row !== null && given.every((name) => isId((row as StreamRow)[name]));
  const rows = z.custom<readonly StreamRow[]>((value) => Array.isArray(value) && value.every(isRow), {
    error: `must be a list of records that have ${given.join(', ')}`,
  });
  // A count that is none says nothing; the rows do.
  const items = z.preprocess((value) => value || [], rows);
  return z.looseObject({ ret_code: wireText, items, total_count: optionalInteger.catch(undefined) });
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
