import { isUtf8 } from 'node:buffer';
import { scoreText } from './score-text.ts';
import { strictDecoder } from './strict-decoder.ts';
import { wholeCharacters } from './whole-characters.ts';

/** What the bytes look like; `sure` is false when another encoding is nearly as likely. */
export interface DetectedEncoding {
  readonly encoding: string;
  readonly sure: boolean;
}

const legacyEncodings = ['gb18030', 'big5', 'shift_jis', 'windows-1252'] as const;

/** Real East Asian text scores above it, other text read as such below. */
const clearlyEastAsian = 1;
/** Windows-1252 whose accented letters stand in words scores above it. */
const clearlyWestern = 0.5;

/** A text with few characters that are not ASCII may mean something in several encodings. */
const fewBytes = 12;
/** Bad bytes that a damaged file may have in a sample. */
const mostBadBytes = 8;

/** Tells the encoding of a sample that is not all ASCII. A damaged UTF-8 file is still UTF-8, so that its bad byte is found. */
export function detectEncoding(sample: Buffer): DetectedEncoding {
  const whole = sample.subarray(0, wholeCharacters(sample, 'utf-8'));
  const utf8 = isUtf8(whole) ? 1 : shareOfUtf8(whole);
  if (utf8 >= 0.8) return { encoding: 'utf-8', sure: true };
  const scored = legacyEncodings
    .map((encoding) => ({ encoding, score: scoreEncoding(sample, encoding) }))
    .sort((left, right) => right.score - left.score);
  const [best, second] = scored as [(typeof scored)[0], (typeof scored)[0]];
  // In a short text a few pairs of bytes look like UTF-8 by chance, but Windows-1252 would read damaged UTF-8 without a word.
  const isEastAsian = best.encoding !== 'windows-1252' && best.score >= clearlyEastAsian;
  const damaged = isEastAsian ? undefined : damagedEastAsian(sample);
  if (damaged !== undefined && best.score < clearlyWestern) return { encoding: damaged, sure: false };
  if ((utf8 > 0.5 && !isEastAsian) || best.score === Number.NEGATIVE_INFINITY)
    return { encoding: 'utf-8', sure: false };
  const isShort = best.encoding !== 'windows-1252' && sample.filter((byte) => byte > 0x7f).length < fewBytes;
  return { encoding: best.encoding, sure: best.score - second.score > 0.2 && best.score > 0 && !isShort };
}

/** The encoding of East Asian text with a few bad bytes, which Windows-1252 would read without a word. */
function damagedEastAsian(sample: Buffer): string | undefined {
  const scored = legacyEncodings
    .filter((encoding) => encoding !== 'windows-1252')
    .map((encoding) => ({ encoding, score: scoreAround(sample, encoding) }))
    .sort((left, right) => right.score - left.score);
  const [best] = scored;
  return best !== undefined && best.score >= clearlyEastAsian ? best.encoding : undefined;
}

/** The score of what is left when bad bytes are taken out. */
function scoreAround(sample: Buffer, encoding: (typeof legacyEncodings)[number]): number {
  const decoder = strictDecoder(encoding);
  let rest = sample.subarray(0, wholeCharacters(sample, encoding));
  let text = '';
  for (let bad = 0; bad <= mostBadBytes; bad++) {
    const decoded = decoder.decode(rest);
    if ('text' in decoded) return scoreText(text + decoded.text, encoding);
    const good = decoder.decode(rest.subarray(0, decoded.badAt));
    if ('text' in good) text += good.text;
    rest = rest.subarray(decoded.badAt + 1);
  }
  return Number.NEGATIVE_INFINITY;
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

function scoreEncoding(sample: Buffer, encoding: (typeof legacyEncodings)[number]): number {
  const bytes = sample.subarray(0, wholeCharacters(sample, encoding));
  const decoded = strictDecoder(encoding).decode(bytes.length === 0 ? sample : bytes);
  return 'text' in decoded ? scoreText(decoded.text, encoding) : Number.NEGATIVE_INFINITY;
}

/** How much of what is not ASCII is well-formed UTF-8, from 0 to 1. By chance little is. */
function shareOfUtf8(bytes: Buffer): number {
  let good = 0;
  let bad = 0;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const isGood = lead < 0x80 || (at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)));
    if (!isGood) bad++;
    else if (lead >= 0x80) good += length;
    at += isGood ? length : 1;
  }
  return good / (good + bad);
}
