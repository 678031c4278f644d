import { FileError } from '../file-error.ts';

/** How far a sign of these encodings may reach from one piece of a file into the next. */
const MAX_SIGN_BYTES = 256;

/** Letters in UTF-7 stand between `+` and `-`, as base64 of UTF-16. */
const shiftedLetters = /\+([A-Za-z0-9+/]{3,})-/g;
/** `~{` and `~}` enclose pairs of signs in HZ. */
const hzText = /~\{(?:[!-}][!-~])+~\}/;
/** What follows the escape character where ISO-2022 changes alphabets. */
const escapeCharacter = '\u001b';
const isoShift = new RegExp(`${escapeCharacter}(?:\\$[@B]|\\$\\([DOPQ]|\\([IJ]|\\$[)*][ACGH])`);
/** A code may look like one word of UTF-7. */
const MIN_WORDS = 2;

/** Looks through a text of ASCII bytes for encodings that write every other letter with them, too. */
export class SevenBitEncodings {
  #before: Buffer = Buffer.alloc(0);
  readonly #words = new Set<string>();

  /** The name of the encoding, once the bytes so far have shown it. */
  find(bytes: Buffer): string | undefined {
    const mayBe = bytes.includes(0x1b) || bytes.includes('~}') || bytes.includes('~{') || bytes.includes('+');
    const before = this.#before;
    this.#before = Buffer.from(bytes.subarray(-MAX_SIGN_BYTES));
    if (!mayBe && !before.includes(escapeCharacter) && !before.includes('~') && !before.includes('+')) return undefined;
    const text = before.toString('latin1') + bytes.toString('latin1');
    const shift = isoShift.exec(text)?.[0];
    if (shift !== undefined)
      return shift.endsWith('C') ? 'ISO-2022-KR' : /[AGH]$/.test(shift) ? 'ISO-2022-CN' : 'ISO-2022-JP';
    if (hzText.test(text)) return 'HZ';
    for (const [word, base64] of text.matchAll(shiftedLetters)) if (isLetters(base64 as string)) this.#words.add(word);
    const isLatin = [...this.#words].some((word) => /^\+A[A-X]/.test(word));
    return this.#words.size >= MIN_WORDS || isLatin ? 'UTF-7' : undefined;
  }
}

/** Is it base64 of letters in UTF-16, with nothing left over? */
function isLetters(base64: string): boolean {
  const bits = base64.length * 6;
  if (bits % 16 >= 6 || !/[A-Za-z]/.test(base64)) return false;
  const bytes = Buffer.from(base64, 'base64');
  const units = Math.floor(bits / 16);
  const swapped = Buffer.from(bytes.subarray(0, units * 2)).swap16();
  const again = Buffer.from(bytes.subarray(0, units * 2))
    .toString('base64')
    .slice(0, base64.length);
  return (
    again === base64 &&
    /^[\u00a1-\uffff]+$/.test(swapped.toString('utf16le')) &&
    /^[\p{L}\p{M}\p{P}]+$/u.test(swapped.toString('utf16le'))
  );
}

/** Four bytes to each character, of which the first or the last is always zero. */
export function looksLikeUtf32(head: Buffer): boolean {
  const length = Math.min(head.length, 1024) & ~3;
  if (length < 8) return false;
  const isCharacter = (code: number): boolean => code < 0x110000 && (code & 0xf800) !== 0xd800;
  const all = (read: (at: number) => number): boolean => {
    for (let at = 0; at < length; at += 4) if (!isCharacter(read(at))) return false;
    return true;
  };
  return all((at) => head.readUInt32LE(at)) || all((at) => head.readUInt32BE(at));
}

/** The error of a file in an encoding that is not read. */
export function unsupportedEncoding(path: string, encoding: string): FileError {
  return new FileError(
    'unknown-encoding',
    path,
    `seems to be in ${encoding}, which is not read. Save it as UTF-8; if it is UTF-8 already, say so (source.encoding: utf-8 in the mapping).`,
  );
}
