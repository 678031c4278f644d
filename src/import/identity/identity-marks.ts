import type { MappedRow } from '../../mapping/mapped-row.ts';
import type { Payload } from '../../targets/target.ts';
import { hashText } from '../key-index.ts';
import { isPlaceholder, isPlaceholderAddress, isPlaceholderNumber } from './placeholder-values.ts';
import { telephoneForms } from './telephone-forms.ts';

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
