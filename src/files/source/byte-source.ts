import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileError } from '../file-error.ts';

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
async function fromStream(path: string, stream: AsyncIterable<Buffer> & { destroy?(): unknown }): Promise<ByteSource> {
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

/** Repetitive CSV packs about 20 to 1; a file that unpacks to far more is meant to fill a machine. */
const MAX_GZIP_RATIO = 200;
const UNCHECKED_BYTES = 64 * 1024 * 1024;

/** The unpacked bytes of a gzip file. */
export async function gunzip(source: ByteSource): Promise<ByteSource> {
  let packed = 0;
  let unpacked = 0;
  const counted = Readable.from(
    (async function* () {
      for await (const chunk of source.chunks()) {
        packed += chunk.length;
        yield chunk;
      }
    })(),
  );
  const guard = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      if (unpacked > UNCHECKED_BYTES && unpacked > packed * MAX_GZIP_RATIO) {
        done(
          new FileError(
            'zip-bomb',
            source.path,
            `unpacks to more than ${MAX_GZIP_RATIO} times its size; it is refused.`,
          ),
        );
      } else done(null, chunk);
    },
  });
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  counted.on('error', (error) => guard.destroy(error));
  unzip.on('error', (error) => guard.destroy(error));
  guard.on('close', () => {
    counted.destroy();
    unzip.destroy();
  });
  counted.pipe(unzip).pipe(guard);
  const inner = await fromStream(source.path, guard);
  const { reopen: again } = source;
  return {
    ...inner,
    ...(again !== undefined && { reopen: async () => gunzip(await again()) }),
    async close() {
      await inner.close();
      await source.close();
    },
  };
}

const READ_ERRORS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  ENOENT: ['not-found', 'there is no such file. Check the name and the folder.'],
  EISDIR: ['is-folder', 'is a folder; name a file in it.'],
  ENOTDIR: ['not-found', 'there is no such file: a part of its path is not a folder.'],
  EACCES: ['no-access', 'may not be read. Ask for permission or copy it somewhere you own.'],
  EPERM: ['no-access', 'may not be read. Ask for permission or copy it somewhere you own.'],
  Z_DATA_ERROR: ['damaged-gzip', 'its gzip packing is damaged. Fetch or pack the file again.'],
  Z_BUF_ERROR: ['truncated', 'ends in the middle of its gzip packing. Fetch or pack the file again.'],
};

/** Turns what the operating system or zlib said into a message for people. */
export function readError(path: string, cause: unknown): FileError {
  const systemCode = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const [code, message] = READ_ERRORS[systemCode] ?? ['unreadable', `cannot be read (${systemCode || String(cause)}).`];
  return new FileError(code, path, message, { cause });
}
