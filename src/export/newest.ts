import type { Stream, StreamRow } from '../streams/stream.ts';

/** A row and the time that it bears, in epoch seconds; of one that bears milliseconds that number, which is later than any time. */
export interface DatedRow {
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
