import type { WallClock } from './wall-clock.ts';

const SECONDS_A_DAY = 86_400;

/** How a point in time was given: to the second, or as a whole day. */
export interface ParsedTime {
  /** Epoch seconds; of a day its first second. */
  readonly start: number;
  /** Of a day its last second. */
  readonly end: number;
}

/**
 * Reads a point in time: `2025-03-04`, `2025-03-04 10:20`, the same with an offset, epoch seconds, or a span before now
 * (`7d`, `12h`, `30m`). Without an offset it is what the wall clock shows. Nothing where it is none of these.
 */
export function parseTime(text: string, clock: WallClock, nowMs: number): ParsedTime | undefined {
  const given = text.trim();
  const ago = /^(\d{1,6})\s*([dhm])$/.exec(given);
  if (ago)
    return instant(
      Math.floor(nowMs / 1000) - Number(ago[1]) * { d: SECONDS_A_DAY, h: 3600, m: 60 }[ago[2] as 'd' | 'h' | 'm'],
    );
  if (/^\d{9,11}$/.test(given)) return instant(Number(given));
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}))?)?\s*(Z|[+-]\d{2}:\d{2})?$/.exec(given);
  if (!parts) return undefined;
  const [, day = '', minutes, seconds = '00', offset] = parts;
  const local = Date.parse(`${day}T${minutes ?? '00:00'}:${seconds}Z`) / 1000;
  if (!isRealDay(day, local)) return undefined;
  const start = offset === undefined ? ofWallClock(local, clock) : local - offsetSeconds(offset);
  return minutes === undefined ? { start, end: ofWallClock(local + SECONDS_A_DAY, clock) - 1 } : instant(start);
}

/** How far the clock is ahead of UTC at a time, as text: `+08:00`. */
export function offsetText(epochSeconds: number, clock: WallClock): string {
  const suffix = clock(epochSeconds).slice(19);
  return suffix === 'Z' ? '+00:00' : suffix;
}

function instant(seconds: number): ParsedTime {
  return { start: seconds, end: seconds };
}

/** 30 February is not. */
function isRealDay(day: string, local: number): boolean {
  return Number.isFinite(local) && new Date(local * 1000).toISOString().startsWith(day);
}

/** When the clock shows this, read as if it were UTC. Its offset is asked for twice, because it may change in between. */
function ofWallClock(local: number, clock: WallClock): number {
  const guess = local - offsetSeconds(offsetText(local, clock));
  return local - offsetSeconds(offsetText(guess, clock));
}

function offsetSeconds(offset: string): number {
  if (offset === 'Z') return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}
