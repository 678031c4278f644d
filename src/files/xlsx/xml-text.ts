import { FileError } from '../file-error.ts';
import { byteOrderMark } from '../text/byte-order-mark.ts';
import { encodingName } from '../text/encodings.ts';
import { type StrictDecoder, strictDecoder } from '../text/strict-decoder.ts';
import { wholeCharacters } from '../text/whole-characters.ts';

/** Decodes an XML part as it streams. A character split over two pieces stays whole; a bad byte is an error. */
export async function* xmlText(
  path: string,
  part: string,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<string, void, undefined> {
  let decoder: StrictDecoder | undefined;
  let pending: Buffer = Buffer.alloc(0);

  const decode = (bytes: Buffer): string => {
    const result = (decoder as StrictDecoder).decode(bytes);
    if ('text' in result) return result.text;
    throw new FileError(
      'damaged',
      path,
      `its part "${part}" holds bytes that are no text. Open it in a spreadsheet program and save it again.`,
    );
  };

  for await (const chunk of chunks) {
    let bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    if (decoder === undefined) {
      if (bytes.length < 4) {
        pending = bytes;
        continue;
      }
      decoder = strictDecoder(xmlEncoding(bytes));
      bytes = bytes.subarray(byteOrderMark(bytes)?.length ?? 0);
    }
    const whole = wholeCharacters(bytes, decoder.encoding);
    yield decode(bytes.subarray(0, whole));
    pending = whole === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(whole));
  }
  if (pending.length === 0) return;
  decoder ??= strictDecoder('utf-8');
  yield decode(pending);
}

/** By the byte order mark, the zero bytes of UTF-16, or the XML declaration; UTF-8 otherwise. */
function xmlEncoding(bytes: Buffer): string {
  const mark = byteOrderMark(bytes)?.encoding;
  if (mark !== undefined) return mark;
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  const declared = /^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(bytes.toString('latin1', 0, 200))?.[1];
  const name = declared === undefined ? undefined : encodingName(declared);
  return name === undefined || name.startsWith('utf-16') ? 'utf-8' : name;
}
