import { twoDigits } from '../../words/index.ts';
import type { Cell, RichCell } from '../row.ts';
import { formatDigits, type NumberFormat } from './number-format.ts';

const WHOLE_NUMBER = /^-?[1-9]\d{0,14}$|^0$/;
const SHORT_DECIMAL = /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/;

/** A number in a cell, as its format shows it; undefined if it is not a number, or a date that does not exist. */
export function numberCell(raw: string, format: NumberFormat | undefined, date1904: boolean): RichCell | undefined {
  const value = keptDigits(Number(raw));
  if (!Number.isFinite(value) || raw.trim() === '') return undefined;
  if (format === undefined || format.kind === 'plain') return { kind: 'number', text: numberText(raw, value), value };
  if (format.kind === 'percent') return { kind: 'number', text: `${percentText(value)}%`, value };
  if (format.kind === 'digits') {
    const text =
      Number.isInteger(value) && value >= 0 ? formatDigits(wholeText(value), format) : numberText(raw, value);
    return { kind: 'number', text, value };
  }
  return dateFromSerial(value, format, date1904);
}

/** Spreadsheet programs keep 15 digits; further digits of a sum are noise: 3.3000000000000003 is 3.3. */
function keptDigits(value: number): number {
  return Number.isInteger(value) || !Number.isFinite(value) ? value : Number(value.toPrecision(15));
}

/** The 15 digits that a spreadsheet shows, without an exponent where all digits can be written. */
function numberText(raw: string, value: number): string {
  if (WHOLE_NUMBER.test(raw) || (raw.length <= 16 && SHORT_DECIMAL.test(raw))) return raw;
  if (Number.isInteger(value)) return wholeText(value);
  return String(value);
}

function wholeText(value: number): string {
  return Math.abs(value) < 1e21 ? String(value === 0 ? 0 : value) : BigInt(value).toString();
}

/** Moving the decimal point must not add digits: 0.07 is 7, not 7.000000000000001. */
function percentText(value: number): string {
  return String(Number((value * 100).toPrecision(15)));
}

const DAY_MS = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
/** Days from the first day of one date system to that of the other. */
const DAYS_1904 = 1462;
const LAST_DAY_1900 = 2_958_465;
const LAST_DAY_1904 = LAST_DAY_1900 - DAYS_1904;

/** The date or time of a serial number; undefined if it is out of the range that Excel shows. */
function dateFromSerial(
  serial: number,
  { kind, showsFractions }: Extract<NumberFormat, { readonly kind: 'date' | 'time' | 'datetime' | 'duration' }>,
  date1904: boolean,
): RichCell | undefined {
  // Spreadsheet programs show whole seconds, rounded, unless the format asks for parts of them.
  const ms = showsFractions ? Math.round(serial * DAY_MS) : Math.round((serial * DAY_MS) / 1000) * 1000;
  if (!(serial >= 0) || ms >= ((date1904 ? LAST_DAY_1904 : LAST_DAY_1900) + 1) * DAY_MS) return undefined;
  if (kind === 'time' && serial < 1) return { kind: 'time', text: clock(ms % DAY_MS) };
  if (kind === 'duration') return { kind: 'time', text: clock(ms) };
  // Day 0 of the 1900 system is not a date: the number is a time of day whatever its format.
  if (ms < DAY_MS && !date1904) return { kind: 'time', text: clock(ms) };
  const day = dayText(Math.floor(ms / DAY_MS), date1904);
  const time = ms % DAY_MS === 0 ? undefined : clock(ms % DAY_MS);
  if (kind === 'date' && time === undefined) return { kind: 'date', text: day };
  return { kind: 'datetime', text: `${day}T${time ?? '00:00:00'}` };
}

/** Columns of dates repeat the same days. */
const DAY_TEXTS = new Map<number, string>();
const MAX_DAY_TEXTS = 50_000;

function dayText(serial: number, date1904: boolean): string {
  // Excel counts 29 February 1900, day 60, which did not exist, as Lotus 1-2-3 did; the days before it are one off.
  const day = date1904 ? serial + DAYS_1904 : serial < 60 ? serial + 1 : serial;
  let text = DAY_TEXTS.get(day);
  if (text === undefined) {
    text = new Date(EPOCH_1900 + day * DAY_MS).toISOString().slice(0, 10);
    if (DAY_TEXTS.size < MAX_DAY_TEXTS) DAY_TEXTS.set(day, text);
  }
  return text;
}

function clock(ms: number): string {
  const rest = ms % 1000;
  const seconds = Math.floor(ms / 1000);
  const text = `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  return rest === 0 ? text : `${text}.${String(rest).padStart(3, '0')}`;
}

const ISO_DATE = /^(\d{4}-\d{2}-\d{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?$/;
const ISO_DATE_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?$/;
const ISO_TIME = /^T?(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?$/;

/** A date in the ISO form that strict workbooks use (`t="d"`). Anything else stays text. */
export function isoCell(raw: string): Cell {
  const text = raw.trim();
  const day = ISO_DATE.exec(text)?.[1];
  if (day !== undefined) return { kind: 'date', text: day };
  const moment = ISO_DATE_TIME.exec(text)?.[1];
  if (moment !== undefined) return { kind: 'datetime', text: moment };
  const clock = ISO_TIME.exec(text)?.[1];
  return clock === undefined ? raw : { kind: 'time', text: clock };
}
