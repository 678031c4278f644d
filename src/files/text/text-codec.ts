import iconv from 'iconv-lite';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import { encodingName } from './encodings.ts';

/** Decodes whole characters, and rejects bad bytes. Never returns a replacement character for one. */
export interface StrictDecoder {
  readonly encoding: string;
  /** The text, or the index of the first byte that is not part of a character in this encoding. */
  decode(bytes: Buffer): { readonly text: string } | { readonly badAt: number };
}

/** What tables of one and two bytes return for bytes without a character. */
const NOT_TEXT = /[\u0080-\u009f\ufffd]/;

/**
 * Node's tables put the Hong Kong characters of Big5 and one of Shift_JIS elsewhere than the WHATWG standard does, lack most
 * syllables that CP949 adds to EUC-KR, and have no code pages of DOS.
 */
function isReadByIconv(encoding: string): boolean {
  return encoding === 'big5' || encoding === 'shift_jis' || encoding === 'euc-kr' || !isStandard(encoding);
}

function isStandard(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding === encoding;
  } catch {
    return false;
  }
}

/** Decodes bytes that may end inside a character, or throws where they are wrong. */
type PrefixDecoder = (bytes: Buffer) => string;

/** Makes a decoder for one of the encodings that `encodingName` knows. */
export function strictDecoder(encoding: string): StrictDecoder {
  const mayInvent = !encoding.startsWith('utf-') && encoding !== 'gb18030';
  const { whole, prefix } = isReadByIconv(encoding) ? iconvDecoders(encoding) : nativeDecoders(encoding);

  function attempt(decode: PrefixDecoder, bytes: Buffer): string | undefined {
    try {
      const text = decode(bytes);
      return mayInvent && NOT_TEXT.test(text) ? undefined : text;
    } catch {
      return undefined;
    }
  }

  /** Finds the longest valid prefix by bisection; the bad character begins in its last bytes. */
  function firstBadByte(bytes: Buffer): number {
    let good = 0;
    let bad = bytes.length;
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (attempt(prefix, bytes.subarray(0, middle)) === undefined) bad = middle;
      else good = middle;
    }
    for (let start = good; start > good - 4 && start > 0; start--) {
      if (attempt(whole, bytes.subarray(0, start)) !== undefined) return start;
    }
    return 0;
  }

  return {
    encoding,
    decode(bytes) {
      const text = attempt(whole, bytes);
      return text === undefined ? { badAt: firstBadByte(bytes) } : { text };
    },
  };
}

function nativeDecoders(encoding: string): { whole: PrefixDecoder; prefix: PrefixDecoder } {
  const options = { fatal: true, ignoreBOM: true };
  const decoder = new TextDecoder(encoding, options);
  return {
    whole: (bytes) => decoder.decode(bytes),
    prefix: (bytes) => new TextDecoder(encoding, options).decode(bytes, { stream: true }),
  };
}

function iconvDecoders(encoding: string): { whole: PrefixDecoder; prefix: PrefixDecoder } {
  return {
    whole: (bytes) => iconv.decode(bytes, encoding, { stripBOM: false }),
    prefix: (bytes) => iconv.getDecoder(encoding, { stripBOM: false }).write(bytes),
  };
}

/** The text of bytes, with a replacement character for each bad one: to be examined, never to be sent. */
export function lenientText(bytes: Buffer, encoding: string): string {
  return isReadByIconv(encoding)
    ? iconv.decode(bytes, encoding, { stripBOM: false })
    : new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** Makes a function that encodes text, and fails for a character that the encoding does not have. */
export function textEncoder(
  path: string,
  label = 'utf-8',
): { readonly encoding: string; encode(text: string): Buffer } {
  const encoding = encodingName(label);
  if (encoding === undefined || !iconv.encodingExists(encoding)) {
    throw new FileError('unknown-encoding', path, FILE_MESSAGES['unknown-encoding'].text.output(label));
  }
  if (encoding === 'utf-8') return { encoding, encode: (text) => Buffer.from(text) };
  const decoder = strictDecoder(encoding);
  return {
    encoding,
    encode(text) {
      const bytes = iconv.encode(text, encoding, { addBOM: false });
      const back = decoder.decode(bytes);
      if ('text' in back && back.text === text) return bytes;
      throw unencodable(path, encoding, text, 'text' in back ? back.text : iconv.decode(bytes, encoding));
    },
  };
}

function unencodable(path: string, encoding: string, text: string, back: string): FileError {
  let at = 0;
  while (at < text.length && text[at] === back[at]) at++;
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0xfffd);
  const around = text.slice(Math.max(0, at - 20), at + 10).replace(/\s+/g, ' ');
  return new FileError('unencodable', path, FILE_MESSAGES.unencodable.text.character(encoding, character, around));
}
