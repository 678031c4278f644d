import type { Row } from '../files/index.ts';
import type { RowOutcome } from '../ledger/index.ts';
import type { FollowUpRequest } from '../mapping/index.ts';
import type { Payload } from '../targets/index.ts';

/** A row that is ready to be sent. */
export interface PendingRow {
  readonly row: Row;
  readonly payload: Payload;
  readonly followUps: readonly FollowUpRequest[];
  readonly key?: string | undefined;
  readonly hash: string;
  /** The ledger says already that the row may have been sent: no new intent is written, and none is taken back. */
  readonly hasIntent: boolean;
  /** Kept with the row once it is sent, as its message. */
  readonly note?: string | undefined;
  /** The row's own call has succeeded: only its follow-up requests are left, from `step` on. */
  readonly saved?: SavedRow | undefined;
}

export interface SavedRow {
  readonly remoteId: string | undefined;
  readonly action: string | undefined;
  /** The next of the follow-up requests; the first is 1. */
  readonly step: number;
  /** That request may have been carried out already; it is made again all the same. */
  readonly isUnconfirmed?: boolean;
}

/** Nobody knows whether the server has processed a call of the row. */
export interface UnknownOutcome {
  readonly kind: 'unknown';
  readonly row: PendingRow;
  /** When the call failed, by the clock that only measures. */
  readonly since: number;
  readonly isOutage: boolean;
  /** The row is saved, and the call was one of its follow-up requests, which nothing can be asked about. */
  readonly isFollowUp?: true;
  /** The server said that it was processed, in an answer that could not be read: it is not sent again. */
  readonly wasAccepted?: boolean;
  /** The outcome if its record is known not to be there and its tries are used up: then it is not sent again. */
  readonly ifAbsent?: RowOutcome;
  /** The outcome if nothing better comes to be known. */
  readonly outcome: (why?: string) => RowOutcome;
}

/** What came of sending a row. `pending`: the run is stopping, and the ledger knows where to go on. */
export type SendResult =
  | { readonly kind: 'settled'; readonly outcome: RowOutcome; readonly isOutage: boolean }
  | { readonly kind: 'pending' }
  | UnknownOutcome;

/**
 * What is to become of a row that was looked at: it is sent, perhaps with less, it need not be, or it must not be. The `note` of a
 * row that is sent is kept with it as its message.
 */
export type FilterResult =
  | { readonly kind: 'send'; readonly payload: Payload; readonly note?: string }
  | { readonly kind: 'skip'; readonly code: string; readonly message: string }
  | { readonly kind: 'reject'; readonly code: string; readonly message: string };

/** A last look at rows that are about to be sent, several together. */
export interface PreSendFilter {
  /** How many rows are looked at together, at most. */
  readonly size: number;
  /** Answers in the order of the rows. Errors: those of `Dispatcher.send` that stop a run. */
  filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]>;
}
