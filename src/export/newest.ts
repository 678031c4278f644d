import type { Stream, StreamRow } from '../streams/stream.ts';

/** Reads off rows the latest time by which `--since` narrows the stream, in epoch seconds; 0 where they bear none. */
export function newestReader({ span }: Stream): (rows: readonly StreamRow[]) => number {
  const member = span?.member;
  if (member === undefined) return () => 0;
  return (rows) => {
    let newest = 0;
    for (const row of rows) {
      const epoch = epochOf(row[member]);
      if (epoch > newest) newest = epoch;
    }
    return newest;
  };
}

function epochOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  const day =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) / 1000 : 0;
  return Number.isFinite(day) ? day : 0;
}
