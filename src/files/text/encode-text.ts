import iconv from 'iconv-lite';
import { FileError } from '../file-error.ts';
import { encodingName } from './encodings.ts';
import { strictDecoder } from './strict-decoder.ts';

/** Makes a function that encodes text, and refuses a character that the encoding does not have. */
export function textEncoder(
  path: string,
  label = 'utf-8',
): { readonly encoding: string; encode(text: string): Buffer } {
  const encoding = encodingName(label);
  if (encoding === undefined || !iconv.encodingExists(encoding)) {
    throw new FileError(
      'unknown-encoding',
      path,
      `cannot be written as "${label}". Try utf-8, gb18030, big5, shift_jis or utf-16le.`,
    );
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
  return new FileError(
    'unencodable',
    path,
    `${encoding} has no "${character}" (in "${around}"). Write UTF-8 or gb18030, which have every character.`,
  );
}
