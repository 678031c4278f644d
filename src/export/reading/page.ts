import type { Stream, StreamRow } from '../../streams/stream.ts';

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
export interface RemotePage {
  readonly id: number;
  /** Has any of its rows members that no document knows? */
  readonly hasUnknownFields: boolean;
  /** None of its rows will be written. */
  release(): void;
}

/** Rows of a remote page, by their places in it, from 0; all of them where `places` is not given. */
export interface RowHandles {
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
