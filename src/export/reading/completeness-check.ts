import type { StreamRow } from '../../streams/index.ts';
import { counted as countOf, t } from '../../words/index.ts';
import { EXPORT_POLICY } from '../policy.ts';
import { type PageRows, pageCount, rowId, type StreamPage } from './page.ts';
import type { ListLimits, PageSource } from './page-source.ts';
import type { Partition } from './partition.ts';

/** How a list ended: with an empty page, a short one, repeated pages, or a refused page. */
type ListEnd = 'empty' | 'short' | 'repeated' | 'refused';

/** The rows that were read from a list, compared with the server's count. */
export type Completeness =
  /** All rows were read. */
  | 'complete'
  /** Fewer rows arrived than the server counted, or its count changed meanwhile. */
  | 'short'
  /** More rows arrived than the server counted, or it sends no count, so that only small partitions can be shown to be complete. */
  | 'uncounted'
  /** The server refuses pages from some depth on. */
  | 'refused';

/** Checks every page of one partition: filters out rows that were read before, and decides whether the partition is complete. */
export class CompletenessCheck {
  readonly partition: Partition;
  /** Ids of rows that were passed on, in this reading or an earlier one. */
  readonly ids: Set<string>;
  readonly #idOf: (row: StreamRow) => string;
  readonly #source: Pick<PageSource, 'limits' | 'pageSize'>;
  /** Ids of rows in this reading. */
  readonly #ownIds = new Set<string>();
  readonly #times: number[] = [];
  /** The highest page that had rows. */
  lastPage = 1;
  #end: ListEnd | undefined;
  #repeated = 0;
  #mostCounted = 0;
  #isSteady = true;

  constructor(partition: Partition, source: Pick<PageSource, 'limits' | 'pageSize'>, before?: Set<string>) {
    this.partition = partition;
    this.#idOf = rowId(partition.request.stream);
    this.#source = source;
    this.ids = before ?? this.#ownIds;
  }

