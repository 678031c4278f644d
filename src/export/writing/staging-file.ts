import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, type OutValue, writeError } from '../../files/index.ts';
import { EXPORT_MESSAGES } from '../messages.ts';

/** The progress of an export at a checkpoint. */
export interface StagingState {
  readonly written: number;
  readonly duplicates: number;
  readonly expected: number;
  readonly newest: number;
}

/** The contents of a staging file up to its last checkpoint. */
export interface StagedPart extends StagingState {
  readonly columns: readonly string[];
  readonly checkpoint: string;
}

type Values = readonly OutValue[];

/** The selected rows of a page by their indexes; all of them if undefined. */
export type RowIndexes = readonly number[] | undefined;

const BUFFER_CHARACTERS = 1 << 18;
const BATCH_ROWS = 500;
const LINE_FEED = Buffer.from('\n');

/**
 * The rows that an export has read so far, in addition to its output: not every output format can be continued, but this one
 * can. A row is one line of JSON. A page is a line with the number of its bytes, then the bytes. A line with a `mark` is a
 * checkpoint: everything before it is complete. The file is removed when the run has finished.
 */
export class StagingFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #pending = '';
  #length: number;

  private constructor(path: string, handle: FileHandle, length: number) {
    this.#path = path;
    this.#handle = handle;
    this.#length = length;
  }

  /** Creates a staging file that only its owner can read. */
  static async create(path: string, columns: readonly string[]): Promise<StagingFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = new StagingFile(path, await open(path, 'w', 0o600), 0);
    file.#pending = `${JSON.stringify({ columns })}\n`;
    return file;
  }

  /** Continues after the last checkpoint and drops what follows it. */
  static async continue(path: string): Promise<StagingFile | undefined> {
    const found = await scan(path);
    if (!found) return undefined;
    const handle = await open(path, 'r+');
    await handle.truncate(found.length);
    return new StagingFile(path, handle, found.length);
  }

  async add(rows: readonly Values[]): Promise<void> {
    for (const row of rows) this.#pending += `${JSON.stringify(row)}\n`;
    if (this.#pending.length > BUFFER_CHARACTERS) await this.#flush();
  }

  async addPage(bytes: Buffer, kept: RowIndexes): Promise<void> {
    this.#pending += `${JSON.stringify({ page: bytes.length, ...(kept && { kept }) })}\n`;
    await this.#flush(bytes, LINE_FEED);
  }

  async checkpoint(checkpoint: string, state: StagingState): Promise<void> {
    this.#pending += `${JSON.stringify({ mark: checkpoint, ...state })}\n`;
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
    const buffers = [Buffer.from(this.#pending), ...more];
    this.#pending = '';
    try {
      for (const bytes of buffers) {
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

/** The contents of a staging file; undefined if there is no such file, or no checkpoint in it. */
export async function readStagingFile(path: string): Promise<StagedPart | undefined> {
  return (await scan(path))?.part;
}

/**
 * The rows of a staging file up to its last checkpoint, in batches. `ofPage` parses the bytes of a page. Errors: `FileError` if
 * their number differs from what was written, as after a power cut that left a hole in the file.
 */
export async function* stagedRows(
  path: string,
  ofPage: (bytes: Buffer, kept: RowIndexes) => readonly Values[],
): AsyncGenerator<readonly Values[]> {
  const found = await scan(path);
  if (!found) return;
  let read = 0;
  for await (const rows of batches(path, found.length, ofPage)) {
    read += rows.length;
    yield rows;
  }
  if (read !== found.part.written) throw damaged(path);
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

/** The code of the error for a staging file that holds less than its checkpoints say. */
export const DAMAGED_STAGING_FILE = 'damaged-spool';

function damaged(path: string): FileError {
  return new FileError(DAMAGED_STAGING_FILE, path, EXPORT_MESSAGES[DAMAGED_STAGING_FILE].text.error());
}

async function scan(path: string): Promise<{ part: StagedPart; length: number } | undefined> {
  let columns: readonly string[] | undefined;
  let found: { part: StagedPart; length: number } | undefined;
  try {
    for await (const { line, page, end } of stagingEntries(path)) {
      if (page || line.startsWith('[')) continue;
      const { mark, ...entry } = JSON.parse(line) as { columns?: string[]; mark?: string } & StagingState;
      if (mark === undefined) columns = entry.columns;
      else if (columns) found = { part: { ...entry, columns, checkpoint: mark }, length: end };
    }
  } catch (error) {
    // No file, or a last line that a killed process left incomplete: the checkpoints before it count.
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found;
}

/** A line of a staging file, with the page after it if it announces one. */
interface StagingEntry {
  readonly line: string;
  /** Returns the page's bytes; must be called before the next entry is read. */
  readonly page?: () => Buffer;
  /** The selected rows of the page; all of them if absent. */
  readonly kept?: readonly number[];
  /** The byte offset at which the entry ends. */
  readonly end: number;
}

const LINE_FEED_BYTE = 10;
const CHUNK_BYTES = 1 << 20;
const PAGE = '{"page":';

/** The complete entries of a staging file, up to a byte offset. A line of JSON contains no line feed before its end. */
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
