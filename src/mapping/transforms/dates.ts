import { z } from 'zod';
import { type Cell, cellText } from '../../files/index.ts';
import { t } from '../../words/index.ts';
import { narrow } from '../fold.ts';
import { memoize } from '../memoize.ts';
import { ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
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
    'Reads a date in the given format (or in several, tried in order) and writes YYYY-MM-DD. Real dates of a workbook and ISO dates need no format; without one, a text that could be two different days is an error.',
    [
      { use: { date: 'DD/MM/YYYY' }, in: '03/04/2025', out: '2025-04-03' },
      { use: { date: ['DD.MM.YYYY', 'D MMM YYYY'] }, in: '3 Apr 2025', out: '2025-04-03' },
      { use: 'date', in: '2025/4/3', out: '2025-04-03' },
      { use: 'date', in: '03/04/2025' },
    ],
  ),
  dateTransform('time', 'Reads a time of day and writes HH:mm, without seconds.', [
    { use: 'time', in: '2:05 PM', out: '14:05' },
    { use: { time: 'HH.mm' }, in: '14.05', out: '14:05' },
  ]),
  dateTransform(
    'datetime',
    'Reads a date with a time of day and writes YYYY-MM-DD HH:mm:ss, without converting time zones.',
    [{ use: { datetime: 'DD/MM/YYYY HH:mm' }, in: '03/04/2025 14:05', out: '2025-04-03 14:05:00' }],
  ),
];

/** What a date transform writes. */
export type DateTransformName = 'date' | 'time' | 'datetime';

/** Reads cells as dates: real dates of a workbook, the given formats, ISO texts, and without a format any text that can mean only one day. */
export function dateReader(kind: DateTransformName, formats: readonly string[]): (cell: Cell) => string | ValueError {
  const given = formats.map(compileDateFormat);
  const plainNumber = new ValueError('bad-date', VALUE_MESSAGES['bad-date'].text.number(kind));
  const formatError = formatErrorOf(kind, formats);
  const readText = memoize((text): string | ValueError => {
    const parts = read(narrow(text), kind, given);
    if (parts instanceof ValueError) return parts;
    return (parts === undefined ? undefined : write(parts, kind)) ?? formatError;
  });
  return (cell) => (typeof cell !== 'string' && cell.kind === 'number' ? plainNumber : readText(cellText(cell)));
}

function read(text: string, kind: DateTransformName, given: readonly DateReader[]): DateParts | ValueError | undefined {
  for (const reader of given) {
    const parts = reader(text);
    if (parts !== undefined && (kind === 'time' ? isValidTime(parts) : isValidDate(parts))) return parts;
  }
  const iso = readIso(text);
  if (iso !== undefined || given.length > 0) return iso;
  return readPlain(text, kind);
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](.+))?$/;
const ISO_TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** `2024-05-01`, `2024-05-01T10:20:30`, `2024-05-01 10:20`, `10:20`. Hour and day stay as written, whatever the zone. */
function readIso(text: string): DateParts | undefined {
  const date = ISO_DATE.exec(text);
  const time = ISO_TIME.exec(date === null ? text : (date[4] ?? ''));
  if (date === null && time === null) return undefined;
  if (date?.[4] !== undefined && time === null) return undefined;
  return {
    ...(date === null ? {} : { year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) }),
    ...(time === null ? {} : { hour: Number(time[1]), minute: Number(time[2]), second: Number(time[3] ?? 0) }),
  };
}

/** Reads texts that can mean only one day, with or without a time of day. */
function readPlain(text: string, kind: DateTransformName): DateParts | ValueError | undefined {
  const whole = kind === 'time' ? readPlainTime(text) : readPlainDate(text);
  if (whole !== undefined) return whole;
  const split = splitTime(text);
  const day = split && readPlainDate(split.date);
  if (split === undefined || day === undefined) return undefined;
  // The date makes no difference to a time of day.
  if (kind === 'time') return split.time;
  return day instanceof ValueError ? withTime(day, split.format) : { ...day, ...split.time };
}

/** Adds the time of day to the format in the advice. */
function withTime({ code, predicate }: ValueError, format: string): ValueError {
  return new ValueError(
    code,
    predicate.replace(/\S* \}\]$/, (end) => end.replace(' }]', `${format} }]`)),
  );
}

function write(parts: DateParts, kind: DateTransformName): string | undefined {
  if (kind === 'time') return isValidTime(parts) ? clock(parts).slice(0, 5) : undefined;
  if (!isValidDate(parts)) return undefined;
  const day = `${pad(parts.year, 4)}-${pad(parts.month)}-${pad(parts.day)}`;
  if (parts.hour !== undefined && !isValidTime(parts)) return undefined;
  return kind === 'date' ? day : `${day} ${clock(parts)}`;
}

