import { createReadStream } from 'node:fs';

/** A line of a spool, with the page behind it where it announces one. */
export interface SpoolEntry {
  readonly line: string;
  /** The page's bytes, to be asked for before the next entry is. */
  readonly page?: () => Buffer;
  /** Which rows of the page are meant; all where it is not given. */
  readonly kept?: readonly number[];
  /** The byte offset at which the entry ends. */
  readonly end: number;
}

const LINE_FEED = 10;
const CHUNK_BYTES = 1 << 20;
const PAGE = '{"page":';

/** The whole entries of a spool, up to a byte offset. JSON has a line feed nowhere but at its end. */
export async function* spoolEntries(path: string, end?: number): AsyncGenerator<SpoolEntry> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  const range = end === undefined ? {} : { end: end - 1 };
  for await (const chunk of createReadStream(path, { ...range, highWaterMark: CHUNK_BYTES })) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer);
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
      const line = bytes.toString('utf8', start, feed);
      let next = feed + 1;
      if (line.startsWith(PAGE)) {
        const { page: length, kept } = JSON.parse(line) as { page: number; kept?: number[] };
        const [from, to] = [next, next + length];
        next = to + 1;
        if (next > bytes.length) break;
        yield { line, page: () => bytes.subarray(from, to), ...(kept && { kept }), end: at + next - start };
      } else yield { line, end: at + next - start };
      at += next - start;
      start = next;
    }
    rest = bytes.subarray(start);
  }
}
