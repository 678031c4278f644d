import type { Clock } from '../resilience/clock.ts';
import type { Dispatcher } from '../resilience/dispatcher.ts';
import type { Stream } from '../streams/stream.ts';
import type { Selection } from './reading/read-stream.ts';
import type { ShapeSettings } from './row-shape.ts';
import type { OpenOutput } from './writing/file-sink.ts';
import type { StagingChoice } from './writing/row-sink.ts';
import type { OutputFile } from './writing/writer-requests.ts';

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
