import type { ImportSummary } from '../../import/index.ts';
import type { WaitFacts } from '../../resilience/index.ts';

/** The summary of a plan: what an import would change. */
export interface ChangePlanSummary {
  readonly plan: string;
  readonly command: 'plan';
  readonly target: string;
  readonly status: ImportSummary['status'];
  readonly reason?: string;
  readonly rows: {
    readonly read: number;
    readonly create: number;
    readonly update: number;
    readonly unchanged: number;
    readonly ambiguous: number;
    readonly rejected: number;
    /** Rows that the mode leaves out, or that another row of the file replaces. */
    readonly skipped: number;
  };
  readonly cells_changed: number;
  /** Calls that applying the plan takes. */
  readonly calls: number;
  readonly seconds_estimated: number;
  /** How many nights applying it takes within the window and the budget; without a window, how many days. */
  readonly nights?: number;
  /** When the last of them ends, as ISO time. */
  readonly ends_estimated?: string;
  readonly requests: ImportSummary['requests'];
  readonly duration_ms: number;
  readonly causes: ImportSummary['causes'];
  readonly notices: readonly string[];
  readonly files: ImportSummary['files'] & { readonly plan: string };
}

/** The summary of a verification. */
export interface VerifySummary extends WaitFacts {
  readonly verifies: string;
  readonly command: 'verify';
  readonly target: string;
  readonly status: 'completed' | 'completed_with_errors';
  readonly records: {
    readonly checked: number;
    readonly equal: number;
    readonly different: number;
    readonly missing: number;
  };
  readonly cells: { readonly compared: number; readonly different: number };
  readonly requests: { readonly sent: number; readonly retried: number; readonly throttled: number };
  readonly duration_ms: number;
  readonly notices: readonly string[];
  readonly files: { readonly verify: string };
}
