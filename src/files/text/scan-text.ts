import { isAscii, isUtf8 } from 'node:buffer';
import { alignColumns, shortened } from '../../words/index.ts';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { decodeText } from './decode-text.ts';
import {
  detectEncoding,
  type EncodingGuess,
  isLikeText,
  NonAsciiWords,
  rankEncodings,
  SevenBitEncodings,
  unsupportedEncoding,
} from './detect-encoding.ts';
import { wholeCharacters } from './encodings.ts';
import { countLineBreaks } from './lines.ts';
import { lenientText, strictDecoder } from './text-codec.ts';

/** What is known about a text before its first row is yielded. */
export interface ScannedText {
  readonly encoding: string;
  /** The encoding was detected, not given by the mapping, a byte order mark or the bytes of UTF-16. */
  readonly isDetected: boolean;
  /** The text holds `\"`. */
  readonly holdsEscapedQuote: boolean;
}

const BACKSLASH_QUOTE = Buffer.from('\\"');
/** Two letters of some alphabets may be UTF-8 by chance, but not in more words than these. */
const FEW_WORDS = 8;
/** The share of valid UTF-8 in all that is not ASCII, above which a text is damaged UTF-8: certainly, or perhaps. */
const CERTAIN_UTF8_SHARE = 0.8;
const POSSIBLE_UTF8_SHARE = 0.5;

/**
 * Reads a text to its end before its rows are used, so that the encoding is detected from the whole text, and a bad byte is found
 * before anything was sent. `open` opens the bytes again. Errors: `FileError`.
 */
export async function scanText(open: () => Promise<ByteSource>, label: string | undefined): Promise<ScannedText> {
  const first = await use(open, (source) => readFirstPass(source, label));
  if (first.settled !== undefined) {
    if (first.settled !== 'utf-8' || !first.isUtf8) await verify(open, first.settled, label === undefined);
    return { encoding: first.settled, isDetected: false, holdsEscapedQuote: first.holdsEscapedQuote };
  }
  const { holdsEscapedQuote } = first;
  if (first.isUtf8 && (first.words.length === 0 || first.words.length > FEW_WORDS)) {
    return { encoding: 'utf-8', isDetected: false, holdsEscapedQuote };
  }
  const encoding = first.isUtf8 ? checkUtf8(first) : await detectOtherThanUtf8(open);
  if (encoding === undefined) {
    throw await use(open, (source) => unclearEncoding(source, rankEncodings(first.words)));
  }
  return { encoding, isDetected: encoding !== 'utf-8', holdsEscapedQuote };
}

/** The encoding of a text that is not valid UTF-8; throws the error with its line if it is damaged UTF-8. */
async function detectOtherThanUtf8(open: () => Promise<ByteSource>): Promise<string> {
  const { words, shareOfUtf8 } = await use(open, collectNonAsciiWords);
  const detected = shareOfUtf8 >= CERTAIN_UTF8_SHARE ? undefined : await detectEncoding(words);
  if (detected?.sure === false && shareOfUtf8 <= POSSIBLE_UTF8_SHARE) {
    throw await use(open, (source) => unclearEncoding(source, detected.readings));
  }
  const encoding = detected?.sure ? detected.encoding : 'utf-8';
  await verify(open, encoding, true);
  return encoding;
}

/** UTF-8, unless something else is far likelier. */
function checkUtf8({ words }: FirstPass): 'utf-8' | undefined {
  const found = rankEncodings(words);
  const utf8 = found.find(({ encoding }) => encoding === 'utf-8');
  return utf8 === undefined || utf8.bits <= (found[0]?.bits ?? 0) + 10 ? 'utf-8' : undefined;
}

async function use<Result>(open: () => Promise<ByteSource>, read: (source: ByteSource) => Promise<Result>) {
  const source = await open();
  try {
    return await read(source);
  } finally {
    await source.close();
  }
}

interface FirstPass {
  readonly settled: string | undefined;
  readonly isUtf8: boolean;
  readonly words: readonly Buffer[];
  readonly holdsEscapedQuote: boolean;
}

/** Answers the cheap questions: is it UTF-8, as nearly every file is, and does it hold `\"`? */
async function readFirstPass(source: ByteSource, label: string | undefined): Promise<FirstPass> {
  const { settled } = decodeText(source, label);
  const words = new NonAsciiWords();
  const shifted = settled === undefined ? new SevenBitEncodings() : undefined;
  let isGood = true;
  let holdsEscapedQuote = false;
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of source.chunks()) {
    holdsEscapedQuote ||= chunk.includes(BACKSLASH_QUOTE);
    if (!isGood) continue;
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    if (isAscii(bytes)) {
      const encoding = words.words.length === 0 ? shifted?.find(bytes) : undefined;
      if (encoding !== undefined) throw unsupportedEncoding(source.path, encoding);
      pending = Buffer.alloc(0);
      continue;
    }
    const whole = wholeCharacters(bytes, 'utf-8');
    isGood = isUtf8(bytes.subarray(0, whole));
    pending = Buffer.from(bytes.subarray(whole));
    if (isGood && words.words.length <= FEW_WORDS) words.add(bytes.subarray(0, whole));
  }
  isGood &&= pending.length === 0;
  return { settled, isUtf8: isGood, words: words.words, holdsEscapedQuote };
}

