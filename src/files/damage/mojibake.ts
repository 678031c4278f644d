import { isUtf8 } from 'node:buffer';
import { hasReplacedWord } from './lost-characters.ts';

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
