import type { Clock } from '../dispatch/clock.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { OutColumn, RowWriter } from '../files/index.ts';
import type { Stream } from '../streams/stream.ts';
import type { WallClock } from './decode/wall-clock.ts';

/** All that one export works with. */
export interface ExportJob {
  readonly run: string;
  readonly stream: Stream;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** Opens the output once its columns are known. */
  open(columns: readonly OutColumn[]): Promise<RowWriter>;
  readonly settings: {
    readonly concurrency: number;
    readonly pageSize: number;
    /** Parameters of the list, checked, in wire form. */
    readonly filter: Readonly<Record<string, unknown>>;
    /** How times are shown; `raw`: everything as it came. */
    readonly show: WallClock | 'raw';
    /** Names of columns, in the wanted order; all where it is not given. */
    readonly columns?: readonly string[] | undefined;
  };
  /** Aborted: no new request. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted: requests in flight are given up. */
  readonly cancel?: AbortSignal | undefined;
}
