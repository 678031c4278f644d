import { isUtf8 } from 'node:buffer';
import { encodingName } from './encodings.ts';
import { type EncodingGuess, isLikeText, rankEncodings } from './guess-encoding.ts';
import { lenientText } from './strict-decoder.ts';
import { wholeCharacters } from './whole-characters.ts';

/** What the bytes look like; `sure` is false where another reading is nearly as likely. */
export interface DetectedEncoding {
  readonly encoding: string;
  readonly sure: boolean;
  /** The likeliest readings, each of which says something else. */
  readonly readings: readonly EncodingGuess[];
}

/**
 * By so many bits the likeliest reading must be ahead: by fewer where another detector reads the same. Of 17,500 short texts in 44
 * pairs of language and encoding none was read wrong with these; with 16 bits and a second opinion one was.
 */
const CLEAR_BITS = 22;
const SECONDED_BITS = 18;

/** Enough words to tell by. */
const MAX_WORDS = 1500;
const MAX_WORD_BYTES = 64;

/** Words that hold a byte that is not ASCII, each once, as they come. */
export class NonAsciiWords {
  readonly #seen = new Set<string>();
  readonly words: Buffer[] = [];

  /** There are enough. */
  get isFull(): boolean {
    return this.words.length >= MAX_WORDS;
  }

  /** Takes those of whole lines, or of a text that ends where it likes. */
  add(bytes: Buffer): void {
    // No byte below 0x30 is part of a longer character in any encoding that is told by its bytes.
    for (const word of bytes.toString('latin1').split(/[\0-/]+/)) {
      if (this.isFull) return;
      if (!/[\x80-\xff]/.test(word) || this.#seen.has(word)) continue;
      this.#seen.add(word);
      this.words.push(Buffer.from(word.length > MAX_WORD_BYTES ? firstRuns(word) : word, 'latin1'));
    }
  }
}

/** A text without blanks, as Chinese has, is long: its beginning will do, up to a place where no character is cut. */
function firstRuns(word: string): string {
  const bytes = Buffer.from(word, 'latin1');
  const pieces = word.split(/(?<=[:;<=>?])/);
  let taken = '';
  for (const piece of pieces) if (taken.length + piece.length <= MAX_WORD_BYTES * 8) taken += piece;
  return taken === '' ? bytes.toString('latin1') : taken;
}

/** Tells the encoding of words with bytes that are not ASCII. */
export async function detectEncoding(words: readonly Buffer[]): Promise<DetectedEncoding> {
  const found = rankEncodings(words);
  const [best, second] = found as [EncodingGuess, EncodingGuess];
  const ahead = second.bits - best.bits;
  const isClear = ahead >= SECONDED_BITS && isLikeText(best);
  return {
    encoding: best.encoding,
    sure: isClear && (ahead >= CLEAR_BITS || (await isConfirmedByChardet(best, words))),
    readings: found,
  };
}

/** `chardet`, which goes by statistics of its own, reads the same words. */
async function isConfirmedByChardet(reading: EncodingGuess, words: readonly Buffer[]): Promise<boolean> {
  const { detect } = await import('chardet');
  const joined = Buffer.concat(words.flatMap((word) => [word, Buffer.from('\n')]));
  const encoding = encodingName(detect(joined) ?? '');
  return encoding !== undefined && lenientText(joined, encoding) === `${reading.words.join('\n')}\n`;
}

/** UTF-16 without a mark shows by the zero bytes of its ASCII characters, nearly all on one side. */
export function looksLikeUtf16(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  let even = 0;
  let odd = 0;
  for (let at = head.indexOf(0); at !== -1; at = head.indexOf(0, at + 1)) at & 1 ? odd++ : even++;
  const [more, fewer] = odd > even ? [odd, even] : [even, odd];
  // A Chinese file still has delimiters and line breaks; a few of its characters have a zero byte on the other side.
  if (more < Math.max(1, head.length / 100) || fewer * 3 > more) return undefined;
  // A few zeros may stand in UTF-8 by mistake, but UTF-16 that is UTF-8, too, is all ASCII: half of it is zeros.
  if (more * 4 < head.length && isUtf8(head.subarray(0, wholeCharacters(head, 'utf-8')))) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}
