import { agreeing, counted, t } from '../../words/index.ts';
import { EXPORT_POLICY } from '../policy.ts';
import type { PageRows, StreamPage } from './page.ts';
import type { ListCall, ListRequest, PageSource } from './page-source.ts';

/** How a list is split into partitions by creation time. */
export interface PartitionPlan {
  readonly request: ListRequest;
  readonly partitionBy: { readonly member: string; readonly start: string; readonly end: string };
  readonly range: TimeRange;
  /** The range covers all times, so that the whole list is requested without time parameters. */
  readonly isUnbounded: boolean;
  /**
   * Every partition must fit into one answer, if possible: because the filtered fields can change, so that rows are added to
   * closed ranges, too, or because much time passes between the pages.
   */
  readonly isAtomic: boolean;
}

/** A part of a stream that is read and checked on its own. Its first page has been read. */
export interface Partition {
  readonly request: ListRequest;
  readonly first: StreamPage;
  /** Rows can be removed from it but not added while it is read, so that its first count is the maximum. */
  readonly onlyShrinks: boolean;
  /** How to split it further, if that is possible. */
  readonly split?: { readonly plan: PartitionPlan; readonly range: TimeRange };
  /** It cannot be smaller: it covers one second, or its first page was not full. */
  readonly isSmallest?: true;
  /** After it has been read, everything up to here is done; a killed export resumes from here. */
  readonly checkpoint?: string;
}

/** Marks that everything up to here has been read and passed on. */
export interface Checkpoint {
  readonly checkpoint: string;
}

/** Rows in the order of reading. `checkpoint`: with these rows everything up to there is complete. */
export interface ReadRows extends PageRows {
  readonly checkpoint?: string;
}

/** What all steps of reading share. */
export interface ReadContext {
  readonly call: ListCall;
  readonly source: PageSource;
  /** How many pages may be requested before they are passed on. */
  readonly ahead: number;
  readonly counters: ReadCounters;
  readonly partitionSize: PartitionSize;
}

/** A range of creation times in epoch seconds, both ends included. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
  /** May rows still be added to it? From a closed range they can only be removed. */
  readonly isOpen: boolean;
}

/** Before and after every record: sent where a range has no limit. The years 1970 and 2100. */
const EARLIEST = 1;
const LATEST = 4_102_444_800;

/** Before any record of the API: the start of a search if the age of the oldest row is unknown. The year 2010. */
export const EARLIEST_RECORD = 1_262_304_000;

/** All times, or those that a filter allows. Its end is still open. */
export function wholeRange(start: number = EARLIEST, end: number = LATEST): TimeRange {
  return { start, end, isOpen: true };
}

/**
 * Splits a range at the time of a row: the server's clock has certainly passed it, so nothing is added before it any more.
 * Returns undefined if the open part would stay as it is.
 */
export function splitOffOpenEnd(range: TimeRange, seen: number): { open: TimeRange; closed: TimeRange } | undefined {
  if (seen <= range.start || seen > range.end) return undefined;
  return {
    open: { start: seen, end: range.end, isOpen: true },
    closed: { start: range.start, end: seen - 1, isOpen: false },
  };
}

/**
 * Splits a closed range into about so many parts of equal length, the latest first. `from` and `to` are the times between
 * which its rows seem to lie: the first and the last part extend to the ends of the range.
 */
export function splitRange(range: TimeRange, from: number, to: number, parts: number): TimeRange[] {
  const low = Math.max(range.start, Math.min(from, range.end));
  const high = Math.min(range.end, Math.max(to, low));
  const seconds = high - low + 1;
  const count = Math.max(2, Math.min(parts, seconds));
  const starts = new Set<number>([range.start]);
  if (seconds === 1) {
    // All known rows lie in one second, which becomes a part of its own.
    starts.add(low);
    if (high < range.end) starts.add(high + 1);
  } else {
    for (let part = 1; part < count; part += 1) starts.add(low + Math.floor((seconds * part) / count));
  }
  const sorted = [...starts].sort((one, other) => other - one);
  return sorted.map((start, index) => ({ start, end: (sorted[index - 1] ?? range.end + 1) - 1, isOpen: false }));
}

/**
 * How many pages a partition may have. A partition of one page fits into one answer, so nothing can shift in it; longer ones
 * take fewer requests. So partitions grow while they are complete, and shrink when records are removed while they are read.
 */
export class PartitionSize {
  #pages: number;
  readonly #maxPages: number;

  constructor(maxPages: number = EXPORT_POLICY.partitions.maxPages) {
    this.#maxPages = maxPages;
    this.#pages = maxPages;
  }

  get pages(): number {
    return this.#pages;
  }

  grow(): void {
    this.#pages = Math.min(this.#maxPages, this.#pages * 2);
  }

  shrink(): void {
    this.#pages = Math.max(1, Math.floor(this.#pages / 4));
  }
}

/** Counts and notices of reading. */
export class ReadCounters {
  /** How many rows the API counted, summed over partitions. */
  expected = 0;
  /** The API's count of the whole list, before it has been read. */
  expectedTotal: number | undefined;
  /** Rows that arrived again and were left out. */
  duplicates = 0;
  readonly #shortfalls: string[] = [];
  #moreShortfalls = 0;
  readonly #notices = new Map<string, number>();

  /** Continues the counts of an earlier process. */
  resumeFrom(before: { readonly expected: number; readonly duplicates: number }): void {
    this.expected = before.expected;
    this.duplicates = before.duplicates;
  }

  setExpectedTotal(total: number | undefined): void {
    this.expectedTotal = total;
  }

  addExpected(rows: number): void {
    this.expected += rows;
  }

  /** Counts the rows of a page, of which so many were new. */
  countPage(rows: number, fresh: number): void {
    this.duplicates += rows - fresh;
  }

  /** Records that a part of the list stayed incomplete. */
  noteShortfall(reason: string): void {
    if (this.#shortfalls.length < EXPORT_POLICY.reading.maxShortfalls) this.#shortfalls.push(reason);
    else this.#moreShortfalls += 1;
  }

  /** Records a notice, which is reported once with its number of occurrences. */
  notice(text: string): void {
    this.#notices.set(text, (this.#notices.get(text) ?? 0) + 1);
  }

  /** Why the rows are not all that the API counted; empty if they are. */
  get shortfalls(): readonly string[] {
    const more = this.#moreShortfalls;
    return more === 0
      ? this.#shortfalls
      : [
          ...this.#shortfalls,
          t`${counted(more, 'more part', 'more parts')} of the list ${agreeing(more, 'is', 'are')} incomplete as well`,
        ];
  }

  get notices(): readonly string[] {
    return [...this.#notices].map(([text, times]) => (times > 1 ? `${text} (${counted(times, 'time')})` : text));
  }
}
