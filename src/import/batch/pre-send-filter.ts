import type { Payload } from '../../targets/target.ts';
import type { PendingRow } from '../pending-row.ts';

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
