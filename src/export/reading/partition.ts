import type { PageRows, StreamPage } from './page.ts';
import type { ListCall, ListRequest, PageSource } from './page-source.ts';
import type { PartitionSize } from './partition-size.ts';
import type { ReadCounters } from './read-counters.ts';
import type { TimeRange } from './time-range.ts';

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
