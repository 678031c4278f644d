import type { RunStatus } from '../ledger/index.ts';
import type { Clock, Dispatcher, RequestCounts, WaitFacts } from '../resilience/index.ts';
import type { Stream } from '../streams/index.ts';
import type { ShapeSettings } from './columns/row-shape.ts';
import type { Selection } from './reading/read-stream.ts';
import type { OpenOutput, StagingChoice } from './writing/row-sink.ts';
import type { OutputFile } from './writing/thread-sink.ts';

/** Everything that one export needs. */
export interface ExportJob {
  readonly run: string;
  readonly stream: Stream;
  /** The part of it that is read. */
  readonly selection: Selection;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** Opens the output once its columns are known. */
  readonly open: OpenOutput;
  /** The file that `open` would open, if it is a plain file: a worker thread then writes a long list. */
  readonly file?: OutputFile | undefined;
  readonly settings: ShapeSettings & {
    readonly concurrency: number;
    readonly pageSize: number;
  };
  /** Keeps the rows that were read so far, so that the export can be resumed. */
  readonly staging?: StagingChoice | undefined;
  /** Its abort ends the export. */
  readonly stop?: AbortSignal | undefined;
}

/** The summary that `--json` prints for an export. */
export interface ExportSummary extends WaitFacts {
  readonly run: string;
  readonly command: 'export';
  readonly stream: string;
  readonly status: Exclude<RunStatus, 'running'>;
  /** Why it stopped early, or why it is incomplete. */
  readonly reason?: string;
  readonly rows: {
    readonly written: number;
    /** Rows that arrived repeatedly and were written once. */
    readonly duplicates: number;
    /** How many records the API counted. */
    readonly expected: number;
  };
  /** Does the file contain every record that existed throughout the export, exactly once? */
  readonly complete: boolean;
  readonly requests: RequestCounts;
  readonly duration_ms: number;
  readonly rows_per_second: number;
  /** Things worth knowing about the rows. */
  readonly notices: readonly string[];
  readonly files: { readonly output: readonly string[] };
}
