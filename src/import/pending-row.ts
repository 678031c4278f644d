import type { Row } from '../files/index.ts';
import type { KnownRow, RowChange, RowOutcome } from '../ledger/index.ts';
import type { FollowUpRequest } from '../mapping/index.ts';
import type { Payload, SuccessCounter, Target } from '../targets/index.ts';

/** A row that is ready to be sent. */
export interface PendingRow {
  readonly row: Row;
  readonly payload: Payload;
  /** What the payload is for, if it is another target than the run's. */
  readonly target?: Target | undefined;
  readonly followUps: readonly FollowUpRequest[];
  readonly key?: string | undefined;
  readonly hash: string;
  /** The ledger already says that the row may have been sent: no new intent is written, and none is rolled back. */
  readonly hasIntent: boolean;
  /**
   * May a process that was lost have sent the row's request, which may be repeated, and left no trace of it? Undefined if nobody would know
   * when the row is sent once more.
   */
  readonly mayBeRepetition?: boolean | undefined;
  /** Stored with the row as its message once it is sent. */
  readonly note?: string | undefined;
  /** The row's own request succeeded: only its follow-up requests are left, from `step` on. */
  readonly saved?: SavedRow | undefined;
  /** What the row changes. It is on disk, with the row's intent, before the request leaves. */
  readonly change?: RowChange | undefined;
  /** What an earlier process stored as the row's change. */
  readonly stored?: RowChange | undefined;
  /** Until then an earlier process may have sent the row's request, by the monotonic clock; milliseconds. */
  readonly unresolvedSince?: number | undefined;
  readonly countsAs?: CountedOutcome | undefined;
  /** The record that an earlier run created for the key no longer exists: another one is created. */
  readonly again?: boolean | undefined;
  /** The row as it was before the filter. */
  readonly unfiltered?: PendingRow | undefined;
}

/** Why a row is rejected. */
export interface RejectReason {
  readonly code: string;
  readonly message: string;
}

/** What a row counts as once its request, which may be repeated, succeeds; by default what its target says. */
export type CountedOutcome =
  | ({ readonly state: 'rejected' } & RejectReason)
  | { readonly state: 'done'; readonly action: string };

export interface SavedRow {
  readonly remoteId: string | undefined;
  readonly action: string | undefined;
  /** The next follow-up request; the first is 1. */
  readonly step: number;
  /** That request may have been carried out already; it is sent again anyway. */
  readonly isUnconfirmed?: boolean;
}

/** It is not known whether the server processed a request of the row. */
export interface UnknownOutcome {
  readonly kind: 'unknown';
  readonly row: PendingRow;
  /** When the request failed, by the monotonic clock. */
  readonly since: number;
  readonly isOutage: boolean;
  /** The row is saved, and the request was one of its follow-up requests, which cannot be looked up. */
  readonly isFollowUp?: true;
  /** The request may be repeated: unless its record is found at once, it is sent again. */
  readonly mayRepeat?: boolean;
  /** The server reported success in an answer that could not be read: the row is not sent again. */
  readonly wasAccepted?: boolean;
  /** The outcome if its record is known not to exist and its attempts are used up: then it is not sent again. */
  readonly ifAbsent?: RowOutcome;
  /** The outcome `in_doubt`, which the row gets unless a lookup settles it. */
  readonly asInDoubt: (why?: string) => RowOutcome;
}

/** The result of sending a row. `pending`: the run is stopping, and the ledger knows where to resume. */
export type SendResult =
  | {
      readonly kind: 'completed';
      readonly outcome: RowOutcome;
      readonly isOutage: boolean;
      /** The request succeeded, whatever the row counts as. */
      readonly isAccepted?: true;
    }
  | { readonly kind: 'pending' }
  | UnknownOutcome;

/**
 * What to do with a row. A row that has an intent on disk cannot be skipped or rejected any more: then it counts as failed, with the
 * same code and message, or as `done` if it is `unchanged`.
 */
export type FilterResult =
  | FilteredRow
  /** Nothing is left to send: an earlier process of the run did it. */
  | {
      readonly kind: 'done';
      readonly counter: SuccessCounter;
      readonly action: string;
      readonly id?: string | undefined;
      /** Stored with the row as its message. */
      readonly note?: string | undefined;
      readonly change?: RowChange | undefined;
    }
  | ({
      readonly kind: 'skip';
      /** The ids of the records that the reason concerns. */
      readonly ids?: readonly string[] | undefined;
      readonly change?: RowChange | undefined;
    } & RejectReason)
  /** `field` is the mapped field that the reason concerns. */
  | ({
      readonly kind: 'reject';
      /** The ids of the records that the reason concerns. */
      readonly ids?: readonly string[] | undefined;
      readonly field?: string | undefined;
      readonly change?: RowChange | undefined;
    } & RejectReason);

/** A row that is to be sent. Of a saved row only the follow-up requests count. */
interface FilteredRow {
  readonly kind: 'send';
  readonly payload: Payload;
  /** Stored with the row as its message once it is sent. */
  readonly note?: string | undefined;
  /** What the payload is for, if it is another target than the run's. */
  readonly target?: Target | undefined;
  /** Replaces the row's own. */
  readonly followUps?: readonly FollowUpRequest[] | undefined;
  /** What the row changes: its intent is then written even if the request may be repeated. A stored change stays as it is. */
  readonly change?: RowChange | undefined;
  readonly countsAs?: CountedOutcome | undefined;
  /** Send it although an earlier run created a record for its key: that record no longer exists. */
  readonly again?: boolean | undefined;
}

/** Decides about rows that are about to be sent, several at a time. */
export interface PreSendFilter {
  /** Maximum number of rows to filter at a time. */
  readonly size: number;
  /** It finds the records of rows itself: a row is not skipped because an earlier run sent its key. */
  readonly findsRecords?: true;
  /** An earlier process of this run completed a row: called for each before later rows are filtered. */
  completedBefore?(row: KnownRow): void;
  /** Returns the results in the order of the rows. Errors: those of `Dispatcher.send` that stop a run. */
  filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]>;
}
