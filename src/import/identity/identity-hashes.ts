import { isPlaceholderWord } from '../../files/index.ts';
import type { MappedRow } from '../../mapping/index.ts';
import { hashText } from '../../sketches/index.ts';
import type { Payload } from '../../targets/index.ts';
import { canonicalEmail, joinedValues, telephoneForms } from '../../words/index.ts';
import { IMPORT_MESSAGES } from '../messages.ts';

/** How the tenant identifies customers: plain data, which can be passed to worker threads. */
export interface IdentityRules {
  /** `tel`, `email`, …: those of the mapping's `identifiedBy` that it maps. */
  readonly fields: readonly string[];
  /** Those of them that a record must have. */
  readonly required: readonly string[];
  readonly keyField: string | undefined;
  /** Send placeholder values as they are. */
  readonly keepsPlaceholders: boolean;
}

/**
 * What identifies a row, three numbers for each hash: its two halves, then the role: the index of its field times eight, plus a bit
 * for a hash that the row claims, one for a hash that no other row may have, and one for a number that another row may have with a
 * country code.
 */
export type IdentityHashes = ArrayLike<number>;

export const HASH_LENGTH = 3;
const CLAIMING = 1;
const EXCLUSIVE = 2;
const MAY_BE_INTERNATIONAL = 4;
/** Distinguishes a number with any country code from the same digits without one. */
const INTERNATIONAL = 0x5bd1e995;

export const isClaiming = (role: number): boolean => (role & CLAIMING) !== 0;
export const isExclusive = (role: number): boolean => (role & EXCLUSIVE) !== 0;
/** A hash of the value itself rather than of another way to write it. */
export const isWholeValue = (role: number): boolean => (role & (CLAIMING | EXCLUSIVE)) === (CLAIMING | EXCLUSIVE);
/** May another row have the number with a country code? `internationalHash` returns the first half of such a hash. */
export const mayBeInternational = (role: number): boolean => (role & MAY_BE_INTERNATIONAL) !== 0;
export const internationalHash = (high: number): number => (high ^ INTERNATIONAL) >>> 0;
/** Is it the hash of a number with any country code? */
export const isInternationalHash = (role: number): boolean => (role & (CLAIMING | EXCLUSIVE)) === CLAIMING;
export const fieldOf = (role: number): number => role >> 3;

/** A value that identifies nobody. */
export interface PlaceholderValue {
  readonly field: string;
  readonly text: string;
  /** An ordinary value, but too many rows share it. */
  readonly isShared?: true;
}

/** A row without the values that identify nobody, and the hashes of the remaining ones. */
export interface IdentifiedRow {
  readonly mapped: MappedRow;
  readonly hashes: IdentityHashes;
  readonly placeholders: readonly PlaceholderValue[];
}

const NO_PLACEHOLDERS: readonly PlaceholderValue[] = [];
const NO_HASHES: IdentityHashes = [];

/** Hashes what identifies a row that can be sent. */
export function identifyRow(mapped: MappedRow, rules: IdentityRules): IdentifiedRow {
  const { payload } = mapped;
  if (payload === undefined || mapped.problems.length > 0) {
    return { mapped, hashes: NO_HASHES, placeholders: NO_PLACEHOLDERS };
  }
  const hashes: number[] = [];
  let placeholders: PlaceholderValue[] | undefined;
  for (const [fieldIndex, field] of rules.fields.entries()) {
    const value = payload[field];
    if (value === undefined || value === '') continue;
    const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : String(value);
    if (
      addHashes(hashes, { field, fieldIndex, text, keepsPlaceholders: rules.keepsPlaceholders }) ||
      rules.keepsPlaceholders
    )
      continue;
    placeholders ??= [];
    placeholders.push({ field, text });
  }
  if (placeholders === undefined) return { mapped, hashes: hashes, placeholders: NO_PLACEHOLDERS };
  return { mapped: withoutValues(mapped, placeholders, rules), hashes: hashes, placeholders };
}

/** The row without values that identify nobody; required fields are kept. */
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
      message: IMPORT_MESSAGES.placeholder.text.required(text, field),
    }));
    return { ...(mapped.key !== undefined && { key: mapped.key }), problems };
  }
  const payload: Payload = { ...mapped.payload };
  for (const { field } of values) delete payload[field];
  const { key, unique, ...rest } = mapped;
  const isGone = (name: string | undefined) => values.some(({ field }) => field === name);
  const kept = unique?.filter(({ field }) => !isGone(field));
  return { ...rest, ...(kept && { unique: kept }), ...(key !== undefined && !isGone(keyField) && { key }), payload };
}

