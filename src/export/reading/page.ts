import type { Stream, StreamRow } from '../../streams/stream.ts';
import { lightEndpoint } from './light-answer.ts';
import type { ListCall } from './list-call.ts';

/** A page of a list as it came back. */
export interface Page {
  readonly rows: readonly StreamRow[];
  /** How many rows the server says the whole list has, where it says so. */
  readonly total: number | undefined;
  /** The server refuses to go so deep into the list. */
  readonly isRefused?: true;
  /** Another thread keeps its rows until they are taken, or until this is called. */
  readonly drop?: () => void;
}

/** One list, or a part of it, as it is asked for. */
export interface ListRequest {
  readonly stream: Stream;
  /** All parameters but those of the page. */
  readonly input: StreamRow;
  /** The parent whose list it is: it may be gone by the time it is asked for. */
  readonly parent?: StreamRow;
}

/** Reads one page of a list. */
export async function readPage(
  call: ListCall,
  { stream, input, parent }: ListRequest,
  number: number,
  pageSize: number,
): Promise<Page> {
  const { parents } = stream;
  const endpoint = lightEndpoint(stream);
  const paged = endpoint.paged ? { ...input, page_no: number, page_size: pageSize } : input;
  const page = pageOf(stream, await call(endpoint, paged));
  const adds = parent && Object.entries(parents?.adds ?? {}).map(([name, member]) => [name, parent[member]] as const);
  if (!adds?.length) return page;
  return { ...page, rows: page.rows.map((row) => ({ ...row, ...Object.fromEntries(adds) })) };
}

/** The page in an answer that its endpoint has made out. */
export function pageOf(stream: Stream, answer: unknown): Page {
  const { items, item, total_count: total } = answer as PageAnswer;
  const rows = stream.rows ? stream.rows(answer) : (items ?? (item ? [item] : []));
  return { rows, total: stream.endpoint.paged && typeof total === 'number' && total >= 0 ? total : undefined };
}

interface PageAnswer {
  readonly items?: readonly StreamRow[] | null;
  readonly item?: StreamRow | null;
  readonly total_count?: number | null;
}

/** How many pages a list has, going by its first: a server may give fewer rows on a page than it was asked for. */
export function pageCount({ rows, total }: Page): number | undefined {
  if (total === undefined) return undefined;
  return rows.length === 0 ? 1 : Math.max(1, Math.ceil(total / rows.length));
}

/** Tells rows apart: the values of the members that identify them. */
export function rowId(stream: Stream): (row: StreamRow) => string {
  const [first = '', ...others] = stream.id;
  if (others.length === 0) return (row) => String(row[first]);
  return (row) => stream.id.map((member) => String(row[member])).join('\n');
}
