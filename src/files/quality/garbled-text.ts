import { isUtf8 } from 'node:buffer';

/** A lead byte of UTF-8 and a byte that may follow it, both as Windows-1252 shows them. */
const POSSIBLE_MOJIBAKE =
  /[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]/;

/** The byte of every character of Windows-1252. */
const BYTES: ReadonlyMap<string, number> = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_none, byte) => byte))].map(
    (character, byte) => [character, byte],
  ),
);

/** The intended text where UTF-8 was read as Windows-1252 (`MÃ¼ller` is `Müller`); undefined otherwise. */
export function undoMojibake(text: string): string | undefined {
  if (!POSSIBLE_MOJIBAKE.test(text)) return undefined;
  const raw: number[] = [];
  for (const character of text) {
    const byte = BYTES.get(character);
    if (byte === undefined) return undefined;
    raw.push(byte);
  }
  const buffer = Buffer.from(raw);
  return isUtf8(buffer) ? buffer.toString() : undefined;
}

/** How LibreOffice shows bytes without a character. */
const PRIVATE_BYTE = /[\uf080-\uf0ff\uf180-\uf1ff\ufffd]/;

/**
 * Does a text, or a part of it, seem to have been read or saved in the wrong encoding, while the text before (any of several
 * spellings) does not?
 */
export function looksGarbled(text: string, before: readonly string[]): boolean {
  if (before.some(hasMojibake)) return false;
  if (hasMojibake(text)) return true;
  return before.some((each) => hasReplacedWord(text, each));
}

/** Examines each word, since people may have added others. */
function hasMojibake(text: string): boolean {
  return PRIVATE_BYTE.test(text) || text.split(/[\s!-/:-@[-`{-~]+/).some((word) => undoMojibake(word) !== undefined);
}

/** Separators of words; `?` may be part of a word. */
const WORD_SEPARATOR = /[\s!-/:->@[-`{-~]+/;
/** Fewer characters of a word match by chance. */
const MIN_MATCHING_CHARS = 3;

/** Are the texts equal but for `?` in place of characters that an encoding does not have? */
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
 * Does a text hold a word of the text before, with `?` in place of some characters? People may have added other words, and
 * question marks that they wrote do not count.
 */
function hasReplacedWord(text: string, before: string): boolean {
  if (!text.includes('?')) return false;
  const known = before.split(WORD_SEPARATOR).filter((word) => /[\u0080-\uffff]/.test(word));
  // A word that is unchanged has lost nothing.
  const words = text
    .split(WORD_SEPARATOR)
    .filter((word) => word.includes('?') && word !== '?' && !before.includes(word));
  return words.some((word) => known.some((was) => isReplacedByQuestionMarks(was, word) || isPartReplaced(was, word)));
}

/** The same for the beginning or the end of a word, if it is long enough. */
function isPartReplaced(was: string, word: string): boolean {
  if (was.length >= word.length) return false;
  const isLong = was.length > MIN_MATCHING_CHARS || (was.length === MIN_MATCHING_CHARS && /\w/.test(was));
  // Nobody begins a word with question marks.
  const mayMatchStart = isLong || (word.startsWith('??') && was.length > 1);
  return (
    (mayMatchStart && isReplacedByQuestionMarks(was, word.slice(0, was.length))) ||
    (isLong && isReplacedByQuestionMarks(was, word.slice(-was.length)))
  );
}
