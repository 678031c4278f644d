import type { Stream, StreamRow } from '../streams/stream.ts';

/** Reads off rows the latest time by which `--since` narrows the stream, in epoch seconds; 0 where they bear none. */
export function newestReader({ span }: Stream): (rows: readonly StreamRow[]) => number {
  const member = span?.member;
  if (member === undefined) return () => 0;
  return (rows) => rows.reduce((newest, row) => Math.max(newest, epochOf(row[member])), 0);
}

function epochOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const day =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) / 1000 : 0;
  return Number.isFinite(day) ? day : 0;
}