async function collectNonAsciiWords(source: ByteSource): Promise<{ words: readonly Buffer[]; shareOfUtf8: number }> {
  const words = new NonAsciiWords();
  let good = 0;
  let bad = 0;
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of source.chunks()) {
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    // Words end at a blank, a line break or another ASCII sign.
    let end = bytes.length;
    while (end > 0 && (bytes[end - 1] as number) >= 0x30) end--;
    words.add(bytes.subarray(0, end));
    const counts = countUtf8(bytes.subarray(0, end));
    good += counts.good;
    bad += counts.bad;
    pending = Buffer.from(bytes.subarray(end));
    if (words.isFull) break;
  }
  words.add(pending);
  // A character that the end of the file cuts in half says nothing against UTF-8.
  const last = countUtf8(pending.subarray(0, wholeCharacters(pending, 'utf-8')));
  good += last.good;
  bad += last.bad;
  return { words: words.words, shareOfUtf8: good + bad === 0 ? 1 : good / (good + bad) };
}

/** Counts the bytes beyond ASCII that are well-formed UTF-8, and those that are not. By chance few are. */
function countUtf8(bytes: Buffer): { good: number; bad: number } {
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
  return { good, bad };
}

/** Decodes the whole text, so that a bad byte is reported at once, with its line. */
async function verify(open: () => Promise<ByteSource>, encoding: string, isDetected: boolean): Promise<void> {
  await use(open, async (source) => {
    let line = 1;
    try {
      for await (const piece of decodeText(source, encoding, isDetected).pieces()) line += countLineBreaks(piece);
    } catch (error) {
      throw error instanceof FileError && error.code === 'undecodable' ? error.at(line) : error;
    }
  });
}

const SHOWN_READINGS = 4;
const SHOWN_CELLS = 3;
const MAX_SHOWN_CELL_CHARS = 24;
/** Readings further behind the likeliest one are not shown. */
const MAX_BITS_BEHIND = 60;

/** Text with a byte that is not ASCII, up to the next sign that ends a cell. Such a sign is never part of a longer character. */
const NON_ASCII_CELL = /[^\t\r\n",;]*[\x80-\xff][^\t\r\n",;]*/g;

/** The error of a file whose encoding is not clear: it shows the first cells in the likeliest encodings. */
async function unclearEncoding(source: ByteSource, readings: readonly EncodingGuess[]): Promise<FileError> {
  const { cells, line } = await firstCells(source);
  const best = readings[0]?.bits ?? 0;
  const likely = readings
    .filter(
      (reading) => reading.bits - best < MAX_BITS_BEHIND && isLikeText(reading) && readsAll(cells, reading.encoding),
    )
    .slice(0, SHOWN_READINGS);
  const shown = likely.map(({ encoding }) => ({ encoding, text: textOf(cells, encoding) }));
  const lines = alignColumns(
    shown.map(({ encoding, text }) => [`  source: { encoding: ${encoding} }`, text]),
    { gap: 3 },
  );
  const message =
    lines.length === 0
      ? FILE_MESSAGES.undecodable.text.noEncoding()
      : FILE_MESSAGES['unclear-encoding'].text.samples(lines);
  return new FileError(
    lines.length === 0 ? 'undecodable' : 'unclear-encoding',
    source.path,
    message,
    line === undefined ? {} : { line },
  );
}

function readsAll(cells: readonly Buffer[], encoding: string): boolean {
  const decoder = strictDecoder(encoding);
  return cells.every((each) => 'text' in decoder.decode(each));
}

function textOf(cells: readonly Buffer[], encoding: string): string {
  return cells.map((each) => shortened(lenientText(each, encoding).trim(), MAX_SHOWN_CELL_CHARS)).join(' | ');
}

async function firstCells(source: ByteSource): Promise<{ cells: Buffer[]; line: number | undefined }> {
  let before = '';
  let breaks = 0;
  for await (const chunk of source.chunks()) {
    const text = before + chunk.toString('latin1');
    const found = [...new Set([...text.matchAll(NON_ASCII_CELL)].map(([each]) => each))].slice(0, SHOWN_CELLS);
    if (found.length === SHOWN_CELLS || (found.length > 0 && text.length > 1024 * 1024) || chunk.length === 0) {
      return { cells: found.map(asBytes), line: breaks + lineOf(text) };
    }
    if (found.length > 0) {
      before = text;
      continue;
    }
    const end = text.lastIndexOf('\n') + 1;
    breaks += countLineBreaks(text.slice(0, end));
    before = text.slice(end);
  }
  const found = [...new Set([...before.matchAll(NON_ASCII_CELL)].map(([each]) => each))].slice(0, SHOWN_CELLS);
  return { cells: found.map(asBytes), line: found.length === 0 ? undefined : breaks + lineOf(before) };
}

function asBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function lineOf(text: string): number {
  return countLineBreaks(text.slice(0, text.search(/[\x80-\xff]/))) + 1;
}
