import { createHash } from 'node:crypto';
import { canonicalNumber, spreadsheetOriginals } from '../files/index.ts';

/** The column that an export for editing keeps the fingerprint of each row in. Names that begin with `_` are never mapped. */
export const FINGERPRINT_COLUMN = '_sobot';

/** `2` goes by values, `1` by their spelling. */
const VERSIONS = ['2', '1'];
/** As much of a text as every program and format keeps. */
const LEAST_KEPT = 32_766;
const MOST_KEPT = LEAST_KEPT + 1;
const HASH_CHARACTERS = 4;
const ENTRY_CHARACTERS = 2 * HASH_CHARACTERS;

/** What a fingerprint says of the row as it was exported. */
export interface RowFingerprint {
  /** When the record had last been changed on the server, in epoch seconds; 0 where it does not say. */
  readonly changedAt: number;
  /** Does the column hold what it held then? */
  isUnchanged(column: string, text: string): boolean;
  /** Did the column hold anything then? */
  wasFilled(column: string): boolean;
  /**
   * What the column held then, where what it holds now is what a spreadsheet program made of it; `lost` where that is so, but
   * what it was cannot be told. Undefined where somebody has edited it.
   */
  original(column: string, text: string): { readonly text: string } | 'lost' | undefined;
}

/** Names a row's cells and the state of its record in a short text. Blank cells take no room in it. */
export function makeFingerprint(changedAt: number, columns: readonly string[], texts: readonly string[]): string {
  const entries = columns.map((column, index) => {
    const text = shownValue(texts[index] ?? '');
    if (text === '') return '';
    const cut = text.length > LEAST_KEPT ? hash(cutName(column)) + valueHash(column, text.slice(0, LEAST_KEPT)) : '';
    return hash(column) + valueHash(column, text) + cut;
  });
  const body = `${VERSIONS[0]}.${changedAt.toString(36)}.${entries.join('')}`;
  return `${body}.${hash(body)}`;
}

/** Reads a fingerprint; nothing where the text is none, or was damaged. */
export function readFingerprint(text: string): RowFingerprint | undefined {
  const given = text.trim();
  const [version = '', changed = '', entries = '', check] = given.split('.');
  if (!VERSIONS.includes(version) || check !== hash(given.slice(0, given.lastIndexOf('.')))) return undefined;
  const values = new Map<string, string>();
  for (let at = 0; at < entries.length; at += ENTRY_CHARACTERS) {
    values.set(entries.slice(at, at + HASH_CHARACTERS), entries.slice(at + HASH_CHARACTERS, at + ENTRY_CHARACTERS));
  }
  const form = version === '1' ? plain : shownValue;
  const held = (column: string, text: string) => values.get(hash(column)) === valueHash(column, form(text));
  return {
    changedAt: Number.parseInt(changed, 36),
    isUnchanged: (column, cell) => (form(cell) === '' ? !values.has(hash(column)) : held(column, cell)),
    wasFilled: (column) => values.has(hash(column)),
    original(column, cell) {
      if (form(cell) === '' || !values.has(hash(column))) return undefined;
      const text = spreadsheetOriginals(cell).find((each) => held(column, each));
      if (text !== undefined) return { text };
      const isAtLimit = cell.length === LEAST_KEPT || cell.length === MOST_KEPT;
      const cut = valueHash(column, cell.slice(0, LEAST_KEPT));
      return isAtLimit && values.get(hash(cutName(column))) === cut ? 'lost' : undefined;
    },
  };
}

function valueHash(column: string, value: string): string {
  return hash(`${column}\n${value}`);
}

/** The name under which the beginning of a long text is kept. */
function cutName(column: string): string {
  return `${column}\n`;
}

/** A text by its value: numbers are the same however they are written. */
function shownValue(text: string): string {
  return canonicalNumber(plain(text));
}

/** Spreadsheet programs change line breaks and outer space; that is no change of the value. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** 24 bits, which is plenty to tell a cell's versions apart. */
function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, HASH_CHARACTERS);
}
