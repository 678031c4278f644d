import type { DailyWindow } from '../../resilience/index.ts';

/** At which time of the day calls are made, and how many a day. */
export interface NightSettings {
  readonly window: DailyWindow | undefined;
  readonly budget: number | undefined;
  /** Whose midnight ends a day, and whose clock the window is of. */
  readonly timeZone: string;
}

/** A whole name, since an abbreviation such as CST stands for several zones. */
const ZONE = /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/;
const TIMES = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Reads a window: `20:00-06:00`, the same with a time zone, or `always`. Undefined if it is none of these. */
export function parseWindow(
  text: string,
): (Pick<NightSettings, 'window'> & { readonly timeZone: string | undefined }) | undefined {
  const [, times = '', timeZone] = /^(.*?)(?:\s+([A-Za-z]\S*))?$/.exec(text.trim()) ?? [];
  if (timeZone === undefined && /^always$/.test(text.trim())) return { window: undefined, timeZone };
  const [, fromHour, fromMinute, toHour = '0', toMinute = '0'] = TIMES.exec(times) ?? [];
  if (fromHour === undefined || (timeZone !== undefined && !isZone(timeZone))) return undefined;
  const window = {
    fromMinute: Number(fromHour) * 60 + Number(fromMinute),
    toMinute: Number(toHour) * 60 + Number(toMinute),
  };
  // From midnight to midnight is the whole day; any other window without an end would be a slip.
  if (window.fromMinute === window.toMinute)
    return window.fromMinute === 0 ? { window: undefined, timeZone } : undefined;
  return { window, timeZone };
}

/** Reads a budget: `200000/day`, or `none`. Undefined if it is neither. */
export function parseBudget(text: string): Pick<NightSettings, 'budget'> | undefined {
  const given = text.trim();
  if (given === 'none') return { budget: undefined };
  const [, calls] = /^([1-9]\d{0,11})\s*\/\s*day$/.exec(given) ?? [];
  return calls === undefined ? undefined : { budget: Number(calls) };
}

function isZone(text: string): boolean {
  if (!ZONE.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}
