import { readlinkSync } from 'node:fs';

/** The time zone of this machine's schedulers, which know nothing of `TZ` in a shell; undefined where it cannot be told. */
export function machineZone(): string | undefined {
  if (process.env['TZ'] === undefined) return Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return /zoneinfo\/(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1];
  } catch (error) {
    // Without that file a machine goes by UTC; a copy in its place does not tell its name.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'UTC' : undefined;
  }
}

const HOUR_MINUTES = 60;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const YEAR_DAYS = 366;

/** Do two zones show the same time on every day of the coming year? */
export function isSameTime(a: string, b: string, nowMs: number): boolean {
  return differences(a, b, nowMs).every((minutes) => minutes === 0);
}

/** Do their clocks differ by whole hours on every day of the coming year, so that their minutes are the same? */
export function sharesMinutes(a: string, b: string, nowMs: number): boolean {
  return differences(a, b, nowMs).every((minutes) => minutes % HOUR_MINUTES === 0);
}

function differences(a: string, b: string, nowMs: number): number[] {
  const [clockA, clockB] = [zoneClock(a), zoneClock(b)];
  return Array.from({ length: YEAR_DAYS }, (_, day) => {
    const at = nowMs + day * DAY_MS;
    return (clockA(at) - clockB(at)) / MINUTE_MS;
  });
}

/** What the clock of a zone shows, as if it were UTC. */
function zoneClock(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute);
  };
}
