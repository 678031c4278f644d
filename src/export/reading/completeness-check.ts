import type { StreamRow } from '../../streams/index.ts';
import { counted as countOf } from '../../words/index.ts';
import { type PageRows, pageCount, rowId, type StreamPage } from './page.ts';
import type { ListLimits, PageSource } from './page-source.ts';
import type { Partition } from './partition.ts';

/** By what a list showed its end: a page of no rows or of few, pages that had come before, or that it is not given any further. */
type ListEnd = 'empty' | 'short' | 'repeated' | 'refused';

/** Pages without anything new, one after the other, that show that the server has nothing else to give. */
const MAX_REPEATED_PAGES = 2;

/** What came of a list, held against what the server says of it. */
export type Completeness =
  /** All of it is here. */
  | 'whole'
  /** Fewer rows came than were counted, or the count moved meanwhile. */
  | 'short'
  /** More rows came than were counted, or there is no count, so that only small pieces can be told to be whole. */
  | 'uncounted'
  /** The server gives pages only to a depth. */
  | 'refused';

/** Takes the pages of one partition: leaves out rows that came before, and tells whether all of it came. */
export class CompletenessCheck {
  readonly partition: Partition;
  /** Ids that were handed on, in this reading or an earlier one. */
  readonly ids: Set<string>;
  readonly #idOf: (row: StreamRow) => string;
  readonly #source: Pick<PageSource, 'limits' | 'pageSize'>;
  readonly #own = new Set<string>();
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
    this.ids = before ?? this.#own;
  }

  /** The rows that are new. Pages may come in any order; only one that has none behind it yet tells of the end. */
  addPage(page: StreamPage, number: number): PageRows {
    if (page.total !== this.#total) this.#isSteady = false;
    this.#mostCounted = Math.max(this.#mostCounted, page.total ?? 0);
    const before = this.#own.size;
    const member = this.partition.cut?.plan.partitionBy.member;
    const places: number[] = [];
    const fresh = page.rows.filter((row, place) => {
      const id = this.#idOf(row);
      const isNew = !this.ids.has(id);
      this.ids.add(id);
      this.#own.add(id);
      if (member !== undefined) this.#times.push(Number(row[member]));
      if (isNew) places.push(place);
      return isNew;
    });
    if (number >= this.lastPage || page.rows.length === 0) {
      if (page.rows.length > 0) this.lastPage = number;
      const hasNew = this.#own.size > before;
      const isBehindAll = number === 2 && before === this.#total && !page.isRefused;
      if (isBehindAll) this.#source.limits.observeSecondPage(before, hasNew);
      this.#noteEnd(page, number, hasNew);
    }
    if (!page.remote) return { rows: fresh };
    const isAll = fresh.length === page.rows.length;
    return { rows: fresh, handles: { page: page.remote, places: isAll ? undefined : places } };
  }

  #noteEnd({ rows, isRefused }: StreamPage, number: number, hasNew: boolean): void {
    if (isRefused) this.#end = 'refused';
    else if (rows.length === 0) this.#end = 'empty';
    else if (hasNew || number === 1) {
      this.#repeated = 0;
      const { limits } = this.#source;
      const isFull = rows.length >= limits.maxPageRows || this.#own.size < (this.#total ?? 0);
      const isShortList = number === 1 && rows.length === this.#total && limits.isShortList(rows.length);
      this.#end = isFull && !isShortList && !this.#takesNoPages(rows.length) ? undefined : 'short';
    } else if (++this.#repeated >= MAX_REPEATED_PAGES || number >= this.pages) this.#end = 'repeated';
  }

  /** A list that is not paged, or that gives all of itself whatever page is asked for. */
  #takesNoPages(rows: number): boolean {
    const { paged } = this.partition.request.stream.endpoint;
    return !paged || (paged === 'undocumented' && rows > this.#source.pageSize);
  }

  /** Has the last row come? */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** How many pages there are, going by the count. */
  get pages(): number {
    return pageCount(this.partition.first) ?? 1;
  }

  /** How many different rows came in this reading. */
  get distinct(): number {
    return this.#own.size;
  }

  /** How many the server counted at first, where it did. */
  get total(): number | undefined {
    return this.#total;
  }

  /** How many rows there are: as many as came, or were counted. */
  get counted(): number {
    return Math.max(this.#total ?? 0, this.#own.size);
  }

  /** The times of the rows by which the partition can be cut. */
  get times(): readonly number[] {
    return this.#times;
  }

  get isOnePage(): boolean {
    return this.lastPage === 1;
  }

  /**
   * Did all come? The list must have shown its end, and the count must agree. Where rows are only taken away, as many as
   * there were at first can only be the very same ones. Elsewhere the count must not have moved either.
   */
  get completeness(): Completeness {
    if (this.#end === 'refused') return 'refused';
    const total = this.#total;
    if (total === undefined) return this.#end === 'repeated' && this.isOnePage && this.#isPaged ? 'uncounted' : 'whole';
    if (this.#own.size < total) return 'short';
    if (this.#own.size > total) return this.partition.onlyShrinks || this.isOnePage ? 'uncounted' : 'short';
    return this.partition.onlyShrinks || this.#isSteady ? 'whole' : 'short';
  }

  get #isPaged(): boolean {
    return this.partition.request.stream.endpoint.paged === true;
  }

  /** Did another reading bring the very same rows, as many as were ever counted? */
  isConfirmedBy(other: CompletenessCheck): boolean {
    return this.hasEnded && this.#own.size === Math.max(this.#mostCounted, other.#mostCounted) && this.isSameAs(other);
  }

  isSameAs(other: CompletenessCheck): boolean {
    return this.#own.size === other.#own.size && [...this.#own].every((id) => other.#own.has(id));
  }

  get #total(): number | undefined {
    return this.partition.first.total;
  }
}

/** Why a part of a list cannot be told to be whole, for people. */
export function describeShortfall(check: CompletenessCheck, outcome: Completeness | 'cap', limits: ListLimits): string {
  const { name } = check.partition.request.stream.endpoint;
  const of = madeWhenText(check);
  const [counted, came] = [check.counted, check.distinct];
  if (outcome === 'refused') {
    return `${name} refuses page ${limits.refusedFrom}${of} (${limits.refusal}), and the list cannot be cut smaller: what comes behind the ${came} records that were read is missing; try a larger --page-size`;
  }
  if (outcome === 'cap') {
    return `${name} ends at ${came} records${of}, which may be as many as it ever gives: there may be more, and the list cannot be cut smaller to tell`;
  }
  if (came > (check.total ?? came)) {
    return `${name} counts ${countOf(check.total ?? 0, 'record')}${of}, but ${came} came, and the list cannot be cut smaller: nothing shows that these are all`;
  }
  if (outcome === 'uncounted') {
    return `${name} does not say how many records there are${of}, and gives the same page whatever page it is asked for: nothing shows that these ${came} are all`;
  }
  return `${name} counts ${countOf(counted, 'record')}${of}, but ${countOf(came, 'different one')} came, however often it was asked. The server repeats or leaves out pages, or the list changes all the time: try another --page-size, or another hour`;
}

/** Which part of the list: the second, or the seconds, in which its records were made. */
function madeWhenText({ partition: { request } }: CompletenessCheck): string {
  const { partitionBy } = request.stream;
  const [start, end] = [
    Number(partitionBy && request.input[partitionBy.start]),
    Number(partitionBy && request.input[partitionBy.end]),
  ];
  if (!partitionBy || !(start > 1) || !(end >= start)) return '';
  const from = timeText(start);
  return start === end ? ` made at ${from}` : ` made from ${from} to ${timeText(end)}`;
}

function timeText(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}
