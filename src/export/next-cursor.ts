import type { Stream, StreamRow } from '../streams/index.ts';
import { EXPORT_POLICY } from './policy.ts';

const POLICY = EXPORT_POLICY.sinceLast;

/** The times of a complete export, in epoch seconds. */
interface ExportTimes {
  /** The latest time of any record; 0 if none has one. */
  readonly newest: number;
  /** When its first request was sent, by the server's clock. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/**
 * The time from which the next export of changes has to read. It is based on the times of the records, so that clocks need
 * not agree, and overlaps by the duration of this export: a record that changed after its page had been read has a time
 * that is earlier than the latest one seen by at most that much. A record that is dated after the export began moves the
 * cursor no further than that beginning, and makes it overlap more, since the server's clock may have been set back.
 * Undefined if the cursor stays where it is.
 */
export function nextCursor({ newest, startedAt, durationMs }: ExportTimes, before?: number): number | undefined {
  if (newest <= 0) return undefined;
  const overlap = Math.max(POLICY.minOverlapSeconds, Math.ceil(durationMs / 1000) + POLICY.minOverlapSeconds / 5);
  const setBack = isDatedAhead(newest, { startedAt, durationMs })
    ? Math.min(newest - startedAt, POLICY.maxSetBackSeconds)
    : 0;
  const next = Math.floor(Math.min(newest, startedAt) - overlap - setBack);
  // A cursor in the future, which an earlier version took from such a record, is invalid.
  return before !== undefined && before <= startedAt && next <= before ? undefined : next;
}

/** Is a record dated later than the end of the export? */
export function isDatedAhead(newest: number, { startedAt, durationMs }: Omit<ExportTimes, 'newest'>): boolean {
  return newest > startedAt + durationMs / 1000 + POLICY.minOverlapSeconds;
}

/** A row and its time in epoch seconds. A time in milliseconds stays so, and is later than any time in seconds. */
interface DatedRow {
  readonly at: number;
  readonly row: StreamRow;
}

/** Makes a function that returns the row with the latest time, as `--since` compares it; undefined if no row has one. */
export function latestRowReader({ span }: Stream): (rows: readonly StreamRow[]) => DatedRow | undefined {
  const member = span?.member;
  if (member === undefined) return () => undefined;
  return (rows) => {
    let newest: DatedRow | undefined;
    for (const row of rows) {
      const at = epochOf(row[member]);
      if (at > (newest?.at ?? 0)) newest = { at, row };
    }
    return newest;
  };
}

/** A number from this one on is a time in milliseconds. */
export const MIN_EPOCH_MS = 100_000_000_000;

function epochOf(value: unknown): number {
  const number =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value)) ? Number(value) : 0;
  if (number > 0) return number;
  const day =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) / 1000 : 0;
  return Number.isFinite(day) ? day : 0;
}
