import { isValidDate, isValidTime, narrow } from '../mapping/index.ts';

/** The plain digits of a number in any notation: `12.50`, `+12.5` and `1.25E1` are `12.5`. Never through a float. Undefined if it is no number. */
export function canonicalNumber(given: string): string | undefined {
  const match = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(narrow(given).trim().replace('−', '-'));
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = digits.padStart(digits.length - Math.min(point, 0), '0');
  const end = Math.max(point, 0);
  const left = padded.padEnd(end, '0').slice(0, end).replace(/^0+/, '') || '0';
  const right = padded.slice(end).replace(/0+$/, '');
  const text = right === '' ? left : `${left}.${right}`;
  return sign === '-' && text !== '0' ? `-${text}` : text;
}

const CLOCK = /^(上午|下午)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]0+)?)?\s*([ap])?(?:\.?m\.?)?$/i;

/** A time of day as `HH:mm`, with its seconds unless these are zero. Undefined if it is no time of day. */
export function canonicalTime(given: string): string | undefined {
  const match = CLOCK.exec(narrow(given).trim());
  if (match === null) return undefined;
  const [, before, hours, minutes, seconds = '00', after] = match;
  const half = after?.toLowerCase() ?? (before === undefined ? undefined : before === '上午' ? 'a' : 'p');
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined;
  const whole = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
  if (!isValidTime({ hour: whole, minute, second })) return undefined;
  return [whole, minute, ...(second === 0 ? [] : [second])].map((part) => String(part).padStart(2, '0')).join(':');
}

const DAY =
  /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?:[T ]\s*(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
/** Whole seconds and milliseconds of the epoch; numbers of other lengths are no time. */
const EPOCH_SECONDS = /^-?\d{9,10}$/;
const EPOCH_MILLISECONDS = /^-?\d{12,13}$/;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

/**
 * A day as `YYYY-MM-DD`: `2020-1-2`, `2020/01/02`, `2020年1月2日`, `2020-01-02 00:00:00`, or epoch seconds or milliseconds of the
 * day's beginning in some time zone. Undefined if it is no day, or a time within one.
 */
export function canonicalDate(given: string): string | undefined {
  const text = narrow(given).trim();
  if (EPOCH_SECONDS.test(text)) return dayBeginningAt(Number(text));
  if (EPOCH_MILLISECONDS.test(text)) return dayBeginningAt(Number(text) / 1000);
  const match = DAY.exec(text);
  if (match === null) return undefined;
  const [, years, , ...rest] = match;
  const [month = 0, day = 0] = rest.slice(0, 6).flatMap((part) => (part === undefined ? [] : [Number(part)]));
  const year = Number(years);
  if (!isValidDate({ year, month, day })) return undefined;
  const date = [String(year).padStart(4, '0'), pad(month), pad(day)].join('-');
  const [hours = '00', minutes = '00', seconds = '00', zone] = rest.slice(6);
  if (!isValidTime({ hour: Number(hours), minute: Number(minutes), second: Number(seconds) })) return undefined;
  if (/^[0:]+$/.test(`${hours}:${minutes}:${seconds}`)) return date;
  // The beginning of a day in another zone than the one it is written in.
  const at = zone === undefined ? Number.NaN : Date.parse(`${date}T${hours}:${minutes}:${seconds}${zoneText(zone)}`);
  return Number.isNaN(at) ? undefined : dayBeginningAt(at / 1000);
}

/**
 * The day that begins at a time in some zone. Zones are whole quarters of an hour, up to 14 hours ahead of UTC and 12 behind it;
 * between 10:00 and 12:00 UTC a day begins in both kinds, which leaves the day unknown.
 */
function dayBeginningAt(seconds: number): string | undefined {
  if (!Number.isInteger(seconds / (HOUR_SECONDS / 4))) return undefined;
  const ofDay = ((seconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  if (ofDay >= 10 * HOUR_SECONDS && ofDay <= 12 * HOUR_SECONDS) return undefined;
  const day = seconds - ofDay + (ofDay > 12 * HOUR_SECONDS ? DAY_SECONDS : 0);
  return new Date(day * 1000).toISOString().slice(0, 10);
}

function zoneText(zone: string): string {
  return zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
