import type { Clock } from '../dispatch/clock.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { OutColumn, RowWriter } from '../files/index.ts';
import type { Stream } from '../streams/stream.ts';
import type { ColumnChoice } from './choose-columns.ts';
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
  /** Opens the output once its columns are known. `ids`: the columns that tell one row from another, as far as they are among them. */
  open(columns: readonly OutColumn[], ids: readonly string[]): Promise<RowWriter>;
  readonly settings: {
    readonly concurrency: number;
    readonly pageSize: number;
    /** How times are shown; `raw`: everything as it came. */
    readonly show: WallClock | 'raw';
    /** Which columns, in the wanted order; all where it is not given. */
    readonly columns?: readonly ColumnChoice[] | undefined;
    readonly details: boolean;
    readonly tags: boolean;
    /** Only what an edit takes, with a fingerprint of each row: to be edited and imported again. */
    readonly forUpdate?: boolean;
  };
  /** Keeps what has been read so far, so that the export can be gone on with; `resume`: it holds the beginning. */
  readonly spool?: { readonly path: string; readonly resume: boolean } | undefined;
  /** Aborted: the export is to end. */
  readonly stop?: AbortSignal | undefined;
}