interface FieldValue {
  readonly field: string;
  /** The index of the field among the identifying ones. */
  readonly fieldIndex: number;
  readonly text: string;
  /** Hash values that identify nobody, too. */
  readonly keepsPlaceholders: boolean;
}

/** Adds the hashes of a field's value; returns false if it identifies nobody. */
export function addHashes(hashes: number[], { field, fieldIndex, text, keepsPlaceholders }: FieldValue): boolean {
  const addHash = field === 'tel' ? addTelephone : field === 'email' ? addEmail : addText;
  let identifiesSomebody = false;
  for (const part of addHash === addText ? [text] : joinedValues(text)) {
    if (part.trim() === '') continue;
    const before = hashes.length;
    const isReal = addHash(hashes, fieldIndex, part, field);
    if (isReal) identifiesSomebody = true;
    else if (!keepsPlaceholders) hashes.length = before;
  }
  return identifiesSomebody;
}

function addTelephone(hashes: number[], fieldIndex: number, text: string, field: string): boolean {
  const forms = telephoneForms(text);
  if (forms === undefined) return addText(hashes, fieldIndex, text, field);
  const { digits, national } = forms;
  if (national === undefined)
    add(hashes, fieldIndex, { text: digits, field }, CLAIMING | EXCLUSIVE | MAY_BE_INTERNATIONAL);
  else {
    add(hashes, fieldIndex, { text: digits, field }, CLAIMING | EXCLUSIVE);
    add(hashes, fieldIndex, { text: national, field }, EXCLUSIVE);
    const at = hashes.length - HASH_LENGTH;
    hashes.push(internationalHash(hashes[at] as number), hashes[at + 1] as number, (fieldIndex << 3) | CLAIMING);
    if (isPlaceholderNumber(national)) return false;
  }
  return !isPlaceholderNumber(digits);
}

function addEmail(hashes: number[], fieldIndex: number, text: string, field: string): boolean {
  const folded = canonicalEmail(text);
  add(hashes, fieldIndex, { text: folded, field }, CLAIMING | EXCLUSIVE);
  return !isPlaceholder(folded) && !isPlaceholderEmail(folded);
}

function addText(hashes: number[], fieldIndex: number, text: string, field: string): boolean {
  const trimmed = text.trim();
  add(hashes, fieldIndex, { text: trimmed, field }, CLAIMING | EXCLUSIVE);
  return !isPlaceholder(trimmed);
}

/** The salt makes the same text in another field another value. */
function add(
  hashes: number[],
  fieldIndex: number,
  { text, field }: Pick<FieldValue, 'text' | 'field'>,
  bits: number,
): void {
  const { high, low } = hashText(text, saltOf(field));
  hashes.push(high, low, (fieldIndex << 3) | bits);
}

const saltByField = new Map<string, number>();

function saltOf(field: string): number {
  let salt = saltByField.get(field);
  if (salt === undefined) {
    salt = hashText(field, 0).low;
    saltByField.set(field, salt);
  }
  return salt;
}

/** A text with more digits is not a telephone number. */
const MAX_DIGITS = 20;
/** Digits that people type where a form insists on a number. Numbers of sixes and eights are real: people pay for them. */
const REPEATED_DIGIT = /^(?:0+|([1234579])\1{4,})$/;
const MIN_RUN = 5;
const DIGIT_RUNS: ReadonlySet<string> = new Set(
  ['12345678901234567890', '01234567890123456789', '98765432109876543210', '123123123123', '1212121212'].flatMap(
    (run) => Array.from({ length: run.length - MIN_RUN + 1 }, (_, more) => run.slice(0, MIN_RUN + more)),
  ),
);

/** Local parts and domains that together make a placeholder address: `none@none.com`, `test@test.com`, `no@email.com`. */
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

/** Is a national telephone number with these digits a placeholder? */
function isPlaceholderNumber(digits: string): boolean {
  return digits.length <= MAX_DIGITS && (REPEATED_DIGIT.test(digits) || DIGIT_RUNS.has(digits));
}

/** Is a folded e-mail address a placeholder? */
function isPlaceholderEmail(folded: string): boolean {
  const at = folded.indexOf('@');
  if (at <= 0) return false;
  const dot = folded.indexOf('.', at);
  const end = dot < 0 ? folded.length : dot;
  if (end - at - 1 > MAX_DOMAIN_LENGTH || !PLACEHOLDER_DOMAINS.has(folded.slice(at + 1, end))) return false;
  return PLACEHOLDER_LOCAL_PARTS.has(folded.slice(0, at)) && !folded.includes('@', at + 1);
}

/** Is the value of an identifying field a placeholder word? */
function isPlaceholder(text: string): boolean {
  return isPlaceholderWord(text);
}
