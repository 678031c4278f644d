import type { RunStage } from '../ledger/index.ts';
import type { Clock, Dispatcher, RequestCounts } from '../resilience/index.ts';
import type { Stream } from '../streams/index.ts';
import type { ShapeSettings } from './columns/row-shape.ts';
import type { Selection } from './reading/read-stream.ts';
import type { OpenOutput, StagingChoice } from './writing/row-sink.ts';
import type { OutputFile } from './writing/thread-sink.ts';

/** All that one export works with. */
export interface ExportJob {
  readonly run: string;
  readonly stream: Stream;
  /** What of it is to be read. */
  readonly selection: Selection;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** Opens the output once its columns are known. */
  readonly open: OpenOutput;
  /** What `open` would open, where that is a file of its own: a long list is then written in a thread of its own. */
  readonly file?: OutputFile | undefined;
  readonly settings: ShapeSettings & {
    readonly concurrency: number;
    readonly pageSize: number;
  };
  /** Keeps what has been read so far, so that the export can be gone on with. */
  readonly spool?: StagingChoice | undefined;
  /** Aborted: the export is to end. */
  readonly stop?: AbortSignal | undefined;
}

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
