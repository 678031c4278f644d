import type { Clock, Dispatcher } from '../resilience/index.ts';
import type { StreamRow } from '../streams/index.ts';
import { NewestRecord, readTimes } from './next-cursor.ts';
import { ReadCounters } from './reading/partition.ts';
import { readContext } from './reading/read-context.ts';
import { readStream, type Selection } from './reading/read-stream.ts';

/** How a selection is read. */
interface WholeReadOptions {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly pageSize: number;
  /** The server's clock in epoch milliseconds; undefined if it has not sent its time. */
  serverNow(): number | undefined;
}

/** What is known once all batches have been taken. */
interface WholeReadResult {
  /** Was every record read that existed throughout the reading? */
  readonly complete: boolean;
  /** Why not. */
  readonly reason: string | undefined;
  /** The latest time of change of any row, in epoch seconds; 0 if none has one. */
  readonly newest: number;
  readonly newestId: string | undefined;
  /** When its first request was sent, by the server's clock, in epoch seconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** How many rows the API counted, summed over the parts of the list. */
  readonly expected: number;
  readonly notices: readonly string[];
}

/** A reading of raw rows that says afterwards whether it is whole. */
export interface WholeRead extends AsyncIterable<readonly StreamRow[]> {
  /** How many rows the API has counted, as soon as it has. */
  readonly expected: number | undefined;
  /** To be called after the last batch. */
  result(): WholeReadResult;
}

/** Reads a selection as raw rows, page by page, each record once. Errors while iterating: `SobotError`, `Stopped`. */
export function readWhole(selection: Selection, options: WholeReadOptions): WholeRead {
  const { dispatcher, clock, concurrency, pageSize, serverNow } = options;
  const counters = new ReadCounters();
  const newest = new NewestRecord(selection.stream);
  const [startedMs, startedElapsed] = [clock.now(), clock.elapsed()];
  return {
    get expected() {
      return counters.expectedTotal;
    },
    async *[Symbol.asyncIterator]() {
      const context = readContext({ dispatcher, concurrency, pageSize, counters });
      for await (const { rows } of readStream(selection, context)) {
        if (rows.length === 0) continue;
        newest.note(rows);
        yield rows;
      }
    },
    result() {
      const durationMs = clock.elapsed() - startedElapsed;
      const [reason, ...others] = counters.shortfalls;
      return {
        ...readTimes({ newest: newest.at, durationMs, startedMs, nowMs: clock.now(), serverMs: serverNow() }),
        complete: reason === undefined,
        reason,
        newestId: newest.id,
        expected: counters.expected,
        notices: [...counters.notices, ...others],
      };
    },
  };
}
