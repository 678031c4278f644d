import { isAscii, isUtf8 } from 'node:buffer';
import { shortened } from '../../words/index.ts';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { ByteSource } from '../source/byte-source.ts';
import {
  detectEncoding,
  looksLikeUtf16,
  looksLikeUtf32,
  NonAsciiWords,
  SevenBitEncodings,
  unsupportedEncoding,
} from './detect-encoding.ts';
import { byteOrderMark, encodingName, nearEncodings, wholeCharacters } from './encodings.ts';
import { type StrictDecoder, strictDecoder } from './text-codec.ts';

/** Bytes to examine, from the first that is not ASCII, before the encoding is decided. */
const SAMPLE_BYTES = 64 * 1024;
const MAX_LABEL_CHARS = 40;

/** The text of an input as it streams. */
export interface TextStream {
  /** Known once a byte that is not ASCII was read; `utf-8` until then. */
  readonly encoding: string;
  /** The encoding where it is known before the text is read: by its label, its byte order mark, or as UTF-16. */
  readonly settled: string | undefined;
  /** The text begins with a byte order mark. */
  readonly marked: boolean;
  /** Pieces of text, each of whole characters, without the byte order mark. */
  pieces(): AsyncGenerator<string, void, undefined>;
}

/**
 * Decodes an input strictly: a byte that is not part of a character ends it with a {@link FileError} that has its offset.
 * All encodings but UTF-16 agree on ASCII, so the decision waits for the first byte that is not.
 */
export function decodeText(source: ByteSource, label?: string, isDetected = label === undefined): TextStream {
  const { path, head } = source;
  const mark = byteOrderMark(head);
  if (mark?.encoding === 'utf-32') {
    throw new FileError('unknown-encoding', path, FILE_MESSAGES['unknown-encoding'].text.utf32());
  }
  const named = label === undefined ? undefined : encodingName(label);
  if (label !== undefined && named === undefined) {
    throw new FileError(
      'unknown-encoding',
      path,
      FILE_MESSAGES['unknown-encoding'].text.label(shortened(label, MAX_LABEL_CHARS), nearEncodings(label)),
    );
  }
  const settled = mark?.encoding ?? named ?? looksLikeUtf16(head);
  if (settled === undefined && looksLikeUtf32(head)) throw unsupportedEncoding(path, 'UTF-32');
  const shifted = settled === undefined && isAscii(head) ? new SevenBitEncodings().find(head) : undefined;
  if (shifted !== undefined) throw unsupportedEncoding(path, shifted);
  if (settled === undefined && isBinary(head)) {
    throw new FileError('not-text', path, FILE_MESSAGES['not-text'].text.zeroBytes(), {
      offset: head.indexOf(0),
    });
  }
  let decoder: StrictDecoder | undefined = settled === undefined ? undefined : strictDecoder(settled);

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
    throw undecodable(path, decoder.encoding, bytes.subarray(badAt, badAt + 4), offset + badAt, isDetected);
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
        if (bytes.length - start < SAMPLE_BYTES) {
          yield* decode(bytes.subarray(0, start), offset);
          offset += start;
          pending = Buffer.from(bytes.subarray(start));
          continue;
        }
        await decide(bytes);
      }
      const whole = decoder === undefined ? bytes.length : wholeCharacters(bytes, decoder.encoding);
      yield* decode(bytes.subarray(0, whole), offset);
      offset += whole;
      pending = Buffer.from(bytes.subarray(whole));
    }
    if (decoder === undefined && !isAscii(pending)) await decide(pending);
    yield* decode(pending, offset);
  }

  /** Bytes that cannot be read twice are decided by the first ones. */
  async function decide(sample: Buffer): Promise<void> {
    const whole = sample.subarray(0, wholeCharacters(sample, 'utf-8'));
    decoder = strictDecoder(isUtf8(whole) ? 'utf-8' : await detect(sample));
  }

  async function detect(sample: Buffer): Promise<string> {
    const words = new NonAsciiWords();
    words.add(sample);
    const { encoding, sure, readings } = await detectEncoding(words.words);
    if (sure) return encoding;
    const names = readings.slice(0, 3).map((each) => each.encoding);
    throw new FileError('unclear-encoding', path, FILE_MESSAGES['unclear-encoding'].text.streamed(names));
  }

  return {
    get encoding() {
      return decoder?.encoding ?? 'utf-8';
    },
    settled,
    marked: mark !== undefined,
    pieces,
  };
}

/** Zero bytes are not part of a text, though a few may be in one by mistake. */
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
  const { detected, named } = FILE_MESSAGES.undecodable.text;
  return new FileError('undecodable', path, (wasDetected ? detected : named)(offset, shown, encoding), { offset });
}
