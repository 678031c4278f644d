import { createHash } from 'node:crypto';

/** The column that an export for editing keeps the fingerprint of each row in. Names that begin with `_` are never mapped. */
export const FINGERPRINT_COLUMN = '_sobot';

const VERSION = '1';
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
}

/** Names a row's cells and the state of its record in a short text. Blank cells take no room in it. */
export function makeFingerprint(changedAt: number, columns: readonly string[], texts: readonly string[]): string {
  const entries = columns.map((column, index) => {
    const text = plain(texts[index] ?? '');
    return text === '' ? '' : hash(column) + hash(`${column}\n${text}`);
  });
  const body = `${VERSION}.${changedAt.toString(36)}.${entries.join('')}`;
  return `${body}.${hash(body)}`;
}

/** Reads a fingerprint; nothing where the text is none, or was damaged. */
export function readFingerprint(text: string): RowFingerprint | undefined {
  const given = text.trim();
  const [version, changed = '', entries = '', check] = given.split('.');
  if (version !== VERSION || check !== hash(given.slice(0, given.lastIndexOf('.')))) return undefined;
  const values = new Map<string, string>();
  for (let at = 0; at < entries.length; at += ENTRY_CHARACTERS) {
    values.set(entries.slice(at, at + HASH_CHARACTERS), entries.slice(at + HASH_CHARACTERS, at + ENTRY_CHARACTERS));
  }
  return {
    changedAt: Number.parseInt(changed, 36),
    isUnchanged(column, cell) {
      const value = plain(cell);
      const before = values.get(hash(column));
      return value === '' ? before === undefined : before === hash(`${column}\n${value}`);
    },
    wasFilled: (column) => values.has(hash(column)),
  };
}

/** Spreadsheet programs change line breaks and outer space; that is no change of the value. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** 24 bits, which is plenty to tell a cell's versions apart. */
function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, HASH_CHARACTERS);
}
