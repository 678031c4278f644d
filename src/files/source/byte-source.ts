import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { FileError } from '../file-error.ts';
import { readError } from './read-error.ts';

/** Enough to tell formats, encodings and delimiters apart. */
const HEAD_BYTES = 64 * 1024;
const CHUNK_BYTES = 32 * 1024;

/** The bytes of an input, with its beginning known before they are consumed. */
export interface ByteSource {
  readonly path: string;
  /** The file that can be opened again, if the bytes stand in one as they are. */
  readonly file?: string;
  /** Opens the same bytes anew, where they can be read more than once. */
  readonly reopen?: () => Promise<ByteSource>;
  /** The first 64 KB, or the whole input if it is shorter. */
  readonly head: Buffer;
  /** All bytes from the start. May be consumed once. */
  chunks(): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Opens a file, or standard input for `-`. */
export async function openBytes(path: string, stdin?: Readable): Promise<ByteSource> {
  if (path === '-' && stdin === undefined) {
    throw new FileError('no-input', path, 'there is no standard input here; name a file.');
  }
  const stream = path === '-' ? (stdin as Readable) : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const source = await fromStream(path, stream);
  return path !== '-' && (await stat(path)).isFile()
    ? { ...source, file: path, reopen: () => openBytes(path) }
    : source;
}

/** A source over any stream of buffers; `path` names it in messages. */
export async function fromStream(
  path: string,
  stream: AsyncIterable<Buffer> & { destroy?(): unknown },
): Promise<ByteSource> {
  const iterator = stream[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await pull(path, iterator);
    if (next === undefined) break;
    parts.push(next);
    size += next.length;
  }
  const head = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  return {
    path,
    head,
    async *chunks() {
      if (head.length > 0) yield head;
      for (let next = await pull(path, iterator); next !== undefined; next = await pull(path, iterator)) yield next;
    },
    async close() {
      stream.destroy?.();
    },
  };
}

async function pull(path: string, iterator: AsyncIterator<Buffer | string>): Promise<Buffer | undefined> {
  try {
    const { value, done } = await iterator.next();
    return done ? undefined : Buffer.isBuffer(value) ? value : Buffer.from(value);
  } catch (error) {
    throw error instanceof FileError ? error : readError(path, error);
  }
}
