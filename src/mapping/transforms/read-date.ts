import type { Cell } from '../../files/row.ts';
import { cellText } from '../../files/row.ts';
import { narrow } from '../fold.ts';
import { ValueError } from '../refusal.ts';
import { memoize } from '../remember.ts';
import { compileDateFormat, type DateParts, type DateReader, isValidDate, isValidTime } from './date-format.ts';
import { readPlainDate, readPlainTime, splitTime } from './plain-dates.ts';

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
