import { open } from 'node:fs/promises';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
/** A push has at most 10 MB, and its line little more. */
const MAX_LINE_BYTES = 24 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** The end of a text file. */
export interface FileEnd {
  readonly bytes: number;
  /** The last whole line; undefined if there is none. */
  readonly lastLine: string | undefined;
  /** Where whatever follows the last line break begins: a line that a crash has cut. */
  readonly wholeBytes: number;
}

/** Reads the end of a file of lines. `quoted`: line breaks inside quotes end no line, as in CSV, and no line is cut. */
export async function readFileEnd(path: string, quoted: boolean): Promise<FileEnd> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    for (let length = Math.min(size, CHUNK_BYTES); ; length = Math.min(size, MAX_LINE_BYTES, length * 16)) {
      const buffer = Buffer.alloc(length);
      await file.read(buffer, 0, length, size - length);
      const end = buffer.lastIndexOf(LINE_FEED);
      const start = end < 0 ? -1 : lineStart(buffer, end, quoted);
      if ((start >= 0 && end >= 0) || length >= Math.min(size, MAX_LINE_BYTES)) {
        const isWhole = end >= 0 && (start >= 0 || length === size);
        return {
          bytes: size,
          lastLine: isWhole ? buffer.subarray(Math.max(start, 0), end).toString() : undefined,
          wholeBytes: end < 0 ? 0 : size - length + end + 1,
        };
      }
    }
  } finally {
    await file.close();
  }
}

/** Where the line begins whose line break is at `end`; -1 if that is before the buffer. */
function lineStart(buffer: Buffer, end: number, quoted: boolean): number {
  if (!quoted) return buffer.lastIndexOf(LINE_FEED, end - 1) + 1 || -1;
  // Going back from a place outside quotes, a line break is outside quotes after an even number of them.
  let quotes = 0;
  for (let at = end - 1; at >= 0; at--) {
    if (buffer[at] === QUOTE) quotes += 1;
    else if (buffer[at] === LINE_FEED && quotes % 2 === 0) return at + 1;
  }
  return -1;
}
