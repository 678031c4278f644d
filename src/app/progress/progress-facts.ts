import type { RequestCounts } from '../../resilience/dispatcher.ts';
import type { Waiting } from './run-watch.ts';

/** How far a run has come. */
export interface ProgressFacts {
  /** `Importing`, `Checking`, `Tagging`, `Exporting`; of a plan with the place of the file: `Importing 2/3`. */
  readonly title: string;
  /** Rows that have come to an end. */
  readonly rows: number;
  /** Rows that there will be, as far as that can be told; line breaks within cells make it too large. */
  readonly total: number | undefined;
  readonly errors: number;
  /** Over the last seconds. */
  readonly ratePerSecond: number;
  readonly secondsLeft: number | undefined;
  readonly requests: RequestCounts;
  readonly waiting: Waiting | undefined;
}
