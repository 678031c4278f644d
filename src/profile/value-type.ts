import type { Cell } from '../files/index.ts';
import { phrase } from '../words/index.ts';

/** The types of values that a profile distinguishes, by what people call them. */
export const VALUE_TYPES = {
  number: phrase('number'),
  code: phrase('code of digits'),
  date: phrase('date'),
  datetime: phrase('date and time'),
  time: phrase('time of day'),
  boolean: phrase('yes-or-no value'),
  email: phrase('e-mail address'),
  phone: phrase('telephone number'),
  url: phrase('web address'),
  text: phrase('text'),
} as const satisfies Readonly<Record<string, string>>;

export type ValueType = keyof typeof VALUE_TYPES;

const DIGITS = /^\d+$/;
/** A longer number has more digits than a spreadsheet keeps, so it is a code. */
const MAX_NUMBER_DIGITS = 15;
const NUMBER = /^[+\-−]?(?:\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d+)?(?:[.,]\d+)?\s?%?$/;
const DATE = /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([/.-])\d{1,2}\2(?:\d{4}|\d{2})|\d{4}年\d{1,2}月\d{1,2}日)/;
const MONTH_DATE = /^(?:\d{1,2}[ -][a-z]{3,9}\.?[ -,] ?\d{2,4}|[a-z]{3,9}\.? \d{1,2},? \d{4})/i;
const TIME = /^\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?$/i;
const TIME_AFTER_DATE = /[T ]\d{1,2}[:.]\d{2}/;
const PHONE = /^(?:\+|\(|\d)[\d\s().\-/+]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?$/i;
const CHINESE_MOBILE = /^1[3-9]\d{9}$/;
const EMAIL = /^(?:mailto:)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}$|<[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}>$/i;
const URL = /^(?:https?:\/\/|www\.)\S+$/i;
const BOOLEAN_WORDS = new Set('yes no true false y n on off 是 否'.split(' '));
const MAX_BOOLEAN_CHARS = 5;

/** The type of a value, which is not blank, by its own form; `text` is the trimmed text of the cell. */
export function valueTypeOf(text: string, cell: Cell): ValueType {
  if (typeof cell !== 'string') return cell.kind === 'error' ? 'text' : cell.kind;
  if (text.length <= MAX_BOOLEAN_CHARS && BOOLEAN_WORDS.has(text.toLowerCase())) return 'boolean';
  const code = text.charCodeAt(0);
  // From "'" to ":", and the minus sign: everything else cannot begin a number.
  if ((code >= 0x27 && code <= 0x39) || code === 0x2212) return typeOfDigits(text);
  if (text.includes('@')) return EMAIL.test(text) ? 'email' : 'text';
  if (MONTH_DATE.test(text)) return TIME_AFTER_DATE.test(text) ? 'datetime' : 'date';
  return URL.test(text) ? 'url' : 'text';
}

function typeOfDigits(text: string): ValueType {
  if (DIGITS.test(text)) {
    if (CHINESE_MOBILE.test(text)) return 'phone';
    return text.length > MAX_NUMBER_DIGITS || (text.length > 1 && text.startsWith('0')) ? 'code' : 'number';
  }
  if (DATE.test(text) || MONTH_DATE.test(text)) return TIME_AFTER_DATE.test(text) ? 'datetime' : 'date';
  if (TIME.test(text) && text.includes(':')) return 'time';
  if (PHONE.test(text) && isTelephone(text)) return 'phone';
  if (NUMBER.test(text) && /\d/.test(text)) return 'number';
  return EMAIL.test(text) ? 'email' : 'text';
}

/** Digits with a country code, an area code that begins with zero, or other marks than a number has. */
function isTelephone(text: string): boolean {
  const digits = text.replace(/\D+/g, '').length;
  if (digits < 6) return false;
  return text.startsWith('+') ? digits >= 8 : /^[(]?0/.test(text) || !NUMBER.test(text);
}

/** This share of a column's values gives the column its type. */
const MAIN_SHARE = 0.9;
/** Numbers beside this share of codes or telephone numbers are codes or telephone numbers, too. */
const MIN_KIN_SHARE = 0.02;

/** The type that nearly all values of a column have; undefined if there is none. `counts` is the number of values of each type. */
export function mainType(counts: Readonly<Partial<Record<ValueType, number>>>): ValueType | undefined {
  const of = (...types: ValueType[]): number => types.reduce((sum, type) => sum + (counts[type] ?? 0), 0);
  const total = of(...(Object.keys(VALUE_TYPES) as ValueType[]));
  if (total === 0) return undefined;
  const isMain = (type: ValueType, ...kin: ValueType[]): boolean =>
    of(type) >= total * (kin.length > 0 ? MIN_KIN_SHARE : MAIN_SHARE) && of(type, ...kin) >= total * MAIN_SHARE;
  if (isMain('phone', 'number', 'code')) return 'phone';
  if (isMain('code', 'number')) return 'code';
  if (isMain('datetime', 'date')) return 'datetime';
  return (Object.keys(VALUE_TYPES) as ValueType[]).find((type) => isMain(type));
}

/** The types of values that fit in a column of a type. */
export function fittingTypes(type: ValueType): readonly ValueType[] {
  if (type === 'phone') return ['phone', 'number', 'code'];
  if (type === 'code') return ['code', 'number'];
  if (type === 'datetime' || type === 'date') return ['datetime', 'date'];
  return type === 'text' ? (Object.keys(VALUE_TYPES) as ValueType[]) : [type];
}