function clock(parts: DateParts): string {
  return `${pad(parts.hour)}:${pad(parts.minute)}:${pad(parts.second)}`;
}

function pad(value: number | undefined, length = 2): string {
  return String(value ?? 0).padStart(length, '0');
}

function formatErrorOf(kind: DateTransformName, formats: readonly string[]): ValueError {
  const iso = kind === 'time' ? 'HH:mm' : kind === 'date' ? 'YYYY-MM-DD' : 'YYYY-MM-DD HH:mm:ss';
  const allowed = formats.length === 0 ? iso : t`${formats.join(' or ')} (or ${iso})`;
  const example = kind === 'time' ? 'HH.mm' : kind === 'date' ? 'DD/MM/YYYY' : 'DD/MM/YYYY HH:mm';
  const advice = formats.length > 0 ? '' : t`; for another format, use transform: [{ ${kind}: ${example} }]`;
  return new ValueError(`bad-${kind}`, VALUE_MESSAGES[`bad-${kind}`].text.format(allowed, advice));
}

const UNAMBIGUOUS_FORMATS = [
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

const SHORT_YEAR_FORMATS = ['D MMM YY', 'D-MMM-YY', 'D/MMM/YY', 'D.MMM.YY', 'MMM D, YY'].map((format) => ({
  format,
  read: compileDateFormat(format),
}));

const THREE_NUMBERS = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})$/;
const WEEKDAY = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+/i;

/** Whether every convention reads the short year as the same year: spreadsheet programs split centuries at 30, POSIX at 69. */
const isClearCentury = (year: number): boolean => year % 100 < 30 || year % 100 >= 70;

/** Reads dates that can mean only one day. `25/12/2024` can, `03/04/2024` cannot: its error names the format to write. */
function readPlainDate(text: string): DateParts | ValueError | undefined {
  const bare = text.replace(WEEKDAY, '').replace(/^(\d{1,2}|[a-z]{3,9}\.? \d{1,2})(?:st|nd|rd|th)\b/i, '$1');
  for (const read of UNAMBIGUOUS_FORMATS) {
    const parts = read(bare);
    if (parts !== undefined) return parts;
  }
  for (const { format, read } of SHORT_YEAR_FORMATS) {
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
  return new ValueError('ambiguous-date', VALUE_MESSAGES['ambiguous-date'].text.two(what, format));
}

const ZONE = /\s*(?:Z|(?:UTC|GMT)?(?:[+-]\d{2}(?::?\d{2})?)?)(?:\s*\([^()]*\))?$/;
const CLOCK =
  /^(?:(?<before>上午|下午|[ap]\.?m\.?)\s*)?(?<hour>\d{1,2})(?:(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d{1,9})?)?)?(?:\s*(?<after>[ap]\.?m\.?))?)$/i;

/** A time of day: `9:05`, `9:05:30`, `9:05PM`, `9 pm`, `下午9:05`; a zone after it is ignored, as in ISO texts. */
function readPlainTime(text: string): DateParts | undefined {
  const { before, hour: hours, minute, second, after } = CLOCK.exec(text.replace(ZONE, '').trim())?.groups ?? {};
  const half = before ?? after;
  if (hours === undefined || (before !== undefined && after !== undefined)) return undefined;
  // A plain number is not a time.
  if (minute === undefined && half === undefined) return undefined;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (/^(?:p|下)/i.test(half) ? 12 : 0);
  }
  return { hour, minute: Number(minute ?? 0), second: Number(second ?? 0) };
}

const TRAILING_TIME = /^(.*?[\d日])(?:\s*,?\s+|T)((?:(?:上午|下午|[ap]\.?m\.?)\s*)?\d{1,2}(?::\d{2}|\s*[ap]\.?m).*)$/i;

/** Splits a date from the time of day after it; undefined where there is no time. */
function splitTime(text: string): { date: string; time: DateParts; format: string } | undefined {
  const [, date, clock] = TRAILING_TIME.exec(text) ?? [];
  if (date === undefined || clock === undefined) return undefined;
  const time = readPlainTime(clock);
  return time && { date, time, format: formatOf(text.slice(date.length)) };
}

/** The format of a time of day, as a mapping writes it. */
function formatOf(clock: string): string {
  const bare = clock.replace(ZONE, '').replace(/[.,]\d+/, '');
  const names = ['HH', 'mm', 'ss'];
  return bare.replace(/\d{1,2}/g, () => names.shift() ?? '').replace(/[ap]\.?m\.?/i, 'A');
}
