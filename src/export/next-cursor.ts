import type { Stream, StreamRow } from '../streams/index.ts';

/** Records that were changed at about the same time may become visible a little later. */
const MIN_OVERLAP_SECONDS = 300;
/** By how much a clock that was set back may have been wrong. */
const MAX_SET_BACK_SECONDS = 86_400;

/** What a complete export tells of time. Epoch seconds. */
interface ExportTimes {
  /** The latest time that a record bears; 0 where none does. */
  readonly newest: number;
  /** When its first request was sent, by the server's clock. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/**
 * From when on the next export of changes has to look. It goes by the times that the records bear, so that clocks need
 * not agree, and reaches back by as long as this export took: a record that changed after its page had been read bears a
 * time that is at most so much earlier than the latest one seen. A record that is dated after the export began moves it no
 * further than that, and while there is one it reaches back further, since the server's clock may have been set back.
 * Nothing where it stays as it is.
 */
export function nextCursor({ newest, startedAt, durationMs }: ExportTimes, before?: number): number | undefined {
  if (newest <= 0) return undefined;
  const overlap = Math.max(MIN_OVERLAP_SECONDS, Math.ceil(durationMs / 1000) + MIN_OVERLAP_SECONDS / 5);
  const setBack = isDatedAhead(newest, { startedAt, durationMs })
    ? Math.min(newest - startedAt, MAX_SET_BACK_SECONDS)
    : 0;
  const next = Math.floor(Math.min(newest, startedAt) - overlap - setBack);
  // What an earlier version took from a record of the future is no good.
  return before !== undefined && before <= startedAt && next <= before ? undefined : next;
}

/** Does a record bear a time that had not come when the export ended? */
export function isDatedAhead(newest: number, { startedAt, durationMs }: Omit<ExportTimes, 'newest'>): boolean {
  return newest > startedAt + durationMs / 1000 + MIN_OVERLAP_SECONDS;
}

/** A row and the time that it bears, in epoch seconds; of one that bears milliseconds that number, which is later than any time. */
interface DatedRow {
  readonly at: number;
  readonly row: StreamRow;
}

/** Reads off rows the one with the latest time by which `--since` narrows the stream; undefined where they bear none. */
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

/** Later than any time in seconds: it is in milliseconds. */
export const MIN_EPOCH_MS = 100_000_000_000;

function epochOf(value: unknown): number {
  const number =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value)) ? Number(value) : 0;
  if (number > 0) return number;
  const day =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) / 1000 : 0;
  return Number.isFinite(day) ? day : 0;
}
