import { ValueError } from '../refusal.ts';
import { compileDateFormat, type DateParts, isValidDate } from './date-format.ts';

const WRITTEN_OUT = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'YYYY.MM.DD',
  'YYYY年MM月DD日',
  'D MMM YYYY',
  'D-MMM-YYYY',
  'D.MMM.YYYY',
  'D/MMM/YYYY',
  'MMM D, YYYY',
  'MMM D YYYY',
  'YYYY-MMM-DD',
  'YYYY MMM DD',
].map(compileDateFormat);

const SHORT_YEAR = ['D MMM YY', 'D-MMM-YY', 'D/MMM/YY', 'D.MMM.YY', 'MMM D, YY'].map((format) => ({
  format,
  read: compileDateFormat(format),
}));

const THREE_NUMBERS = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})$/;
const WEEKDAY = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+/i;

/** Short years that every convention reads as the same year: spreadsheet programs turn at 30, POSIX at 69. */
const isClearCentury = (year: number): boolean => year % 100 < 30 || year % 100 >= 70;

/** Dates that can be read in one way only. `25/12/2024` can, `03/04/2024` cannot, and is refused with the format to write. */
export function readPlainDate(text: string): DateParts | ValueError | undefined {
  const bare = text.replace(WEEKDAY, '').replace(/^(\d{1,2}|[a-z]{3,9}\.? \d{1,2})(?:st|nd|rd|th)\b/i, '$1');
  for (const read of WRITTEN_OUT) {
    const parts = read(bare);
    if (parts !== undefined) return parts;
  }
  for (const { format, read } of SHORT_YEAR) {
    const parts = read(bare);
    if (parts !== undefined) return isClearCentury(parts.year ?? 0) ? parts : ambiguous('years', format);
  }
  const numbers = THREE_NUMBERS.exec(bare);
  return numbers === null ? undefined : readNumbers(numbers);
}

function readNumbers([, first = '', separator = '', second = '', last = '']: RegExpExecArray) {
  const short = last.length === 2;
  const year = (text: string): number =>
    text.length === 4 ? Number(text) : Number(text) + (Number(text) < 70 ? 2000 : 1900);
  const orders: DateParts[] = [
    { day: Number(first), month: Number(second), year: year(last) },
    { month: Number(first), day: Number(second), year: year(last) },
    ...(short && first.length === 2 ? [{ year: year(first), month: Number(second), day: Number(last) }] : []),
  ];
  const days = new Map(orders.filter(isValidDate).map((parts) => [`${parts.year}-${parts.month}-${parts.day}`, parts]));
  const [only, another] = [...days.values()];
  const format = `DD${separator}MM${separator}${short ? 'YY' : 'YYYY'}`;
  if (another !== undefined) return ambiguous('days', format);
  if (only !== undefined && short && !isClearCentury(only.year ?? 0)) return ambiguous('years', format);
  return only;
}

function ambiguous(what: 'days' | 'years', format: string): ValueError {
  return new ValueError(
    'ambiguous-date',
    `can be two ${what}; say which in the mapping, for example transform: [{ date: ${format} }]`,
  );
}

const ZONE = /\s*(?:Z|(?:UTC|GMT)?(?:[+-]\d{2}(?::?\d{2})?)?)(?:\s*\([^()]*\))?$/;
const CLOCK =
  /^(?:(?<before>上午|下午|[ap]\.?m\.?)\s*)?(?<hour>\d{1,2})(?:(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d{1,9})?)?)?(?:\s*(?<after>[ap]\.?m\.?))?)$/i;

/** A time of day: `9:05`, `9:05:30`, `9:05PM`, `9 pm`, `下午9:05`; a zone behind it changes nothing, as with ISO texts. */
export function readPlainTime(text: string): DateParts | undefined {
  const { before, hour: hours, minute, second, after } = CLOCK.exec(text.replace(ZONE, '').trim())?.groups ?? {};
  const half = before ?? after;
  if (hours === undefined || (before !== undefined && after !== undefined)) return undefined;
  // A bare number is no time.
  if (minute === undefined && half === undefined) return undefined;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (/^(?:p|下)/i.test(half) ? 12 : 0);
  }
  return { hour, minute: Number(minute ?? 0), second: Number(second ?? 0) };
}

const TIME_BEHIND = /^(.*?[\d日])(?:\s*,?\s+|T)((?:(?:上午|下午|[ap]\.?m\.?)\s*)?\d{1,2}(?::\d{2}|\s*[ap]\.?m).*)$/i;

/** A date with a time of day behind it, taken apart; undefined where there is no such time. */
export function splitTime(text: string): { date: string; time: DateParts; format: string } | undefined {
  const [, date, clock] = TIME_BEHIND.exec(text) ?? [];
  if (date === undefined || clock === undefined) return undefined;
  const time = readPlainTime(clock);
  return time && { date, time, format: formatOf(text.slice(date.length)) };
}

/** How a mapping writes the form of a time of day. */
function formatOf(clock: string): string {
  const bare = clock.replace(ZONE, '').replace(/[.,]\d+/, '');
  const names = ['HH', 'mm', 'ss'];
  return bare.replace(/\d{1,2}/g, () => names.shift() ?? '').replace(/[ap]\.?m\.?/i, 'A');
}
