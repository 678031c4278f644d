import { isUtf8 } from 'node:buffer';

/** A lead byte of UTF-8 as Windows-1252 shows it, with what a following byte looks like. */
const suspicious =
  /[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]/;

/** The byte of every character of Windows-1252. */
const bytes: ReadonlyMap<string, number> = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_none, byte) => byte))].map(
    (character, byte) => [character, byte],
  ),
);

/** What a text says if it is UTF-8 that was read as Windows-1252 (`MÃ¼ller` says `Müller`); nothing otherwise. */
export function undoMojibake(text: string): string | undefined {
  if (!suspicious.test(text)) return undefined;
  const raw: number[] = [];
  for (const character of text) {
    const byte = bytes.get(character);
    if (byte === undefined) return undefined;
    raw.push(byte);
  }
  const buffer = Buffer.from(raw);
  return isUtf8(buffer) ? buffer.toString() : undefined;
}

/** LibreOffice shows bytes that have no character so. */
const privateByte = /[\uf080-\uf0ff\uf180-\uf1ff\ufffd]/;

/**
 * Does a text seem to have been read or saved in an encoding that it is not of, whole or in part, while what it was before
 * (any of several spellings) does not?
 */
export function looksGarbled(text: string, before: readonly string[]): boolean {
  if (before.some(hasMojibake)) return false;
  if (hasMojibake(text)) return true;
  return before.some((each) => hasReplacedWord(text, each));
}

/** Somebody may have written more beside it, so each word is looked at by itself. */
function hasMojibake(text: string): boolean {
  return privateByte.test(text) || text.split(/[\s!-/:-@[-`{-~]+/).some((word) => undoMojibake(word) !== undefined);
}

/** What stands between words; `?` may be part of one. */
const between = /[\s!-/:->@[-`{-~]+/;
/** Fewer characters of a word fit by chance what somebody wrote. */
const LEAST_TELLING = 3;

/** Is `?` all that is left of the characters that an encoding has no place for? */
export function isReplacedByQuestionMarks(before: string, after: string): boolean {
  if (!after.includes('?')) return false;
  const [was, is] = [[...before], [...after]];
  if (was.length !== is.length && before.length !== after.length) return false;
  const [left, right] = was.length === is.length ? [was, is] : [before.split(''), after.split('')];
  return (
    before !== after &&
    left.every((character, at) => character === right[at] || (right[at] === '?' && character > '\u007f'))
  );
}

/**
 * Does a text hold a word of what it was before, of which `?` is left in place of characters? Somebody may have written more
 * beside it, and a question mark that somebody wrote is none of these.
 */
function hasReplacedWord(text: string, before: string): boolean {
  if (!text.includes('?')) return false;
  const known = before.split(between).filter((word) => /[\u0080-\uffff]/.test(word));
  // A word that is there as it was has lost nothing.
  const words = text.split(between).filter((word) => word.includes('?') && word !== '?' && !before.includes(word));
  return words.some((word) => known.some((was) => isReplacedByQuestionMarks(was, word) || isPartReplaced(was, word)));
}

/** The same of the beginning or the end of a word, where it is long enough to tell. */
function isPartReplaced(was: string, word: string): boolean {
  if (was.length >= word.length) return false;
  const isLong = was.length > LEAST_TELLING || (was.length === LEAST_TELLING && /\w/.test(was));
  // Nobody begins a word with question marks.
  const tellsAtStart = isLong || (word.startsWith('??') && was.length > 1);
  return (
    (tellsAtStart && isReplacedByQuestionMarks(was, word.slice(0, was.length))) ||
    (isLong && isReplacedByQuestionMarks(was, word.slice(-was.length)))
  );
}
