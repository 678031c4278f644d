import type { Clock } from '../dispatch/clock.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { OutColumn, RowWriter } from '../files/index.ts';
import type { Stream } from '../streams/stream.ts';
import type { WallClock } from './decode/wall-clock.ts';
import type { Selection } from './reading/read-stream.ts';

/** All that one export works with. */
export interface ExportJob {
  readonly run: string;
  readonly stream: Stream;
  /** What of it is to be read. */
  readonly selection: Selection;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** Opens the output once its columns are known. */
  open(columns: readonly OutColumn[]): Promise<RowWriter>;
  readonly settings: {
    readonly concurrency: number;
    readonly pageSize: number;
    /** How times are shown; `raw`: everything as it came. */
    readonly show: WallClock | 'raw';
    /** Names of columns, in the wanted order; all where it is not given. */
    readonly columns?: readonly string[] | undefined;
    readonly details: boolean;
    readonly tags: boolean;
  };
  /** Aborted: the export is to end. */
  readonly stop?: AbortSignal | undefined;
}
