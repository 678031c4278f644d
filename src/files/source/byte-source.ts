import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';

/** Enough to detect formats, encodings and delimiters. */
const HEAD_BYTES = 64 * 1024;
const CHUNK_BYTES = 32 * 1024;

/** The bytes of an input, with its beginning known before they are consumed. */
export interface ByteSource {
  readonly path: string;
  /** The path of the file with exactly these bytes, if there is one. */
  readonly file?: string;
  /** Opens the same bytes again, where they can be read more than once. */
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
    throw new FileError('no-input', path, FILE_MESSAGES['no-input'].text.none());
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

/** Repetitive CSV compresses about 20 to 1; a file that unpacks to far more is made to fill a disk. */
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
  const ratioCheck = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      if (unpacked > UNCHECKED_BYTES && unpacked > packed * MAX_GZIP_RATIO) {
        done(new FileError('zip-bomb', source.path, FILE_MESSAGES['zip-bomb'].text.gzip(MAX_GZIP_RATIO)));
      } else done(null, chunk);
    },
  });
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  counted.on('error', (error) => ratioCheck.destroy(error));
  unzip.on('error', (error) => ratioCheck.destroy(error));
  ratioCheck.on('close', () => {
    counted.destroy();
    unzip.destroy();
  });
  counted.pipe(unzip).pipe(ratioCheck);
  const inner = await fromStream(source.path, ratioCheck);
  const { reopen } = source;
  return {
    ...inner,
    ...(reopen !== undefined && { reopen: async () => gunzip(await reopen()) }),
    async close() {
      await inner.close();
      await source.close();
    },
  };
}

const READ_ERRORS: Readonly<Record<string, readonly [code: string, message: () => string]>> = {
  ENOENT: ['not-found', FILE_MESSAGES['not-found'].text.noFile],
  EISDIR: ['is-folder', FILE_MESSAGES['is-folder'].text.read],
  ENOTDIR: ['not-found', FILE_MESSAGES['not-found'].text.notFolder],
  EACCES: ['no-access', FILE_MESSAGES['no-access'].text.read],
  EPERM: ['no-access', FILE_MESSAGES['no-access'].text.read],
  Z_DATA_ERROR: ['damaged-gzip', FILE_MESSAGES['damaged-gzip'].text.content],
  Z_BUF_ERROR: ['truncated', FILE_MESSAGES.truncated.text.gzip],
};

/** The `FileError` of an error of the operating system or zlib. */
export function readError(path: string, cause: unknown): FileError {
  const systemCode = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const [code, message] = READ_ERRORS[systemCode] ?? [
    'unreadable',
    () => FILE_MESSAGES.unreadable.text.because(systemCode || String(cause)),
  ];
  return new FileError(code, path, message(), { cause });
}
