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
  /** The ledger already says that the row may have been sent: no new intent is written, and none is rolled back. */
  readonly hasIntent: boolean;
  /** Stored with the row as its message once it is sent. */
  readonly note?: string | undefined;
  /** The row's own request succeeded: only its follow-up requests are left, from `step` on. */
  readonly saved?: SavedRow | undefined;
}

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
  /** The server reported success in an answer that could not be read: the row is not sent again. */
  readonly wasAccepted?: boolean;
  /** The outcome if its record is known not to exist and its attempts are used up: then it is not sent again. */
  readonly ifAbsent?: RowOutcome;
  /** The outcome `in_doubt`, which the row gets unless a lookup settles it. */
  readonly asInDoubt: (why?: string) => RowOutcome;
}

/** The result of sending a row. `pending`: the run is stopping, and the ledger knows where to resume. */
export type SendResult =
  | { readonly kind: 'completed'; readonly outcome: RowOutcome; readonly isOutage: boolean }
  | { readonly kind: 'pending' }
  | UnknownOutcome;

/**
 * What to do with a row: send it, perhaps with fewer fields, skip it or reject it. The `note` of a row that is sent is stored as its
 * message.
 */
export type FilterResult =
  | { readonly kind: 'send'; readonly payload: Payload; readonly note?: string }
  | { readonly kind: 'skip'; readonly code: string; readonly message: string }
  | { readonly kind: 'reject'; readonly code: string; readonly message: string };

/** Decides about rows that are about to be sent, several at a time. */
export interface PreSendFilter {
  /** Maximum number of rows to filter at a time. */
  readonly size: number;
  /** Returns the results in the order of the rows. Errors: those of `Dispatcher.send` that stop a run. */
  filter(rows: readonly PendingRow[]): Promise<readonly FilterResult[]>;
}
