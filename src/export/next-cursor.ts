import type { Stream, StreamRow } from '../streams/index.ts';
import { t } from '../words/index.ts';
import { EXPORT_POLICY } from './policy.ts';
import { rowId } from './reading/page.ts';

const POLICY = EXPORT_POLICY.sinceLast;

/** The times of a complete reading, in epoch seconds. */
interface ReadTimes {
  /** The latest time of any record; 0 if none has one. */
  readonly newest: number;
  /** When its first request was sent, by the server's clock. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** The times of a reading that has just ended. `startedMs`: when it began; `serverMs`: the server's time now, if it sent one. */
export function readTimes(read: {
  readonly newest: number;
  readonly durationMs: number;
  readonly startedMs: number;
  readonly nowMs: number;
  readonly serverMs: number | undefined;
}): ReadTimes {
  const { newest, nowMs, serverMs } = read;
  // If the clock was set back meanwhile, the reading would seem too short, and the next one would not look back far enough.
  const durationMs = Math.max(read.durationMs, nowMs - read.startedMs);
  return { newest, durationMs, startedAt: ((serverMs ?? nowMs) - durationMs) / 1000 };
}

/**
 * The time from which the next export of changes has to read. It is based on the times of the records, so that clocks need
 * not agree, and overlaps by the duration of this export: a record that changed after its page had been read has a time
 * that is earlier than the latest one seen by at most that much. A record that is dated after the export began moves the
 * cursor no further than that beginning, and makes it overlap more, since the server's clock may have been set back.
 * Undefined if the cursor stays where it is.
 */
export function nextCursor({ newest, startedAt, durationMs }: ReadTimes, before?: number): number | undefined {
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
export function isDatedAhead(newest: number, { startedAt, durationMs }: Omit<ReadTimes, 'newest'>): boolean {
  return newest > startedAt + durationMs / 1000 + POLICY.minOverlapSeconds;
}

/** Assumed clock difference if the server does not send its time. */
const MAX_CLOCK_SKEW_SECONDS = 3600;
/** A smaller clock difference may be the time that a response takes. */
const MIN_SET_BACK_SECONDS = 30;

/** A cursor as it was stored. */
interface StoredCursor {
  /** Epoch seconds. */
  readonly cursor: number;
  /** By how many seconds the server's clock was ahead of this machine's; undefined if the server did not send its time. */
  readonly aheadSeconds: number | undefined;
}

/**
 * The time from which changes have to be read, in epoch seconds. If the server's clock was set back since the cursor was stored,
 * it is moved back by as much, because later changes have times that are already read. Undefined if it is in the future: then
 * everything has to be read.
 */
export function startOfChanges(
  { cursor, aheadSeconds }: StoredCursor,
  { nowMs, serverMs }: { readonly nowMs: number; readonly serverMs: number | undefined },
): number | undefined {
  const now = serverMs === undefined ? nowMs / 1000 + MAX_CLOCK_SKEW_SECONDS : serverMs / 1000;
  const setBack =
    aheadSeconds === undefined || serverMs === undefined ? 0 : aheadSeconds - secondsAhead(serverMs, nowMs);
  const start = cursor - (setBack >= MIN_SET_BACK_SECONDS ? setBack : 0);
  return start <= now ? start : undefined;
}

/** By how many seconds the server's clock is ahead of this machine's. */
export function secondsAhead(serverMs: number, nowMs: number): number {
  return Math.round((serverMs - nowMs) / 1000);
}

/** A row and its time in epoch seconds. A time in milliseconds stays so, and is later than any time in seconds. */
interface DatedRow {
  readonly at: number;
  readonly row: StreamRow;
}

/** Makes a function that returns the row with the latest time, as `--since` compares it; undefined if no row has one. */
function latestRowReader({ span }: Stream): (rows: readonly StreamRow[]) => DatedRow | undefined {
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

/** The record with the latest time of all rows that were read. */
export class NewestRecord {
  /** Its time in epoch seconds; 0 if no row has one. */
  at = 0;
  id: string | undefined;
  readonly #latestOf: ReturnType<typeof latestRowReader>;
  readonly #idOf: (row: StreamRow) => string;

  constructor(stream: Stream) {
    this.#latestOf = latestRowReader(stream);
    this.#idOf = rowId(stream);
  }

  /** Continues with the latest time that an earlier process read. */
  resumeFrom(at: number): void {
    this.at = at;
  }

  note(rows: readonly StreamRow[]): void {
    const latest = this.#latestOf(rows);
    if (!latest || latest.at <= this.at) return;
    this.at = latest.at;
    this.id = this.#idOf(latest.row);
  }
}

/** Says that a record is dated later than now: `Record 4711 is dated in the future (2099-01-01)`. */
export function datedAheadText(newest: number, id: string | undefined): string {
  const what =
    newest < MIN_EPOCH_MS
      ? t`is dated in the future (${new Date(newest * 1000).toISOString().slice(0, 10)})`
      : t`is dated in milliseconds (${newest}) instead of seconds`;
  return `${id ? t`Record ${id}` : 'A record'} ${what}`;
}

/** A number from this one on is a time in milliseconds. */
const MIN_EPOCH_MS = 100_000_000_000;

function epochOf(value: unknown): number {
  const number =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value)) ? Number(value) : 0;
  if (number > 0) return number;
  const day =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) / 1000 : 0;
  return Number.isFinite(day) ? day : 0;
}
