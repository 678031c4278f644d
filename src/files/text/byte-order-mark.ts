/** A byte order mark at the start of a file: the encoding it announces and its length. */
export interface ByteOrderMark {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32';
  readonly length: number;
}

const BYTE_ORDER_MARKS: readonly (readonly [bytes: readonly number[], encoding: ByteOrderMark['encoding']])[] = [
  [[0xff, 0xfe, 0x00, 0x00], 'utf-32'],
  [[0x00, 0x00, 0xfe, 0xff], 'utf-32'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Reads the byte order mark, if there is one. */
export function byteOrderMark(head: Buffer): ByteOrderMark | undefined {
  const found = BYTE_ORDER_MARKS.find(
    ([bytes]) => head.length >= bytes.length && bytes.every((byte, at) => head[at] === byte),
  );
  return found === undefined ? undefined : { encoding: found[1], length: found[0].length };
}
