import { t } from '../../words/index.ts';
/** A date, a time of day, or both, as written, without a time zone. */
export interface DateParts {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
}

/** Reads a text by a format; `undefined` where it does not fit. */
export type DateReader = (text: string) => DateParts | undefined;

type Part = keyof DateParts | 'shortYear' | 'monthName' | 'half';

const MONTH_NAMES = 'january february march april may june july august september october november december'.split(' ');

/** The number of an English month name, whole or by its first three letters. */
function monthNumber(name: string): number | undefined {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const index = MONTH_NAMES.findIndex(
    (month) => month === wanted || month.slice(0, 3) === wanted || (wanted === 'sept' && month === 'september'),
  );
  return index < 0 ? undefined : index + 1;
}

/**
 * Compiles a date format such as `DD/MM/YYYY HH:mm`. Letters may be of either case: `M` after an hour means minutes.
 * `D`, `M` and `H` take one digit or two; `MMM` is an English month name; `YY` is 1970 to 2069; `A` is AM or PM;
 * text in `[…]` is literal. Errors: `Error` with the fault of the format.
 */
export function compileDateFormat(format: string): DateReader {
  const parts: Part[] = [];
  const sources = Array.from(format.matchAll(/\[([^\]]*)\]|(Y+|M+|D+|H+|S+|A)|(\s+)|./gis), (match) => {
    const [whole, bracketed, token, space] = match;
    if (space !== undefined) return '\\s+';
    if (token === undefined) return RegExp.escape(bracketed ?? whole);
    const part = partOf(token.toUpperCase(), parts);
    if (part === undefined)
      throw new Error(
        t`"${token}" in "${format}" is not a part of a date; write YYYY, MM, DD, HH, mm, ss, A, or [text]`,
      );
    if (parts.includes(part)) throw new Error(t`"${format}" has the ${part} twice`);
    parts.push(part);
    return patternOf(part);
  });
  if (parts.length === 0) throw new Error(t`"${format}" has no part of a date; write for example DD/MM/YYYY`);
  const pattern = new RegExp(`^${sources.join('')}$`, 'i');
  return (text) => {
    const match = pattern.exec(text);
    return match === null ? undefined : readParts(match, parts);
  };
}

function partOf(token: string, before: readonly Part[]): Part | undefined {
  if (token === 'M' || token === 'MM') return before.includes('hour') ? 'minute' : 'month';
  if (token === 'MMM' || token === 'MMMM') return 'monthName';
  const parts: Record<string, Part> = {
    YYYY: 'year',
    YY: 'shortYear',
    D: 'day',
    DD: 'day',
    H: 'hour',
    HH: 'hour',
    S: 'second',
    SS: 'second',
    A: 'half',
  };
  return parts[token];
}

function patternOf(part: Part): string {
  if (part === 'year') return '(\\d{4})';
  if (part === 'shortYear') return '(\\d{2})';
  if (part === 'monthName') return '([a-z]{3,9}\\.?)';
  if (part === 'half') return '([ap]\\.?m\\.?)';
  return '(\\d{1,2})';
}

function readParts(match: RegExpExecArray, order: readonly Part[]): DateParts | undefined {
  const parts: DateParts = {};
  let half: string | undefined;
  for (const [index, part] of order.entries()) {
    const text = match[index + 1] ?? '';
    if (part === 'half') half = text[0]?.toLowerCase();
    else if (part === 'shortYear') parts.year = Number(text) + (Number(text) < 70 ? 2000 : 1900);
    else if (part === 'monthName') {
      const month = monthNumber(text);
      if (month === undefined) return undefined;
      parts.month = month;
    } else parts[part] = Number(text);
  }
  if (half !== undefined && parts.hour !== undefined) {
    if (parts.hour < 1 || parts.hour > 12) return undefined;
    parts.hour = (parts.hour % 12) + (half === 'p' ? 12 : 0);
  }
  return parts;
}

/** Whether year, month and day are a day of the calendar. */
export function isValidDate({ year, month, day }: DateParts): boolean {
  if (year === undefined || month === undefined || day === undefined) return false;
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}

/** Whether hour, minute and second are a time of day. */
export function isValidTime({ hour, minute, second }: DateParts): boolean {
  return hour !== undefined && hour < 24 && (minute ?? 0) < 60 && (second ?? 0) < 60;
}
