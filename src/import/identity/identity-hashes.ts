import { isPlaceholderWord } from '../../files/index.ts';
import type { MappedRow } from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import { hashText } from '../key-index.ts';

/** By what the tenant tells customers: plain data, which other threads can be given. */
export interface IdentityRules {
  /** `tel`, `email`, …: those of the mapping's `identifiedBy` that it maps. */
  readonly fields: readonly string[];
  /** Those of them that a record must have. */
  readonly required: readonly string[];
  readonly keyField: string | undefined;
  /** Send values that say that there is none as they are. */
  readonly keepsPlaceholders: boolean;
}

/**
 * What identifies a row, three numbers for each mark: two halves of a hash, then the place of its field times eight, with a bit for
 * a mark that the row takes, one for a mark that no other may have, and one for a number that another may have behind its country.
 */
export type IdentityHashes = ArrayLike<number>;

export const HASH_LENGTH = 3;
const CLAIMING = 1;
const EXCLUSIVE = 2;
const MAY_BE_INTERNATIONAL = 4;
/** Tells a number behind any country from the same digits without one. */
const INTERNATIONAL = 0x5bd1e995;

export const isClaiming = (role: number): boolean => (role & CLAIMING) !== 0;
export const isExclusive = (role: number): boolean => (role & EXCLUSIVE) !== 0;
/** A mark that stands for the value itself, and not for another way to write it. */
export const isWhole = (role: number): boolean => (role & (CLAIMING | EXCLUSIVE)) === (CLAIMING | EXCLUSIVE);
/** May another row have the number behind a country? `abroad` is what such a mark has for its first half. */
export const mayBeInternational = (role: number): boolean => (role & MAY_BE_INTERNATIONAL) !== 0;
export const internationalHash = (high: number): number => (high ^ INTERNATIONAL) >>> 0;
/** Does the mark stand for a number behind its country, whatever that is? */
export const isInternationalHash = (role: number): boolean => (role & (CLAIMING | EXCLUSIVE)) === CLAIMING;
export const fieldOf = (role: number): number => role >> 3;

/** A value that identifies nobody. */
export interface PlaceholderValue {
  readonly field: string;
  readonly text: string;
  /** It is a value like others, but too many rows have it. */
  readonly isShared?: true;
}

/** A row without the values that identify nobody, and what is left to tell it by. */
export interface IdentifiedRow {
  readonly mapped: MappedRow;
  readonly hashes: IdentityHashes;
  readonly placeholders: readonly PlaceholderValue[];
}

const NO_PLACEHOLDERS: readonly PlaceholderValue[] = [];
const NO_MARKS: IdentityHashes = [];

/** Looks at what identifies a row that is fit to be sent. */
export function identifyRow(mapped: MappedRow, rules: IdentityRules): IdentifiedRow {
  const { payload } = mapped;
  if (payload === undefined || mapped.problems.length > 0) {
    return { mapped, hashes: NO_MARKS, placeholders: NO_PLACEHOLDERS };
  }
  const marks: number[] = [];
  let placeholders: PlaceholderValue[] | undefined;
  for (const [place, field] of rules.fields.entries()) {
    const value = payload[field];
    if (value === undefined || value === '') continue;
    const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : String(value);
    if (addHashes(marks, { field, place, text, keeps: rules.keepsPlaceholders }) || rules.keepsPlaceholders) continue;
    placeholders ??= [];
    placeholders.push({ field, text });
  }
  if (placeholders === undefined) return { mapped, hashes: marks, placeholders: NO_PLACEHOLDERS };
  return { mapped: withoutValues(mapped, placeholders, rules), hashes: marks, placeholders };
}

/** The row without values that identify nobody; a field that a record must have cannot be left out. */
export function withoutValues(
  mapped: MappedRow,
  values: readonly PlaceholderValue[],
  { required, keyField }: Pick<IdentityRules, 'required' | 'keyField'>,
): MappedRow {
  const needed = values.filter(({ field }) => required.includes(field));
  if (needed.length > 0) {
    const problems = needed.map(({ field, text }) => ({
      code: 'placeholder',
      field,
      message: `"${text}" says that there is none, and ${field} must be filled. Write the real value`,
    }));
    return { ...(mapped.key !== undefined && { key: mapped.key }), problems };
  }
  const payload: Payload = { ...mapped.payload };
  for (const { field } of values) delete payload[field];
  const { key, ...rest } = mapped;
  const isKeyGone = values.some(({ field }) => field === keyField);
  return { ...rest, ...(key !== undefined && !isKeyGone && { key }), payload };
}

