/** A range of creation times in epoch seconds, both ends included. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
  /** May rows still be added to it? Those of a closed range can only go. */
  readonly isOpen: boolean;
}

/** Before any record, and after any: what is sent where a range has no end. The years 1970 and 2100. */
const EARLIEST = 1;
const LATEST = 4_102_444_800;

/** Before any record of the API: where rows are looked for when nothing tells how far back they go. The year 2010. */
export const EARLIEST_RECORD = 1_262_304_000;

/** All of time, or what a filter leaves of it. Its end is still open. */
export function wholeRange(start: number = EARLIEST, end: number = LATEST): TimeRange {
  return { start, end, isOpen: true };
}

/**
 * Cuts a range at a point at which the server's clock surely was already, since a row bears that time: nothing is added
 * before it any more. Answers nothing where that would leave the open part as it is.
 */
export function splitOffOpenEnd(range: TimeRange, seen: number): { open: TimeRange; closed: TimeRange } | undefined {
  if (seen <= range.start || seen > range.end) return undefined;
  return {
    open: { start: seen, end: range.end, isOpen: true },
    closed: { start: range.start, end: seen - 1, isOpen: false },
  };
}

/**
 * Cuts a closed range into about so many parts of equal length, the latest first. `from` and `to` are the times between
 * which its rows seem to lie: the first and the last part reach out to the ends of the range.
 */
export function splitRange(range: TimeRange, from: number, to: number, parts: number): TimeRange[] {
  const low = Math.max(range.start, Math.min(from, range.end));
  const high = Math.min(range.end, Math.max(to, low));
  const seconds = high - low + 1;
  const wanted = Math.max(2, Math.min(parts, seconds));
  const starts = new Set<number>([range.start]);
  if (seconds === 1) {
    // All that is known of lies in one second, so that second is cut out.
    starts.add(low);
    if (high < range.end) starts.add(high + 1);
  } else {
    for (let part = 1; part < wanted; part += 1) starts.add(low + Math.floor((seconds * part) / wanted));
  }
  const sorted = [...starts].sort((one, other) => other - one);
  return sorted.map((start, index) => ({ start, end: (sorted[index - 1] ?? range.end + 1) - 1, isOpen: false }));
}
