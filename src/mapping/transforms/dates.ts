import { z } from 'zod';
import { type Cell, cellText } from '../../files/index.ts';
import { narrow } from '../fold.ts';
import { memoize } from '../memoize.ts';
import { ValueError } from '../value-error.ts';
import { compileDateFormat, type DateParts, type DateReader, isValidDate, isValidTime } from './date-format.ts';
import { defineTransform, type Transform } from './transform.ts';

const format = z.string().superRefine((text, context) => {
  try {
    compileDateFormat(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

const formats = z.union([format, z.array(format).min(1)]).optional();

function dateTransform(name: DateTransformName, description: string, examples: Transform['examples']): Transform {
  return defineTransform({
    name,
    description,
    parameter: formats,
    examples,
    make: (given) => dateReader(name, given === undefined ? [] : [given].flat()),
  });
}

export const dateTransforms: readonly Transform[] = [
  dateTransform(
    'date',
    'Reads a date by the given format (or several, tried in order) and writes YYYY-MM-DD. True dates of a workbook and ISO dates need no format; a text that could be two days is refused unless a format is given.',
    [
      { use: { date: 'DD/MM/YYYY' }, in: '03/04/2025', out: '2025-04-03' },
      { use: { date: ['DD.MM.YYYY', 'D MMM YYYY'] }, in: '3 Apr 2025', out: '2025-04-03' },
      { use: 'date', in: '2025/4/3', out: '2025-04-03' },
      { use: 'date', in: '03/04/2025' },
    ],
  ),
  dateTransform('time', 'Reads a time of day and writes HH:mm; seconds are cut.', [
    { use: 'time', in: '2:05 PM', out: '14:05' },
    { use: { time: 'HH.mm' }, in: '14.05', out: '14:05' },
  ]),
  dateTransform(
    'datetime',
    'Reads a date with a time of day and writes YYYY-MM-DD HH:mm:ss, without converting time zones.',
    [{ use: { datetime: 'DD/MM/YYYY HH:mm' }, in: '03/04/2025 14:05', out: '2025-04-03 14:05:00' }],
  ),
];

/** What is wanted of a cell that holds a date. */
export type DateTransformName = 'date' | 'time' | 'datetime';

/** Reads cells as dates: true dates of a workbook, the given formats, ISO texts, and else whatever can mean only one day. */
export function dateReader(wish: DateTransformName, formats: readonly string[]): (cell: Cell) => string | ValueError {
  const given = formats.map(compileDateFormat);
  const bareNumber = new ValueError('bad-date', `is a bare number; give the column a ${wish} format in the workbook`);
  const refusal = refuse(wish, formats);
  const readText = memoize((text): string | ValueError => {
    const parts = read(narrow(text), wish, given);
    if (parts instanceof ValueError) return parts;
    return (parts === undefined ? undefined : write(parts, wish)) ?? refusal;
  });
  return (cell) => (typeof cell !== 'string' && cell.kind === 'number' ? bareNumber : readText(cellText(cell)));
}

function read(text: string, wish: DateTransformName, given: readonly DateReader[]): DateParts | ValueError | undefined {
  for (const reader of given) {
    const parts = reader(text);
    if (parts !== undefined && (wish === 'time' ? isValidTime(parts) : isValidDate(parts))) return parts;
  }
  const iso = readIso(text);
  if (iso !== undefined || given.length > 0) return iso;
  return readPlain(text, wish);
}

const isoDate = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](.+))?$/;
const isoTime = /^(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** `2024-05-01`, `2024-05-01T10:20:30`, `2024-05-01 10:20`, `10:20`. Hour and day stay as written, whatever the zone. */
function readIso(text: string): DateParts | undefined {
  const date = isoDate.exec(text);
  const time = isoTime.exec(date === null ? text : (date[4] ?? ''));
  if (date === null && time === null) return undefined;
  if (date?.[4] !== undefined && time === null) return undefined;
  return {
    ...(date === null ? {} : { year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) }),
    ...(time === null ? {} : { hour: Number(time[1]), minute: Number(time[2]), second: Number(time[3] ?? 0) }),
  };
}

/** What can be read in one way only, with a time of day or without. */
function readPlain(text: string, wish: DateTransformName): DateParts | ValueError | undefined {
  const whole = wish === 'time' ? readPlainTime(text) : readPlainDate(text);
  if (whole !== undefined) return whole;
  const split = splitTime(text);
  const day = split && readPlainDate(split.date);
  if (split === undefined || day === undefined) return undefined;
  // Which day it was is no matter of a time.
  if (wish === 'time') return split.time;
  return day instanceof ValueError ? withTime(day, split.format) : { ...day, ...split.time };
}

/** The same advice for a column that has times of day. */
function withTime({ code, predicate }: ValueError, format: string): ValueError {
  return new ValueError(
    code,
    predicate.replace(/\S* \}\]$/, (end) => end.replace(' }]', `${format} }]`)),
  );
}

function write(parts: DateParts, wish: DateTransformName): string | undefined {
  if (wish === 'time') return isValidTime(parts) ? clock(parts).slice(0, 5) : undefined;
  if (!isValidDate(parts)) return undefined;
  const day = `${pad(parts.year, 4)}-${pad(parts.month)}-${pad(parts.day)}`;
  if (parts.hour !== undefined && !isValidTime(parts)) return undefined;
  return wish === 'date' ? day : `${day} ${clock(parts)}`;
}

function clock(parts: DateParts): string {
  return `${pad(parts.hour)}:${pad(parts.minute)}:${pad(parts.second)}`;
}

function pad(value: number | undefined, length = 2): string {
  return String(value ?? 0).padStart(length, '0');
}

function refuse(wish: DateTransformName, formats: readonly string[]): ValueError {
  const what = wish === 'time' ? 'time of day' : 'day of the calendar';
  const iso = wish === 'time' ? 'HH:mm' : wish === 'date' ? 'YYYY-MM-DD' : 'YYYY-MM-DD HH:mm:ss';
  const allowed = formats.length === 0 ? iso : `${formats.join(' or ')} (or ${iso})`;
  const example = wish === 'time' ? 'HH.mm' : wish === 'date' ? 'DD/MM/YYYY' : 'DD/MM/YYYY HH:mm';
  const advice = formats.length > 0 ? '' : `; another form is read with transform: [{ ${wish}: ${example} }]`;
  return new ValueError(`bad-${wish}`, `is no ${what} written as ${allowed}${advice}`);
}

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
function readPlainDate(text: string): DateParts | ValueError | undefined {
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
function readPlainTime(text: string): DateParts | undefined {
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
function splitTime(text: string): { date: string; time: DateParts; format: string } | undefined {
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