/** Several values in one cell, as the API joins them. */
const VALUE_SEPARATOR = /[;,，；、|\r\n]+/;

interface FieldValue {
  readonly field: string;
  /** The place of the field among those that identify. */
  readonly place: number;
  readonly text: string;
  /** Values that identify nobody get their marks as well. */
  readonly keeps: boolean;
}

/** Adds the marks of a field's value; answers false where it identifies nobody. */
export function addHashes(marks: number[], { field, place, text, keeps }: FieldValue): boolean {
  const form = field === 'tel' ? addTelephone : field === 'email' ? addAddress : addText;
  const isJoined = form !== addText && VALUE_SEPARATOR.test(text);
  let isSomebody = false;
  for (const part of isJoined ? text.split(VALUE_SEPARATOR) : [text]) {
    if (part.trim() === '') continue;
    const before = marks.length;
    const counts = form(marks, place, part, field);
    if (counts) isSomebody = true;
    else if (!keeps) marks.length = before;
  }
  return isSomebody;
}

function addTelephone(marks: number[], place: number, text: string, field: string): boolean {
  const forms = telephoneForms(text);
  if (forms === undefined) return addText(marks, place, text, field);
  const { digits, national } = forms;
  if (national === undefined) add(marks, place, { text: digits, field }, CLAIMING | EXCLUSIVE | MAY_BE_INTERNATIONAL);
  else {
    add(marks, place, { text: digits, field }, CLAIMING | EXCLUSIVE);
    add(marks, place, { text: national, field }, EXCLUSIVE);
    const at = marks.length - HASH_LENGTH;
    marks.push(internationalHash(marks[at] as number), marks[at + 1] as number, (place << 3) | CLAIMING);
    if (isPlaceholderNumber(national)) return false;
  }
  return !isPlaceholderNumber(digits);
}

function addAddress(marks: number[], place: number, text: string, field: string): boolean {
  const folded = (PLAIN_ADDRESS.test(text) ? text : text.normalize('NFKC').replace(/[\s\p{Cf}]+/gu, '')).toLowerCase();
  add(marks, place, { text: folded, field }, CLAIMING | EXCLUSIVE);
  return !isPlaceholder(folded) && !isPlaceholderAddress(folded);
}

const PLAIN_ADDRESS = /^[\x21-\x7e]*$/;

function addText(marks: number[], place: number, text: string, field: string): boolean {
  const trimmed = text.trim();
  add(marks, place, { text: trimmed, field }, CLAIMING | EXCLUSIVE);
  return !isPlaceholder(trimmed);
}

/** The same text is another value in another field. */
function add(marks: number[], place: number, { text, field }: Pick<FieldValue, 'text' | 'field'>, bits: number): void {
  const { high, low } = hashText(text, saltOf(field));
  marks.push(high, low, (place << 3) | bits);
}

const salts = new Map<string, number>();

function saltOf(field: string): number {
  let salt = salts.get(field);
  if (salt === undefined) {
    salt = hashText(field, 0).low;
    salts.set(field, salt);
  }
  return salt;
}

/** How a telephone number is compared: by its digits, and with and without its country. */
interface TelephoneForms {
  /** The digits, without the zeros of `00` and of a trunk prefix; extension included. */
  readonly digits: string;
  /** The digits without the country's code, where the number is written with one. */
  readonly national?: string;
}

/** Country calling codes of one and two digits (ITU-T E.164, list of 2023); every other code has three. */
const SHORT_CODES: ReadonlySet<string> = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);
const LONG_CODE = 3;
/** Shorter ones are extensions and service numbers, which are written without a country. */
const LEAST_INTERNATIONAL = 8;

