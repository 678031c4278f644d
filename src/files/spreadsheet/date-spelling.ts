/** A day, a time of day or both, as far as a text has them. */
interface DateReading {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  /** Minutes since midnight: seconds are what programs drop first. */
  readonly minutes?: number;
  readonly seconds?: number;
  /** The spelling: the signs between the numbers, and their order. */
  readonly order: string;
}

/** Languages in which programs write month names. */
const MONTH_LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'pt',
  'it',
  'nl',
  'pl',
  'sv',
  'da',
  'cs',
  'ro',
  'hu',
  'tr',
  'fi',
  'ru',
];

const NUMERIC_DAY = /^(\d{1,4})([-/.\s年])\s?(\d{1,2})(?:[-/.\s月]\s?(\d{1,4})日?)?\.?$/;
const TIME_OF_DAY = /[T ,]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?[Mm]?\.?$/;

/** Every way to read a text as a date or a time; empty where a spreadsheet program leaves it as text. */
export function dateReadings(given: string): DateReading[] {
  const text = given.trim();
  if (text.length > 40 || !/\d/.test(text)) return [];
  const time = TIME_OF_DAY.exec(text);
  const times = time ? timeOf(time) : {};
  if (times === undefined) return [];
  const day = time ? text.slice(0, time.index).trim() : text;
  if (day === '') return time ? [{ ...times, order: ':' }] : [];
  return [...numericDays(day), ...namedDays(day)].map((reading) => ({ ...reading, ...times }));
}

function timeOf([, hour = '', minute = '', second, half]: RegExpExecArray): Partial<DateReading> | undefined {
  const hours = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour);
  if (hours > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return undefined;
  return { minutes: hours * 60 + Number(minute), ...(second !== undefined && { seconds: Number(second) }) };
}

function numericDays(text: string): DateReading[] {
  const found = NUMERIC_DAY.exec(text);
  if (!found) return [];
  const [, first = '', sign = '', second = '', third] = found;
  const numbers = [first, second, ...(third === undefined ? [] : [third])];
  const orders = third === undefined ? ['md', 'dm', 'ym', 'my'] : first.length > 2 ? ['ymd'] : ['mdy', 'dmy', 'ymd'];
  return orders.flatMap((order) => {
    const parts = Object.fromEntries([...order].map((part, index) => [part, numbers[index] ?? '']));
    return readingOf(parts['y'], Number(parts['m']), parts['d'], `${sign}${order}`);
  });
}

/** `5 Mar 2024`, `March 5`, `Mar-24`, `MARCH1`. */
function namedDays(text: string): DateReading[] {
  const [name = ''] = /\p{L}+/u.exec(text) ?? [];
  const month = name.length < 3 ? undefined : months().get(name.toLowerCase());
  if (month === undefined) return [];
  const rest = text.replace(name, ' ').match(/\d+/g) ?? [];
  const others = text.replace(name, ' ').replace(/[\d\s\-/.,]|\bde\b|\bof\b/g, '');
  if (others !== '') return [];
  const [one = '', two] = rest;
  if (two !== undefined) return readingOf(two, month, one, 'named').concat(readingOf(one, month, two, 'named'));
  return readingOf(undefined, month, one, 'named').concat(readingOf(one, month, undefined, 'named'));
}

function readingOf(year: string | undefined, month: number, day: string | undefined, order: string): DateReading[] {
  const years = year === undefined ? {} : { year: fullYear(year) };
  const isDay = day === undefined || (day.length <= 2 && Number(day) >= 1 && Number(day) <= 31);
  const isYear = year === undefined || year.length === 4 || year.length === 2;
  if (!(month >= 1 && month <= 12) || !isDay || !isYear) return [];
  return [{ ...years, month, ...(day !== undefined && { day: Number(day) }), order }];
}

/** As in spreadsheet programs: years up to 29 are in this century. */
function fullYear(year: string): number {
  const number = Number(year);
  return year.length > 2 ? number : number + (number < 30 ? 2000 : 1900);
}

/**
 * Can both texts mean the same day and time? Parts that only one of them has do not count: programs add the current year, and drop
 * seconds. Two texts with the same signs, one of them with the month first, are two dates.
 */
export function mayBeSameDate(one: string, other: string): boolean {
  const left = dateReadings(one);
  const right = dateReadings(other);
  return left.some((reading) => right.some((against) => agree(reading, against)));
}

const PARTS = ['year', 'month', 'day', 'minutes', 'seconds'] as const;

function agree(one: DateReading, other: DateReading): boolean {
  if (isSwapped(one.order, other.order)) return false;
  const shared = PARTS.filter((part) => one[part] !== undefined && other[part] !== undefined);
  return shared.length > 0 && shared.every((part) => one[part] === other[part]) && isSameKind(one, other);
}

/** The same signs, but day and month swapped: no program does that. */
function isSwapped(one: string, other: string): boolean {
  return one !== other && one === other.replace(/[dm]/g, (part) => (part === 'd' ? 'm' : 'd'));
}

/** A day is not a time of day, but a day may be written without its time where that is midnight. */
function isSameKind(one: DateReading, other: DateReading): boolean {
  const hasDay = (reading: DateReading) => reading.month !== undefined;
  if (hasDay(one) !== hasDay(other)) return false;
  return one.minutes === other.minutes || (hasDay(one) && (one.minutes ?? 0) === (other.minutes ?? 0));
}

/** The serial numbers of a day in the two date systems of spreadsheets, with the time of day as fraction. */
export function daySerials(text: string): number[] {
  return dateReadings(text).flatMap(({ year, month, day, minutes = 0, seconds = 0 }) => {
    if (year === undefined || month === undefined) return [];
    const days = Date.UTC(year, month - 1, day ?? 1) / 86_400_000;
    const fraction = (minutes * 60 + seconds) / 86_400;
    return [days + 25_569 + fraction, days + 24_107 + fraction];
  });
}

let monthsByName: ReadonlyMap<string, number> | undefined;

/** The numbers of months by their names, long and short. */
function months(): ReadonlyMap<string, number> {
  monthsByName ??= new Map(
    MONTH_LANGUAGES.flatMap((language) =>
      (['long', 'short'] as const).flatMap((style) => {
        const format = new Intl.DateTimeFormat(language, { month: style, day: 'numeric', timeZone: 'UTC' });
        return Array.from({ length: 12 }, (_none, month) => {
          const parts = format.formatToParts(Date.UTC(2024, month, 15));
          const name = parts.find(({ type }) => type === 'month')?.value ?? '';
          return [name.toLowerCase().replace(/\.$/, ''), month + 1] as const;
        }).filter(([name]) => /^\p{L}{3,}$/u.test(name));
      }),
    ),
  );
  return monthsByName;
}
