import { t, zoneOffset } from '../words/index.ts';

/** Formats a point in time in a time zone, with its offset: `2025-03-04T10:20:30+08:00`. */
export interface WallClock {
  (epochSeconds: number): string;
  readonly timeZone: string;
}

const DAY_SECONDS = 86_400;
const MAX_CACHED_DAYS = 10_000;

/**
 * Makes the clock of a time zone (`Asia/Shanghai`). It queries the platform once for each calendar day, because such a
 * query is slow. Errors: `RangeError` if there is no such zone.
 */
export function wallClock(timeZone: string): WallClock {
  const offsetAt = zoneOffset(timeZone);
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

const SECONDS_A_DAY = 86_400;

/** How a point in time was given: to the second, or as a whole day. */
interface ParsedTime {
  /** Epoch seconds; of a day its first second. */
  readonly start: number;
  /** Of a day its last second. */
  readonly end: number;
}

/**
 * Reads a point in time: `2025-03-04`, `2025-03-04 10:20`, the same with an offset, epoch seconds, or a span before now
 * (`7d`, `12h`, `30m`). Without an offset it is a time of the given clock. Undefined if it is none of these.
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

/** The clock's offset from UTC at a time, as text: `+08:00`. */
export function offsetText(epochSeconds: number, clock: WallClock): string {
  const suffix = clock(epochSeconds).slice(19);
  return suffix === 'Z' ? '+00:00' : suffix;
}

function instant(seconds: number): ParsedTime {
  return { start: seconds, end: seconds };
}

/** False for 30 February, for example. */
function isRealDay(day: string, local: number): boolean {
  return Number.isFinite(local) && new Date(local * 1000).toISOString().startsWith(day);
}

/** The time at which the clock shows `local`, which is given as if it were UTC. Reads the offset twice, because it may change in between. */
function ofWallClock(local: number, clock: WallClock): number {
  const guess = local - offsetSeconds(offsetText(local, clock));
  return local - offsetSeconds(offsetText(guess, clock));
}

function offsetSeconds(offset: string): number {
  if (offset === 'Z') return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/**
 * Abbreviations that stand for several time zones. The platform silently reads each as one of them, `CST` as Chicago,
 * and some as one without daylight saving time.
 */
const AMBIGUOUS_ZONES: Readonly<Record<string, readonly string[]>> = {
  ACT: ['Australia/Darwin', 'America/Rio_Branco'],
  ADT: ['America/Halifax', 'Asia/Riyadh'],
  AET: ['Australia/Sydney', 'Australia/Brisbane'],
  AMT: ['America/Manaus', 'Asia/Yerevan'],
  ART: ['America/Argentina/Buenos_Aires', 'Africa/Cairo'],
  AST: ['America/Halifax', 'Asia/Riyadh', 'America/Anchorage'],
  BET: ['America/Sao_Paulo', 'Europe/London'],
  BST: ['Europe/London', 'Asia/Dhaka'],
  BDT: ['Asia/Dhaka', 'Asia/Brunei'],
  CAT: ['Africa/Maputo', 'America/Chicago'],
  CDT: ['America/Chicago', 'America/Havana'],
  CNT: ['America/St_Johns', 'Asia/Shanghai'],
  CST: ['Asia/Shanghai', 'America/Chicago', 'America/Havana'],
  CTT: ['Asia/Shanghai', 'America/Chicago'],
  ECT: ['America/Guayaquil', 'Europe/Paris'],
  EDT: ['America/New_York', 'Australia/Sydney'],
  EST: ['America/New_York', 'America/Panama', 'Australia/Sydney'],
  GST: ['Asia/Dubai', 'Atlantic/South_Georgia'],
  HST: ['Pacific/Honolulu', 'America/Adak'],
  IET: ['America/Indiana/Indianapolis', 'America/New_York'],
  IST: ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem'],
  LMT: ['Europe/London', 'UTC'],
  MDT: ['America/Denver', 'America/Edmonton'],
  MIT: ['Pacific/Apia', 'Pacific/Marquesas'],
  MST: ['America/Denver', 'America/Phoenix', 'Europe/Moscow'],
  NET: ['Asia/Yerevan', 'Asia/Kolkata'],
  NST: ['America/St_Johns', 'Pacific/Auckland'],
  PDT: ['America/Los_Angeles', 'America/Tijuana'],
  PNT: ['America/Phoenix', 'Pacific/Pitcairn'],
  PRT: ['America/Puerto_Rico', 'Europe/Lisbon'],
  PST: ['America/Los_Angeles', 'Asia/Manila'],
  SST: ['Pacific/Guadalcanal', 'Pacific/Pago_Pago', 'Asia/Singapore'],
  VST: ['Asia/Ho_Chi_Minh', 'America/Caracas'],
  WST: ['Australia/Perth', 'Pacific/Apia'],
};

/** The message for an abbreviation that stands for several zones, with these zones; undefined for any other zone. */
export function ambiguousZone(zone: string): string | undefined {
  const meanings = AMBIGUOUS_ZONES[zone.trim().toUpperCase()];
  if (meanings === undefined) return undefined;
  return t`${zone} stands for several time zones; write the intended one: ${meanings.join(', ')}`;
}
