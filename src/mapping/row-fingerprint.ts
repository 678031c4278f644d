import { createHash } from 'node:crypto';
import { canonicalNumber, spreadsheetOriginals } from '../files/index.ts';

/** The column in which an export for editing stores the fingerprint of each row. Names that begin with `_` are not mapped by default. */
export const FINGERPRINT_COLUMN = '_sobot';

/** Version 2 compares values, version 1 their spelling. */
const VERSIONS = ['2', '1'];
/** Characters of a text that every program and format keeps; some keep one more. */
const MIN_KEPT = 32_766;
const MAX_KEPT = MIN_KEPT + 1;
const HASH_CHARACTERS = 4;
const ENTRY_CHARACTERS = 2 * HASH_CHARACTERS;

/** What a fingerprint says about the row as it was exported. */
export interface RowFingerprint {
  /** When the record had last been changed on the server, in epoch seconds; 0 where it does not say. */
  readonly changedAt: number;
  /** Does the column have the same value as when it was exported? */
  isUnchanged(column: string, text: string): boolean;
  /** Did the column have a value when it was exported? */
  wasFilled(column: string): boolean;
  /**
   * The exported value, where the value is now what a spreadsheet program makes of it; `lost` where that is so, but the exported
   * value cannot be recovered. Undefined where somebody has edited the cell.
   */
  original(column: string, text: string): { readonly text: string } | 'lost' | undefined;
}

/** Hashes a row's cells and the state of its record into a short text. Blank cells add nothing to it. */
export function makeFingerprint(changedAt: number, columns: readonly string[], texts: readonly string[]): string {
  const entries = columns.map((column, index) => {
    const text = canonicalText(texts[index] ?? '');
    if (text === '') return '';
    const cut = text.length > MIN_KEPT ? hash(cutName(column)) + valueHash(column, text.slice(0, MIN_KEPT)) : '';
    return hash(column) + valueHash(column, text) + cut;
  });
  const body = `${VERSIONS[0]}.${changedAt.toString(36)}.${entries.join('')}`;
  return `${body}.${hash(body)}`;
}

/** Reads a fingerprint; undefined where the text is not one, or is damaged. */
export function readFingerprint(text: string): RowFingerprint | undefined {
  const given = text.trim();
  const [version = '', changed = '', entries = '', check] = given.split('.');
  if (!VERSIONS.includes(version) || check !== hash(given.slice(0, given.lastIndexOf('.')))) return undefined;
  const values = new Map<string, string>();
  for (let start = 0; start < entries.length; start += ENTRY_CHARACTERS) {
    values.set(
      entries.slice(start, start + HASH_CHARACTERS),
      entries.slice(start + HASH_CHARACTERS, start + ENTRY_CHARACTERS),
    );
  }
  const form = version === '1' ? plain : canonicalText;
  const matches = (column: string, text: string) => values.get(hash(column)) === valueHash(column, form(text));
  return {
    changedAt: Number.parseInt(changed, 36),
    isUnchanged: (column, cell) => (form(cell) === '' ? !values.has(hash(column)) : matches(column, cell)),
    wasFilled: (column) => values.has(hash(column)),
    original(column, cell) {
      if (form(cell) === '' || !values.has(hash(column))) return undefined;
      const text = spreadsheetOriginals(cell).find((each) => matches(column, each));
      if (text !== undefined) return { text };
      const isAtLimit = cell.length === MIN_KEPT || cell.length === MAX_KEPT;
      const cut = valueHash(column, cell.slice(0, MIN_KEPT));
      return isAtLimit && values.get(hash(cutName(column))) === cut ? 'lost' : undefined;
    },
  };
}

function valueHash(column: string, value: string): string {
  return hash(`${column}\n${value}`);
}

/** The name under which the hash of the beginning of a long text is stored. */
function cutName(column: string): string {
  return `${column}\n`;
}

/** A text by its value: a number is the same in every notation. */
function canonicalText(text: string): string {
  return canonicalNumber(plain(text));
}

/** Spreadsheet programs change line breaks and outer space, which does not change the value. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** 24 bits, enough to tell versions of one cell apart. */
function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, HASH_CHARACTERS);
}
