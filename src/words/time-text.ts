const SECOND_MS = 1000;
const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** A span of milliseconds, from one minute in its two greatest units: `850 ms`, `4.2 s`, `3 min 20 s`, `23 h 59 min`, `2 d`. */
export function durationText(spanMs: number): string {
  const ms = Math.max(0, Math.round(spanMs));
  if (ms === 0) return '0 s';
  if (ms < SECOND_MS) return `${ms} ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${tenths / 10} s`;
  const seconds = Math.round(ms / SECOND_MS);
  const greatest = UNITS.findIndex(([, size]) => seconds >= size);
  const [[large, size], small] = [UNITS[greatest] ?? UNITS[3], UNITS[greatest + 1]];
  const rest = small === undefined ? 0 : Math.floor((seconds % size) / small[1]);
  return `${Math.floor(seconds / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small?.[0]}`}`;
}

/** A local time, from epoch milliseconds: `2026-11-23 04:12:07`, or without the seconds. */
export function localTimeText(epochMs: number, to: 'minute' | 'second' = 'second'): string {
  const at = new Date(epochMs);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('-');
  const clock = [at.getHours(), at.getMinutes(), ...(to === 'second' ? [at.getSeconds()] : [])];
  return `${day} ${clock.map(twoDigits).join(':')}`;
}

/** `07`, as months, days, hours and minutes are written. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Makes a function that queries the platform for a zone's offset from UTC in seconds. */
export function zoneOffset(timeZone: string): (epochSeconds: number) => number {
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
