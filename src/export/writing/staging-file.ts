import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, type OutValue, writeError } from '../../files/index.ts';

/** How far an export had come at a mark. */
export interface StagingState {
  readonly written: number;
  readonly duplicates: number;
  readonly expected: number;
  readonly newest: number;
}

/** What a spool holds up to its last mark. */
export interface StagedPart extends StagingState {
  readonly columns: readonly string[];
  readonly mark: string;
}

type Values = readonly OutValue[];

/** Which rows of a page are meant, by their places; all where it is not given. */
export type RowIndexes = readonly number[] | undefined;

const BUFFER_CHARACTERS = 1 << 18;
const BATCH_ROWS = 500;
const LINE_FEED = Buffer.from('\n');

/**
 * The rows that an export has read so far, beside its output: an output file may be of a kind that cannot be gone on
 * with, and this can. One line of JSON a row, or a page as its bytes came: a line that tells their number, then they. A
 * mark says that all before it is complete. It ends with the run.
 */
export class StagingFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #waiting = '';
  #length: number;

  private constructor(path: string, handle: FileHandle, length: number) {
    this.#path = path;
    this.#handle = handle;
    this.#length = length;
  }

  /** Begins a spool, readable by its owner only. */
  static async create(path: string, columns: readonly string[]): Promise<StagingFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const spool = new StagingFile(path, await open(path, 'w', 0o600), 0);
    spool.#waiting = `${JSON.stringify({ columns })}\n`;
    return spool;
  }

  /** Goes on after the last mark; what came after it is dropped. */
  static async continue(path: string): Promise<StagingFile | undefined> {
    const found = await scan(path);
    if (!found) return undefined;
    const handle = await open(path, 'r+');
    await handle.truncate(found.length);
    return new StagingFile(path, handle, found.length);
  }

  async add(rows: readonly Values[]): Promise<void> {
    for (const row of rows) this.#waiting += `${JSON.stringify(row)}\n`;
    if (this.#waiting.length > BUFFER_CHARACTERS) await this.#flush();
  }

  async addPage(bytes: Buffer, kept: RowIndexes): Promise<void> {
    this.#waiting += `${JSON.stringify({ page: bytes.length, ...(kept && { kept }) })}\n`;
    await this.#flush(bytes, LINE_FEED);
  }

  async checkpoint(mark: string, state: StagingState): Promise<void> {
    this.#waiting += `${JSON.stringify({ mark, ...state })}\n`;
    await this.#flush();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async remove(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#path, { force: true });
  }

  async #flush(...more: readonly Buffer[]): Promise<void> {
    const pieces = [Buffer.from(this.#waiting), ...more];
    this.#waiting = '';
    try {
      for (const bytes of pieces) {
        for (let at = 0; at < bytes.length; ) {
          at += (await this.#handle.write(bytes, at, bytes.length - at, this.#length + at)).bytesWritten;
        }
        this.#length += bytes.length;
      }
    } catch (error) {
      throw writeError(this.#path, error);
    }
  }
}

/** What a spool holds; undefined where there is none, or no mark in it. */
export async function readStagingFile(path: string): Promise<StagedPart | undefined> {
  return (await scan(path))?.part;
}

/**
 * The rows of a spool up to its last mark, in batches. `ofPage` makes rows of a page's bytes. Throws `FileError` where they are
 * not as many as were written, as after a power cut that left a hole in the file.
 */
export async function* stagedRows(
  path: string,
  ofPage: (bytes: Buffer, kept: RowIndexes) => readonly Values[],
): AsyncGenerator<readonly Values[]> {
  const found = await scan(path);
  if (!found) return;
  let came = 0;
  for await (const rows of batches(path, found.length, ofPage)) {
    came += rows.length;
    yield rows;
  }
  if (came !== found.part.written) throw damaged(path);
}

async function* batches(
  path: string,
  length: number,
  ofPage: (bytes: Buffer, kept: RowIndexes) => readonly Values[],
): AsyncGenerator<readonly Values[]> {
  let batch: Values[] = [];
  for await (const { line, page, kept } of stagingEntries(path, length)) {
    if (page) {
      if (batch.length > 0) yield batch;
      batch = [];
      yield ofPage(page(), kept);
      continue;
    }
    if (!line.startsWith('[')) continue;
    batch.push(rowIn(line, path));
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function rowIn(line: string, path: string): Values {
  try {
    return JSON.parse(line) as Values;
  } catch {
    throw damaged(path);
  }
}

/** The code of the error for a spool that holds less than its marks say. */
export const DAMAGED_STAGING_FILE = 'damaged-spool';

function damaged(path: string): FileError {
  return new FileError(
    DAMAGED_STAGING_FILE,
    path,
    'holds less than was written to it, as after a power cut, so this export cannot be gone on with. Give its sobot-etl export command again.',
  );
}

async function scan(path: string): Promise<{ part: StagedPart; length: number } | undefined> {
  let columns: readonly string[] | undefined;
  let found: { part: StagedPart; length: number } | undefined;
  try {
    for await (const { line, page, end } of stagingEntries(path)) {
      if (page || line.startsWith('[')) continue;
      const entry = JSON.parse(line) as { columns?: string[] } & StagedPart;
      if (entry.mark === undefined) columns = entry.columns;
      else if (columns) found = { part: { ...entry, columns }, length: end };
    }
  } catch (error) {
    // No file, or a line that the end of a process broke off: what was marked before it counts.
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found;
}

/** A line of a spool, with the page behind it where it announces one. */
interface StagingEntry {
  readonly line: string;
  /** The page's bytes, to be asked for before the next entry is. */
  readonly page?: () => Buffer;
  /** Which rows of the page are meant; all where it is not given. */
  readonly kept?: readonly number[];
  /** The byte offset at which the entry ends. */
  readonly end: number;
}

const LINE_FEED_BYTE = 10;
const CHUNK_BYTES = 1 << 20;
const PAGE = '{"page":';

/** The whole entries of a spool, up to a byte offset. JSON has a line feed nowhere but at its end. */
async function* stagingEntries(path: string, end?: number): AsyncGenerator<StagingEntry> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  const range = end === undefined ? {} : { end: end - 1 };
  for await (const chunk of createReadStream(path, { ...range, highWaterMark: CHUNK_BYTES })) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer);
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED_BYTE); feed >= 0; feed = bytes.indexOf(LINE_FEED_BYTE, start)) {
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
