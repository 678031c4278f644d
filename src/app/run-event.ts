/** How far a run is, about once a second; with `end`, for the last time. */
export interface ProgressEvent {
  readonly type: 'progress';
  /** ISO time. */
  readonly time: string;
  readonly run: string;
  /** `Importing`, `Checking`, `Exporting`, … */
  readonly doing: string;
  /** Rows that have come to an end, and how many of them did not succeed. */
  readonly rows: number;
  readonly errors: number;
  /** Rows that there will be, as far as that can be told; line breaks within cells make it too large. */
  readonly total: number | null;
  readonly rows_per_second: number;
  readonly eta_seconds: number | null;
  readonly requests: { readonly sent: number; readonly retried: number; readonly throttled: number };
  readonly waiting: 'throttled' | 'outage' | null;
  /** What is left of the pause that the API asked for. */
  readonly pause_ms: number;
  readonly end: boolean;
}

/** How a run ended; the summary has more. */
export interface EndEvent {
  readonly type: 'end';
  readonly run: string;
  readonly status: string;
  readonly reason: string | null;
  /** Of an export: does the file hold the whole list? */
  readonly complete?: boolean;
  readonly rows: Readonly<Record<string, number>>;
  readonly files: object;
  /** The command that goes on from here. */
  readonly next: string | null;
}

export type RunEvent = ProgressEvent | EndEvent;