/** A Chinese mobile number behind its country's code: people leave out the plus. */
const CHINESE_MOBILE = /^86(1[3-9]\d{9})$/;
const DIGITS_ONLY = /^\d+$/;
/** `+` as it is, in full width, and as a spreadsheet writes it with a mark of text. */
const INTERNATIONAL_PREFIX = /^['\s]*(?:tel:)?[\s(]*[+＋]/i;

/** Reads a number as people write it. Undefined where it has no digits: then it is a text like any other. */
function telephoneForms(text: string): TelephoneForms | undefined {
  const isPlain = DIGITS_ONLY.test(text);
  const all = isPlain ? text : text.normalize('NFKC').replace(/\D+/g, '');
  if (all === '') return undefined;
  const isInternational =
    (!isPlain && INTERNATIONAL_PREFIX.test(text)) || (all.startsWith('00') && all.length > LEAST_INTERNATIONAL + 2);
  const digits = all.startsWith('0') ? all.replace(/^0+/, '') : all;
  if (digits === '') return { digits: all };
  if (isInternational && digits.length >= LEAST_INTERNATIONAL) {
    const length = [1, 2].find((count) => SHORT_CODES.has(digits.slice(0, count))) ?? LONG_CODE;
    // The trunk prefix in brackets, +49 (0)30, is not dialled.
    const national = digits.slice(length).replace(/^0+/, '');
    return { digits: digits.slice(0, length) + national, national };
  }
  return CHINESE_MOBILE.test(digits) ? { digits, national: digits.slice(2) } : { digits };
}

/** More digits are no number at all. */
const LONGEST_NUMBER = 20;
/** Digits that are typed where a form insists on a number. Numbers of sixes and eights are real ones that people pay for. */
const REPEATED_DIGIT = /^(?:0+|([1234579])\1{4,})$/;
const LEAST_RUN = 5;
const DIGIT_RUNS: ReadonlySet<string> = new Set(
  ['12345678901234567890', '01234567890123456789', '98765432109876543210', '123123123123', '1212121212'].flatMap(
    (run) => Array.from({ length: run.length - LEAST_RUN + 1 }, (_, more) => run.slice(0, LEAST_RUN + more)),
  ),
);

/** Local parts and domains that together are no address: `none@none.com`, `test@test.com`, `no@email.com`. */
const PLACEHOLDER_LOCAL_PARTS: ReadonlySet<string> = new Set(
  'none no na n/a null nil nomail noemail no-email no_email no.email nobody noone unknown undefined test tests testing fake dummy nope noreply no-reply blank empty invalid email mail keine kein aucun ninguno nessuno geen brak notprovided notavailable'.split(
    ' ',
  ),
);
const PLACEHOLDER_DOMAINS: ReadonlySet<string> = new Set(
  'none no na null nil nomail noemail no-email email mail unknown undefined test tests testing fake dummy nowhere invalid nothing blank empty keine aucun ninguno notprovided noreply noaddress localhost'.split(
    ' ',
  ),
);
const MAX_DOMAIN_LENGTH = Math.max(...[...PLACEHOLDER_DOMAINS].map((domain) => domain.length));

/** Is a telephone number of these digits, without country, one that nobody has? */
function isPlaceholderNumber(digits: string): boolean {
  return digits.length <= LONGEST_NUMBER && (REPEATED_DIGIT.test(digits) || DIGIT_RUNS.has(digits));
}

/** Is a folded address one that nobody has? */
function isPlaceholderAddress(folded: string): boolean {
  const at = folded.indexOf('@');
  if (at <= 0) return false;
  const dot = folded.indexOf('.', at);
  const end = dot < 0 ? folded.length : dot;
  if (end - at - 1 > MAX_DOMAIN_LENGTH || !PLACEHOLDER_DOMAINS.has(folded.slice(at + 1, end))) return false;
  return PLACEHOLDER_LOCAL_PARTS.has(folded.slice(0, at)) && !folded.includes('@', at + 1);
}

/** Does a value of an identification field say that there is none? */
function isPlaceholder(text: string): boolean {
  return isPlaceholderWord(text);
}
