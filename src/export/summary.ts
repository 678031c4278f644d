import type { RunStage } from '../ledger/index.ts';
import type { RequestCounts } from '../resilience/dispatcher.ts';

/** What `--json` prints of an export. */
export interface ExportSummary {
  readonly run: string;
  readonly command: 'export';
  readonly stream: string;
  readonly status: Exclude<RunStage, 'running'>;
  /** Why it stopped before its end, or why it is not complete. */
  readonly reason?: string;
  readonly rows: {
    readonly written: number;
    /** Rows that came more than once and were written once. */
    readonly duplicates: number;
    /** How many the API said there are. */
    readonly expected: number;
  };
  /** Is every record that existed throughout in the file, exactly once? */
  readonly complete: boolean;
  readonly requests: RequestCounts;
  readonly duration_ms: number;
  readonly rows_per_second: number;
  /** Things worth knowing about the rows. */
  readonly notices: readonly string[];
  readonly files: { readonly output: readonly string[] };
}
