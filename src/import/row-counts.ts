import { ERROR_STATES, MERGED_CODE, type RowState } from '../ledger/index.ts';

/** How many rows came to which end. Every row read is in exactly one of the others. */
export interface RowCounts {
  read: number;
  created: number;
  updated: number;
  done: number;
  rejected: number;
  failed: number;
  in_doubt: number;
  skipped: number;
  pending: number;
  /** Of a check: rows that could be sent. They are those that `skipped` counts, since nothing was sent. */
  fit?: number;
}

export type RowCounter = Exclude<keyof RowCounts, 'read' | 'fit'>;

export const ROW_COUNTERS: readonly RowCounter[] = [
  'created',
  'updated',
  'done',
  'rejected',
  'failed',
  'in_doubt',
  'skipped',
  'pending',
];

export function emptyRowCounts(): RowCounts {
  return { read: 0, created: 0, updated: 0, done: 0, rejected: 0, failed: 0, in_doubt: 0, skipped: 0, pending: 0 };
}

/** Does the outcome's row have to be looked at? */
export function isError({ state }: { readonly state: RowState }): boolean {
  return (ERROR_STATES as readonly RowState[]).includes(state);
}

/** Does the outcome stand in `errors.csv`? So does a row that succeeded as the customer that another row is, too. */
export function needsReview(outcome: { readonly state: RowState; readonly code?: string | undefined }): boolean {
  return isError(outcome) || outcome.code === MERGED_CODE;
}

/** How many rows did not succeed. */
export function errorCount(rows: RowCounts): number {
  return rows.rejected + rows.failed + rows.in_doubt;
}
