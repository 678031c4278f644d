import type { RowState } from '../ledger/index.ts';

/** One reason for which rows did not succeed, with the first row that shows it. */
export interface FailureCause {
  /** `rejected`, `failed` or `in_doubt`. */
  readonly state: RowState;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly firstRow: number;
  count: number;
}
