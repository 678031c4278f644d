const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const offset = /^[+-]\d{2}:\d{2}$/;
const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);
/** Before 1 March 1900 programs disagree about which day a number is. */
const FIRST_SERIAL = 61;

const MOST_DAYS = 10_000;
/** Days that have been met, as milliseconds since the epoch of serial numbers. */
const days = new Map<string, number>();

/** The serial number of an ISO date or moment, by its wall-clock time; nothing if it is none that XLSX can hold. */
export function serialFromText(text: string): number | undefined {
  const day = days.get(text.slice(0, 10));
  // As exports write moments: the day has been looked at, and what follows is two digits at a time.
  const seconds = day === undefined ? -1 : secondsOfDay(text);
  if (day !== undefined && seconds >= 0) return (day + seconds * 1000) / DAY_MS;
  const serial = parsedSerial(text);
  if (serial !== undefined && text.length >= 19) {
    if (days.size >= MOST_DAYS) days.clear();
    days.set(text.slice(0, 10), Math.floor(serial) * DAY_MS);
  }
  return serial;
}

/** The time of `2025-03-04T10:20:30Z` or `…+08:00` in seconds; -1 where the text is of another form. */
function secondsOfDay(text: string): number {
  if (!(text.length === 20 && text.endsWith('Z')) && !(text.length === 25 && offset.test(text.slice(19)))) return -1;
  if (text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return -1;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  return hour > 23 || minute > 59 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
}

/** The number of two digits; more than any where they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

function parsedSerial(text: string): number | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Number((match[7] ?? '0').padEnd(3, '0'));
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const back = new Date(time);
  // A year before 100 is taken for one of the last century.
  const isDay = back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined;
  const serial = (time - EPOCH) / DAY_MS;
  return serial >= FIRST_SERIAL ? serial : undefined;
}
