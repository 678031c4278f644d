/** Several values in one cell, as the API joins them. */
export const VALUE_SEPARATOR = /[;,，；、|\r\n]+/;

/** The values that a text with several telephone numbers or e-mail addresses joins; blank ones are left out. */
export function joinedValues(text: string): readonly string[] {
  if (!VALUE_SEPARATOR.test(text)) return text.trim() === '' ? NO_VALUES : [text];
  return text.split(VALUE_SEPARATOR).filter((part) => part.trim() !== '');
}

const NO_VALUES: readonly string[] = [];

const ASCII_EMAIL = /^[\x21-\x7e]*$/;

/** The form in which e-mail addresses are compared: lower case, without spaces and invisible characters. */
export function canonicalEmail(text: string): string {
  return (ASCII_EMAIL.test(text) ? text : text.normalize('NFKC').replace(/[\s\p{Cf}]+/gu, '')).toLowerCase();
}

/** How a telephone number is compared: by its digits, and with and without its country. */
interface TelephoneForms {
  /** The digits, without the zeros of `00` and of a trunk prefix; extension included. */
  readonly digits: string;
  /** The digits without the country's code, where the number is written with one. */
  readonly national?: string;
}

/** Country calling codes with one or two digits (ITU-T E.164, list of 2023); every other code has three. */
const SHORT_CODES: ReadonlySet<string> = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);
const LONG_CODE_DIGITS = 3;
/** Shorter ones are extensions and service numbers, which are written without a country. */
const MIN_INTERNATIONAL_DIGITS = 8;

/** A Chinese mobile number with its country code, for which people omit the plus. */
const CHINESE_MOBILE = /^86(1[3-9]\d{9})$/;
const DIGITS_ONLY = /^\d+$/;
/** `+`, also in full width, and with the apostrophe by which spreadsheets mark text. */
const INTERNATIONAL_PREFIX = /^['\s]*(?:tel:)?[\s(]*[+＋]/i;

/** Reads a number as people write it. Undefined if it has no digits: then it is treated as text. */
export function telephoneForms(text: string): TelephoneForms | undefined {
  const isPlain = DIGITS_ONLY.test(text);
  const all = isPlain ? text : text.normalize('NFKC').replace(/\D+/g, '');
  if (all === '') return undefined;
  const isInternational =
    (!isPlain && INTERNATIONAL_PREFIX.test(text)) ||
    (all.startsWith('00') && all.length > MIN_INTERNATIONAL_DIGITS + 2);
  const digits = all.startsWith('0') ? all.replace(/^0+/, '') : all;
  if (digits === '') return { digits: all };
  if (isInternational && digits.length >= MIN_INTERNATIONAL_DIGITS) {
    const length = [1, 2].find((count) => SHORT_CODES.has(digits.slice(0, count))) ?? LONG_CODE_DIGITS;
    // The trunk prefix in brackets, +49 (0)30, is not dialled.
    const national = digits.slice(length).replace(/^0+/, '');
    return { digits: digits.slice(0, length) + national, national };
  }
  return CHINESE_MOBILE.test(digits) ? { digits, national: digits.slice(2) } : { digits };
}
