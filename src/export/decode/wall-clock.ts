/** A point in time as a clock on the wall shows it, with its offset: `2025-03-04T10:20:30+08:00`. */
export type WallClock = (epochSeconds: number) => string;

const DAY_SECONDS = 86_400;
const MOST_DAYS = 10_000;

/**
 * Makes the clock of a time zone (`Asia/Shanghai`). What the platform knows of the zone is asked for once a day of the
 * calendar, because it answers slowly.
 * @throws RangeError where there is no such zone.
 */
export function wallClock(timeZone: string): WallClock {
  const offsetAt = offsetReader(timeZone);
  const ofDay = new Map<number, number | 'changes'>();

  const offsetOf = (seconds: number): number => {
    const day = Math.floor(seconds / DAY_SECONDS);
    let known = ofDay.get(day);
    if (known === undefined) {
      if (ofDay.size >= MOST_DAYS) ofDay.clear();
      const first = offsetAt(day * DAY_SECONDS);
      known = first === offsetAt((day + 1) * DAY_SECONDS - 1) ? first : 'changes';
      ofDay.set(day, known);
    }
    return known === 'changes' ? offsetAt(seconds) : known;
  };

  return (epochSeconds) => {
    const offset = offsetOf(epochSeconds);
    return new Date((epochSeconds + offset) * 1000).toISOString().slice(0, 19) + suffix(offset);
  };
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

function suffix(offsetSeconds: number): string {
  if (offsetSeconds === 0) return 'Z';
  const minutes = Math.floor(Math.abs(offsetSeconds) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offsetSeconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
