import { counted } from '../../words/index.ts';
import type { PageRows, StreamPage } from './page.ts';
import type { ListCall, ListRequest, PageSource } from './page-source.ts';

/** A list that is to be cut into partitions by creation time, and how. */
export interface PartitionPlan {
  readonly request: ListRequest;
  readonly partitionBy: { readonly member: string; readonly start: string; readonly end: string };
  readonly range: TimeRange;
  /** The range is all of time, so that the whole list needs no parameters for it. */
  readonly isUnbounded: boolean;
  /**
   * Every partition must come in one answer, if it can: because what the list is filtered by can change, so that rows come
   * into closed ranges, too, or because much time passes between its pages.
   */
  readonly isAtomic: boolean;
}

/** A part of a stream that is read and checked by itself: its first page has been read. */
export interface Partition {
  readonly request: ListRequest;
  readonly first: StreamPage;
  /** Rows are only taken from it, never added to it, while it is read: then its first count is all there can be. */
  readonly onlyShrinks: boolean;
  /** How to cut it further, where that is possible. */
  readonly cut?: { readonly plan: PartitionPlan; readonly range: TimeRange };
  /** It is as small a partition as there can be: of one second, or one that came on a page that was not full. */
  readonly isSmallest?: true;
  /** Once it has been read, nothing before this is left to read; an export that is killed goes on from here. */
  readonly checkpoint?: string;
}

/** Nothing to read: everything before this place has been read and handed on. */
export interface Checkpoint {
  readonly checkpoint: string;
}

/** What reading hands on, in order. `checkpoint`: with these rows all is complete up to there. */
export interface Batch extends PageRows {
  readonly checkpoint?: string;
}

/** What the parts of reading share. */
export interface ReadContext {
  readonly call: ListCall;
  readonly source: PageSource;
  /** Pages that may have been asked for and not yet handed on. */
  readonly ahead: number;
  readonly counters: ReadCounters;
  readonly partitionSize: PartitionSize;
}

/** A range of creation times in epoch seconds, both ends included. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
  /** May rows still be added to it? Those of a closed range can only go. */
  readonly isOpen: boolean;
}

/** Before any record, and after any: what is sent where a range has no end. The years 1970 and 2100. */
const EARLIEST = 1;
const LATEST = 4_102_444_800;

/** Before any record of the API: where rows are looked for when nothing tells how far back they go. The year 2010. */
export const EARLIEST_RECORD = 1_262_304_000;

/** All of time, or what a filter leaves of it. Its end is still open. */
export function wholeRange(start: number = EARLIEST, end: number = LATEST): TimeRange {
  return { start, end, isOpen: true };
}

/**
 * Cuts a range at a point at which the server's clock surely was already, since a row bears that time: nothing is added
 * before it any more. Answers nothing where that would leave the open part as it is.
 */
export function splitOffOpenEnd(range: TimeRange, seen: number): { open: TimeRange; closed: TimeRange } | undefined {
  if (seen <= range.start || seen > range.end) return undefined;
  return {
    open: { start: seen, end: range.end, isOpen: true },
    closed: { start: range.start, end: seen - 1, isOpen: false },
  };
}

/**
 * Cuts a closed range into about so many parts of equal length, the latest first. `from` and `to` are the times between
 * which its rows seem to lie: the first and the last part reach out to the ends of the range.
 */
export function splitRange(range: TimeRange, from: number, to: number, parts: number): TimeRange[] {
  const low = Math.max(range.start, Math.min(from, range.end));
  const high = Math.min(range.end, Math.max(to, low));
  const seconds = high - low + 1;
  const wanted = Math.max(2, Math.min(parts, seconds));
  const starts = new Set<number>([range.start]);
  if (seconds === 1) {
    // All that is known of lies in one second, so that second is cut out.
    starts.add(low);
    if (high < range.end) starts.add(high + 1);
  } else {
    for (let part = 1; part < wanted; part += 1) starts.add(low + Math.floor((seconds * part) / wanted));
  }
  const sorted = [...starts].sort((one, other) => other - one);
  return sorted.map((start, index) => ({ start, end: (sorted[index - 1] ?? range.end + 1) - 1, isOpen: false }));
}

const MAX_PARTITION_PAGES = 50;

/**
 * How many pages a partition may have. A partition of one page comes in one answer, so nothing can shift in it; long ones cost
 * fewer requests. So partitions are long while they come out whole and become short where records go while they are read.
 */
export class PartitionSize {
  #pages: number;
  readonly #most: number;

  constructor(most = MAX_PARTITION_PAGES) {
    this.#most = most;
    this.#pages = most;
  }

  get pages(): number {
    return this.#pages;
  }

  grow(): void {
    this.#pages = Math.min(this.#most, this.#pages * 2);
  }

  shrink(): void {
    this.#pages = Math.max(1, Math.floor(this.#pages / 4));
  }
}

/** Parts that did not come out whole are told one by one up to so many. */
const MAX_SHORTFALLS = 8;

/** What reading finds out beside the rows. */
export class ReadCounters {
  /** How many rows the API said there are, partition by partition. */
  expected = 0;
  /** How many the whole list will have, before it has been read. */
  expectedTotal: number | undefined;
  /** Rows that came again and were left out. */
  duplicates = 0;
  readonly #shortfalls: string[] = [];
  #moreShortfalls = 0;
  readonly #notices = new Map<string, number>();

  /** What an earlier process found out, which this one goes on from. */
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

  /** Rows of a page came, of which so many were new. */
  countPage(rows: number, fresh: number): void {
    this.duplicates += rows - fresh;
  }

  /** A part of the list did not come out whole, however often it was read. */
  noteShortfall(why: string): void {
    if (this.#shortfalls.length < MAX_SHORTFALLS) this.#shortfalls.push(why);
    else this.#moreShortfalls += 1;
  }

  /** Something worth saying once, with how often it was met. */
  notice(text: string): void {
    this.#notices.set(text, (this.#notices.get(text) ?? 0) + 1);
  }

  /** Why not all that the API counted is there; empty where all is. */
  get shortfalls(): readonly string[] {
    const more = this.#moreShortfalls;
    return more === 0
      ? this.#shortfalls
      : [...this.#shortfalls, `${more} more parts of the list did not come out whole either`];
  }

  get notices(): readonly string[] {
    return [...this.#notices].map(([text, times]) => (times > 1 ? `${text} (${counted(times, 'time')})` : text));
  }
}
