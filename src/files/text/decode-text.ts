import { isAscii, isUtf8 } from 'node:buffer';
import { FileError } from '../file-error.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { byteOrderMark } from './byte-order-mark.ts';
import { detectEncoding, looksLikeUtf16 } from './detect-encoding.ts';
import { encodingName } from './encodings.ts';
import { type StrictDecoder, strictDecoder } from './strict-decoder.ts';
import { wholeCharacters } from './whole-characters.ts';

/** Bytes to look at, from the first one that is not ASCII, before an encoding is settled. */
const sampleBytes = 64 * 1024;

/** The text of an input as it streams. */
export interface TextStream {
  /** Known once a byte has been seen that tells; `utf-8` until then. */
  readonly encoding: string;
  /** Settled by the bytes, though others were nearly as likely. */
  readonly guessed: boolean;
  /** Pieces of text, each of whole characters, the byte order mark taken off. */
  pieces(): AsyncGenerator<string, void, undefined>;
}

/**
 * Decodes an input strictly: a byte that is no part of a character ends it with a {@link FileError} that has its offset.
 * All encodings but UTF-16 agree on ASCII, so the choice waits for the first byte that is not.
 */
export function decodeText(source: ByteSource, label?: string): TextStream {
  const { path, head } = source;
  const mark = byteOrderMark(head);
  if (mark?.encoding === 'utf-32') {
    throw new FileError('unknown-encoding', path, 'is in UTF-32, which no spreadsheet needs. Save it as UTF-8.');
  }
  const named = label === undefined ? undefined : encodingName(label);
  if (label !== undefined && named === undefined) {
    throw new FileError(
      'unknown-encoding',
      path,
      `"${label}" is no known encoding. Try utf-8, gb18030, big5, shift_jis, windows-1252 or utf-16le.`,
    );
  }
  const settled = mark?.encoding ?? named ?? looksLikeUtf16(head);
  if (settled === undefined && isBinary(head)) {
    throw new FileError('not-text', path, 'holds zero bytes, so it is no text file. Save it as CSV or XLSX.', {
      offset: head.indexOf(0),
    });
  }
  let decoder: StrictDecoder | undefined = settled === undefined ? undefined : strictDecoder(settled);
  let guessed = false;

  function* decode(bytes: Buffer, offset: number): Generator<string> {
    if (bytes.length === 0) return;
    if (decoder === undefined) {
      yield bytes.toString('latin1');
      return;
    }
    const result = decoder.decode(bytes);
    if ('text' in result) {
      yield result.text;
      return;
    }
    const { badAt } = result;
    if (badAt > 0) yield* decode(bytes.subarray(0, badAt), offset);
    throw undecodable(path, decoder.encoding, bytes.subarray(badAt, badAt + 4), offset + badAt, label === undefined);
  }

  async function* pieces(): AsyncGenerator<string, void, undefined> {
    let pending: Buffer = Buffer.alloc(0);
    let offset = 0;
    for await (const chunk of source.chunks()) {
      let bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      if (offset === 0 && mark !== undefined) {
        bytes = bytes.subarray(mark.length);
        offset = mark.length;
      }
      if (decoder === undefined && !isAscii(bytes)) {
        const start = firstNotAscii(bytes);
        if (bytes.length - start < sampleBytes) {
          yield* decode(bytes.subarray(0, start), offset);
          offset += start;
          pending = Buffer.from(bytes.subarray(start));
          continue;
        }
        settle(bytes);
      }
      const whole = decoder === undefined ? bytes.length : wholeCharacters(bytes, decoder.encoding);
      yield* decode(bytes.subarray(0, whole), offset);
      offset += whole;
      pending = Buffer.from(bytes.subarray(whole));
    }
    if (decoder === undefined && !isAscii(pending)) settle(pending);
    yield* decode(pending, offset);
  }

  function settle(sample: Buffer): void {
    const detected = detectEncoding(sample);
    decoder = strictDecoder(detected.encoding);
    guessed = !detected.sure;
  }

  return {
    get encoding() {
      return decoder?.encoding ?? 'utf-8';
    },
    get guessed() {
      return guessed;
    },
    pieces,
  };
}

/** Zero bytes are no part of a text, though a few may stand in one by mistake. */
function isBinary(head: Buffer): boolean {
  let zeros = 0;
  for (let at = head.indexOf(0); at !== -1; at = head.indexOf(0, at + 1)) zeros++;
  return (
    zeros * 100 > head.length && (zeros * 10 > head.length || !isUtf8(head.subarray(0, wholeCharacters(head, 'utf-8'))))
  );
}

function firstNotAscii(bytes: Buffer): number {
  return bytes.findIndex((byte) => byte > 0x7f);
}

function undecodable(path: string, encoding: string, bad: Buffer, offset: number, wasDetected: boolean): FileError {
  const shown = bad
    .toString('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$& ');
  const advice = wasDetected
    ? 'Say which encoding the file has (source.encoding in the mapping), or save it as UTF-8.'
    : 'Is it the right encoding? Leave source.encoding out to have it detected, or save the file as UTF-8.';
  return new FileError('undecodable', path, `byte ${offset} (${shown}) is not ${encoding} text. ${advice}`, { offset });
}
