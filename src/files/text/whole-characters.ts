import { isOneByte } from './encodings.ts';

/** How many of the bytes make whole characters; the rest must wait for what follows. */
export function wholeCharacters(bytes: Buffer, encoding: string): number {
  if (encoding === 'utf-8') return wholeUtf8(bytes);
  if (encoding.startsWith('utf-16')) return wholeUtf16(bytes, encoding === 'utf-16le');
  if (isOneByte(encoding)) return bytes.length;
  // In GB18030, Big5, Shift_JIS and the EUC family no byte below 0x30 is the second of a pair.
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] as number) >= 0x30) end--;
  return end;
}

function wholeUtf8(bytes: Buffer): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? length - back : length;
    }
  }
  return length;
}

function wholeUtf16(bytes: Buffer, littleEndian: boolean): number {
  const even = bytes.length & ~1;
  if (even === 0) return 0;
  const high = bytes[littleEndian ? even - 1 : even - 2] as number;
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}
