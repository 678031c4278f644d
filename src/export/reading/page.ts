import { z } from 'zod';
import { type Endpoint, listPart, optionalInteger, wireText } from '../../api/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { t } from '../../words/index.ts';

/** One page of a list. */
export interface StreamPage {
  /** Its rows; for a remote page they have only the members that reading needs. */
  readonly rows: readonly StreamRow[];
  /** How many rows the whole list has according to the server, if it says so. */
  readonly total: number | undefined;
  /** The server refuses pages this far into the list. */
  readonly isRefused?: true;
  /** Where the full rows are, if not here. */
  readonly remote?: RemotePage;
}

/** A page whose full rows are held by the sink until they are written or released. */
interface RemotePage {
  readonly id: number;
  /** Does any of its rows have undocumented members? */
  readonly hasUnknownFields: boolean;
  /** Frees the page: none of its rows will be written. */
  release(): void;
}

/** Rows of a remote page by their indexes in it, from 0; all of them if `indexes` is undefined. */
interface RowHandles {
  readonly page: RemotePage;
  readonly indexes: readonly number[] | undefined;
}

/** Rows of one page. */
export interface PageRows {
  readonly rows: readonly StreamRow[];
  /** Where the full rows are, if not here. */
  readonly handles?: RowHandles;
}

/** Takes the bytes of pages and parses them where their rows are written: parsing is the largest part of the work. */
export interface PageStore {
  /** Announces the expected number of rows, if it is known. */
  expect(rows: number | undefined): void;
  /** Does it currently take pages of this stream? */
  accepts(stream: Stream): boolean;
  /** Stores a page by its bytes, which are detached here. Undefined if they are not a page or do not report success. */
  put(bytes: Uint8Array): Promise<StreamPage | undefined>;
}

/** How many pages a list has according to its first one: a server may give fewer rows per page than requested. */
export function pageCount({ rows, total }: StreamPage): number | undefined {
  if (total === undefined) return undefined;
  return rows.length === 0 ? 1 : Math.max(1, Math.ceil(total / rows.length));
}

/** Makes a function that returns the id of a row: the values of its identifying members. */
export function rowId(stream: Stream): (row: StreamRow) => string {
  const [first = '', ...others] = stream.id;
  if (others.length === 0) return (row) => String(row[first]);
  return (row) => stream.id.map((member) => String(row[member])).join('\n');
}

/**
 * The list endpoint of a stream with a minimal schema, which checks only what reading relies on: rows are objects with an
 * id. Checking every member would be the largest part of an export's work, and unexpected values are exported anyway.
 */
export function minimalEndpoint(stream: Stream): Endpoint {
  const { endpoint } = stream;
  return stream.rows || !endpoint.paged ? endpoint : { ...endpoint, answer: minimalSchema(stream) };
}

/** Makes a function that parses pages from their bytes; undefined if those are not a page or do not report success. */
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

/** The page in an answer that its endpoint's schema has parsed. */
export function pageOf(stream: Stream, answer: unknown): StreamPage {
  const { items, total } = listPart(stream.endpoint, answer);
  return { rows: stream.rows ? stream.rows(answer) : items, total };
}

function minimalSchema({ id, members }: Stream): z.ZodType {
  const required = id.filter((name) => !members.some((member) => member.isAdded && member.name === name));
  const isRow = (row: unknown): boolean =>
    typeof row === 'object' && row !== null && required.every((name) => isId((row as StreamRow)[name]));
  const rows = z.custom<readonly StreamRow[]>((value) => Array.isArray(value) && value.every(isRow), {
    error: t`must be a list of records that have ${required.join(', ')}`,
  });
  // An unreadable count is ignored: the rows decide where the list ends.
  const items = z.preprocess((value) => value || [], rows);
  return z.looseObject({ ret_code: wireText, items, total_count: optionalInteger.catch(undefined) });
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
