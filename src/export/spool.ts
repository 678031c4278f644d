import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OutValue } from '../files/index.ts';

/** How far an export had come at a mark. */
export interface SpoolState {
  readonly written: number;
  readonly duplicates: number;
  readonly expected: number;
  readonly newest: number;
}

/** What a spool holds up to its last mark. */
export interface SpooledPart extends SpoolState {
  readonly columns: readonly string[];
  readonly mark: string;
}

type Values = readonly OutValue[];

const BUFFER_CHARACTERS = 1 << 18;
const BATCH_ROWS = 500;
const LINE_FEED = 10;

/**
 * The rows that an export has read so far, beside its output: an output file may be of a kind that cannot be gone on
 * with, and this can. One line of JSON a row; a mark says that all before it is complete. It ends with the run.
 */
export class Spool {
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
  static async create(path: string, columns: readonly string[]): Promise<Spool> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const spool = new Spool(path, await open(path, 'w', 0o600), 0);
    spool.#waiting = `${JSON.stringify({ columns })}\n`;
    return spool;
  }

  /** Goes on after the last mark; what came after it is dropped. */
  static async continue(path: string): Promise<Spool | undefined> {
    const found = await scan(path);
    if (!found) return undefined;
    const handle = await open(path, 'r+');
    await handle.truncate(found.length);
    return new Spool(path, handle, found.length);
  }

  async add(rows: readonly Values[]): Promise<void> {
    for (const row of rows) this.#waiting += `${JSON.stringify(row)}\n`;
    if (this.#waiting.length > BUFFER_CHARACTERS) await this.#flush();
  }

  async mark(mark: string, state: SpoolState): Promise<void> {
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

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    for (let at = 0; at < bytes.length; ) {
      at += (await this.#handle.write(bytes, at, bytes.length - at, this.#length + at)).bytesWritten;
    }
    this.#length += bytes.length;
  }
}

/** What a spool holds; undefined where there is none, or no mark in it. */
export async function readSpool(path: string): Promise<SpooledPart | undefined> {
  return (await scan(path))?.part;
}

/** The rows of a spool up to its last mark, in batches. */
export async function* spooledRows(path: string): AsyncGenerator<Values[]> {
  const found = await scan(path);
  if (!found) return;
  let batch: Values[] = [];
  for await (const { line } of lines(path, found.length)) {
    if (!line.startsWith('[')) continue;
    batch.push(JSON.parse(line) as Values);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function scan(path: string): Promise<{ part: SpooledPart; length: number } | undefined> {
  let columns: readonly string[] | undefined;
  let found: { part: SpooledPart; length: number } | undefined;
  try {
    for await (const { line, end } of lines(path)) {
      if (line.startsWith('[')) continue;
      const entry = JSON.parse(line) as { columns?: string[] } & SpooledPart;
      if (entry.mark === undefined) columns = entry.columns;
      else if (columns) found = { part: { ...entry, columns }, length: end };
    }
  } catch (error) {
    // No file, or a line that the end of a process broke off: what was marked before it counts.
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found;
}

/** The whole lines of a file, with the byte offset at which each ends. JSON has a line feed nowhere else. */
async function* lines(path: string, end?: number): AsyncGenerator<{ line: string; end: number }> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  for await (const chunk of createReadStream(path, end === undefined ? {} : { end: end - 1 })) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer);
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
      at += feed + 1 - start;
      yield { line: bytes.toString('utf8', start, feed), end: at };
      start = feed + 1;
    }
    rest = bytes.subarray(start);
  }
}
