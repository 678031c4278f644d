/** A point in time as a clock on the wall shows it, with its offset: `2025-03-04T10:20:30+08:00`. */
export interface WallClock {
  (epochSeconds: number): string;
  readonly timeZone: string;
}

const DAY_SECONDS = 86_400;
const MAX_CACHED_DAYS = 10_000;

/**
 * Makes the clock of a time zone (`Asia/Shanghai`). What the platform knows of the zone is asked for once a day of the
 * calendar, because it answers slowly.
 * @throws RangeError where there is no such zone.
 */
export function wallClock(timeZone: string): WallClock {
  const offsetAt = offsetReader(timeZone);
  const ofDay = new Map<number, number | 'changes'>();
  const dates = new Map<number, string>();

  const offsetOf = (seconds: number): number => {
    const day = Math.floor(seconds / DAY_SECONDS);
    let known = ofDay.get(day);
    if (known === undefined) {
      if (ofDay.size >= MAX_CACHED_DAYS) ofDay.clear();
      const first = offsetAt(day * DAY_SECONDS);
      known = first === offsetAt((day + 1) * DAY_SECONDS - 1) ? first : 'changes';
      ofDay.set(day, known);
    }
    return known === 'changes' ? offsetAt(seconds) : known;
  };
  const dateOf = (day: number): string => {
    let known = dates.get(day);
    if (known === undefined) {
      if (dates.size >= MAX_CACHED_DAYS) dates.clear();
      known = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);
      dates.set(day, known);
    }
    return known;
  };

  const show = (epochSeconds: number): string => {
    const offset = offsetOf(epochSeconds);
    const local = Math.floor(epochSeconds + offset);
    const day = Math.floor(local / DAY_SECONDS);
    const rest = local - day * DAY_SECONDS;
    const minute = Math.floor(rest / 60);
    return `${dateOf(day)}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two(rest % 60)}${suffix(offset)}`;
  };
  return Object.assign(show, { timeZone });
}

/** Asks the platform how many seconds a zone is ahead of UTC. */
function offsetReader(timeZone: string): (epochSeconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (epochSeconds) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(epochSeconds * 1000)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Math.round(Date.UTC(year, month - 1, day, hour, minute, second) / 1000) - Math.floor(epochSeconds);
  };
}

const suffixes = new Map<number, string>();

function suffix(offsetSeconds: number): string {
  let known = suffixes.get(offsetSeconds);
  if (known === undefined) {
    const minutes = Math.floor(Math.abs(offsetSeconds) / 60);
    const sign = offsetSeconds < 0 ? '-' : '+';
    known = offsetSeconds === 0 ? 'Z' : `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    suffixes.set(offsetSeconds, known);
  }
  return known;
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

function two(value: number): string {
  return TWO_DIGITS[value] ?? String(value);
}
