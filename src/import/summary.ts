import type { RequestCounts } from '../dispatch/dispatcher.ts';
import type { RunStage } from '../ledger/index.ts';

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
}

export type RowCounter = Exclude<keyof RowCounts, 'read'>;

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

export function noRows(): RowCounts {
  return { read: 0, created: 0, updated: 0, done: 0, rejected: 0, failed: 0, in_doubt: 0, skipped: 0, pending: 0 };
}

/** One reason for which rows did not succeed, with the first row that shows it. */
export interface Cause {
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly firstRow: number;
  count: number;
}

/** What `summary.json` and `--json` hold. */
export interface ImportSummary {
  readonly run: string;
  readonly command: string;
  readonly target: string;
  readonly status: Exclude<RunStage, 'running'>;
  /** Why the run stopped before its end. */
  readonly reason?: string;
  readonly dry_run?: true;
  readonly rows: RowCounts;
  readonly requests: RequestCounts;
  readonly duration_ms: number;
  /** Rows that the API answered, per second from the first request to the last outcome. */
  readonly rows_per_second: number;
  readonly causes: readonly Cause[];
  readonly detected: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
  readonly files: {
    readonly errors: string;
    readonly results: string;
    readonly report: string;
    readonly summary: string;
  };
}

/** The counters that say that a row did not succeed. */
export function errorCount(rows: RowCounts): number {
  return rows.rejected + rows.failed + rows.in_doubt;
}