  /** Adds a page and returns its new rows. Pages may arrive in any order; only the last page so far can show the end. */
  addPage(page: StreamPage, number: number): PageRows {
    if (page.total !== this.#total) this.#isSteady = false;
    this.#mostCounted = Math.max(this.#mostCounted, page.total ?? 0);
    const before = this.#ownIds.size;
    const member = this.partition.split?.plan.partitionBy.member;
    const indexes: number[] = [];
    const fresh = page.rows.filter((row, index) => {
      const id = this.#idOf(row);
      const isNew = !this.ids.has(id);
      this.ids.add(id);
      this.#ownIds.add(id);
      if (member !== undefined) this.#times.push(Number(row[member]));
      if (isNew) indexes.push(index);
      return isNew;
    });
    if (number >= this.lastPage || page.rows.length === 0) {
      if (page.rows.length > 0) this.lastPage = number;
      const hasNew = this.#ownIds.size > before;
      const isAfterAll = number === 2 && before === this.#total && !page.isRefused;
      if (isAfterAll) this.#source.limits.observeSecondPage(before, hasNew);
      this.#noteEnd(page, number, hasNew);
    }
    if (!page.remote) return { rows: fresh };
    const isAll = fresh.length === page.rows.length;
    return { rows: fresh, handles: { page: page.remote, indexes: isAll ? undefined : indexes } };
  }

  #noteEnd({ rows, isRefused }: StreamPage, number: number, hasNew: boolean): void {
    if (isRefused) this.#end = 'refused';
    else if (rows.length === 0) this.#end = 'empty';
    else if (hasNew || number === 1) {
      this.#repeated = 0;
      const { limits } = this.#source;
      const isFull = rows.length >= limits.maxPageRows || this.#ownIds.size < (this.#total ?? 0);
      const isShortList = number === 1 && rows.length === this.#total && limits.isShortList(rows.length);
      this.#end = isFull && !isShortList && !this.#ignoresPaging(rows.length) ? undefined : 'short';
    } else if (++this.#repeated >= EXPORT_POLICY.reading.maxRepeatedPages || number >= this.pages)
      this.#end = 'repeated';
  }

  /** Is the list not paged, or returned as a whole whatever page is requested? */
  #ignoresPaging(rows: number): boolean {
    const { paged } = this.partition.request.stream.endpoint;
    return !paged || (paged === 'undocumented' && rows > this.#source.pageSize);
  }

  /** Has the end of the list been reached? */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** How many pages there are according to the count. */
  get pages(): number {
    return pageCount(this.partition.first) ?? 1;
  }

  /** How many different rows this reading returned. */
  get distinct(): number {
    return this.#ownIds.size;
  }

  /** The server's first count, if it sent one. */
  get total(): number | undefined {
    return this.#total;
  }

  /** How many rows there are: the larger of the count and the rows that were read. */
  get counted(): number {
    return Math.max(this.#total ?? 0, this.#ownIds.size);
  }

  /** The times of the rows by which the partition can be split. */
  get times(): readonly number[] {
    return this.#times;
  }

  get isOnePage(): boolean {
    return this.lastPage === 1;
  }

  /**
   * Were all rows read? The list must have ended, and the count must agree. If rows can only be removed, as many as there
   * were at first must be the same ones. Otherwise the count must not have changed either.
   */
  get completeness(): Completeness {
    if (this.#end === 'refused') return 'refused';
    const total = this.#total;
    if (total === undefined)
      return this.#end === 'repeated' && this.isOnePage && this.#isPaged ? 'uncounted' : 'complete';
    if (this.#ownIds.size < total) return 'short';
    if (this.#ownIds.size > total) return this.partition.onlyShrinks || this.isOnePage ? 'uncounted' : 'short';
    return this.partition.onlyShrinks || this.#isSteady ? 'complete' : 'short';
  }

  get #isPaged(): boolean {
    return this.partition.request.stream.endpoint.paged === true;
  }

  /** Did another reading return the same rows, as many as were ever counted? */
  isConfirmedBy(other: CompletenessCheck): boolean {
    return (
      this.hasEnded &&
      this.#ownIds.size === Math.max(this.#mostCounted, other.#mostCounted) &&
      this.hasSameRowsAs(other)
    );
  }

  hasSameRowsAs(other: CompletenessCheck): boolean {
    return this.#ownIds.size === other.#ownIds.size && [...this.#ownIds].every((id) => other.#ownIds.has(id));
  }

  get #total(): number | undefined {
    return this.partition.first.total;
  }
}

/** The message why a part of a list cannot be shown to be complete. */
export function describeShortfall(check: CompletenessCheck, outcome: Completeness | 'cap', limits: ListLimits): string {
  const { name } = check.partition.request.stream.endpoint;
  const when = creationTimeText(check);
  const [counted, read] = [check.counted, check.distinct];
  if (outcome === 'refused') {
    return t`${name} refuses page ${limits.refusedFrom}${when} (${limits.refusal}), and the list cannot be split further: all records after the first ${read} are missing. Try a larger --page-size`;
  }
  if (outcome === 'cap') {
    return t`${name} ends after ${read} records${when}, which may be the limit of the server: there may be more, and the list cannot be split further to check`;
  }
  if (read > (check.total ?? read)) {
    return t`${name} counts ${countOf(check.total ?? 0, 'record')}${when}, but returned ${read}, and the list cannot be split further: it is unknown whether these are all`;
  }
  if (outcome === 'uncounted') {
    return t`${name} does not say how many records there are${when}, and returns the same page for every page number: it is unknown whether these ${read} are all`;
  }
  return t`${name} counts ${countOf(counted, 'record')}${when}, but returned only ${countOf(read, 'different one')}, even when read again. The server repeats or skips pages, or the list changes constantly. Try another --page-size, or another time of day`;
}

/** The part of the list: the second, or the range of seconds, in which its records were created. */
function creationTimeText({ partition: { request } }: CompletenessCheck): string {
  const { partitionBy } = request.stream;
  const [start, end] = [
    Number(partitionBy && request.input[partitionBy.start]),
    Number(partitionBy && request.input[partitionBy.end]),
  ];
  if (!partitionBy || !(start > 1) || !(end >= start)) return '';
  const from = timeText(start);
  return start === end ? t` created at ${from}` : t` created from ${from} to ${timeText(end)}`;
}

function timeText(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}
