import { finished, type Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { FileError } from '../file-error.ts';
import { readError } from '../source/byte-source.ts';

/** Sheets pack 10 to 50 times smaller; a part that unpacks to far more is meant to fill a machine. */
const MAX_RATIO = 400;
const UNCHECKED_BYTES = 64 * 1024 * 1024;
const MAX_PART_BYTES = 8 * 1024 ** 3;
const MAX_ENTRIES = 20_000;
const INFLATED_CHUNK_BYTES = 64 * 1024;

const STORED = 0;
const DEFLATED = 8;

/** A zip file by its central directory. */
export interface ZipArchive {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** The lengths of an entry in bytes, as the archive announces them; `read` holds it to that. 0 where there is none. */
  sizeOf(name: string): { readonly packed: number; readonly unpacked: number };
  /** The unpacked bytes of an entry; ends with a FileError unless length and CRC are right. */
  read(name: string): AsyncGenerator<Buffer, void, undefined>;
  close(): void;
}

/** Opens a zip file, or one that is in memory. Names are matched without regard to case, as Excel does. */
export async function openZip(path: string, bytes?: Buffer): Promise<ZipArchive> {
  const entries = new Map<string, Entry>();
  let zip: ZipFile;
  try {
    zip = await (bytes === undefined ? openPromise(path, { autoClose: false }) : fromBufferPromise(bytes));
  } catch (error) {
    throw zipError(path, error);
  }
  try {
    for await (const entry of zip.eachEntry()) {
      const key = entry.fileName.toLowerCase();
      if (!entries.has(key)) entries.set(key, entry);
      if (entries.size > MAX_ENTRIES)
        throw new FileError('zip-bomb', path, `holds more than ${MAX_ENTRIES} files; it is refused.`);
    }
  } catch (error) {
    zip.close();
    throw zipError(path, error);
  }
  return {
    names: [...entries.values()].map(({ fileName }) => fileName),
    has: (name) => entries.has(name.toLowerCase()),
    sizeOf(name) {
      const entry = entries.get(name.toLowerCase());
      return { packed: entry?.compressedSize ?? 0, unpacked: entry?.uncompressedSize ?? 0 };
    },
    read(name) {
      const entry = entries.get(name.toLowerCase());
      if (entry === undefined)
        throw new FileError(
          'damaged',
          path,
          `has no part "${name}". Open it in a spreadsheet program and save it again.`,
        );
      return readEntry(path, zip, entry);
    },
    close: () => zip.close(),
  };
}

async function* readEntry(path: string, zip: ZipFile, entry: Entry): AsyncGenerator<Buffer, void, undefined> {
  refuse(path, entry);
  let size = 0;
  let sum = 0;
  let stream: Readable | undefined;
  try {
    stream = await unpacked(zip, entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      sum = crc32(chunk, sum);
      if (size > entry.uncompressedSize) break;
      yield chunk;
    }
  } catch (error) {
    throw zipError(path, error, entry.fileName);
  } finally {
    stream?.destroy();
  }
  if (size !== entry.uncompressedSize || sum !== entry.crc32) {
    throw new FileError(
      'damaged',
      path,
      `its part "${entry.fileName}" is damaged (its checksum is wrong). Fetch the file again, or open and save it in a spreadsheet program.`,
    );
  }
}

function refuse(path: string, entry: Entry): void {
  const { fileName, uncompressedSize, compressedSize, compressionMethod } = entry;
  if (entry.isEncrypted())
    throw new FileError('password-protected', path, 'is protected by a password. Save a copy without one.');
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw new FileError(
      'unsupported-zip',
      path,
      `is packed by a method (${compressionMethod}) that spreadsheet programs do not use. Open and save it in one.`,
    );
  }
  if (
    uncompressedSize > MAX_PART_BYTES ||
    (uncompressedSize > UNCHECKED_BYTES && uncompressedSize > compressedSize * MAX_RATIO)
  ) {
    throw new FileError(
      'zip-bomb',
      path,
      `its part "${fileName}" unpacks to ${uncompressedSize} bytes from ${compressedSize}; it is refused.`,
    );
  }
}

/** Inflates in larger pieces than yauzl would: it costs a third of the time. */
async function unpacked(zip: ZipFile, entry: Entry): Promise<Readable> {
  const packed = await zip.openReadStreamPromise(
    entry,
    entry.compressionMethod === DEFLATED ? { decodeFileData: false } : {},
  );
  if (entry.compressionMethod === STORED) return packed;
  const inflate = createInflateRaw({ chunkSize: INFLATED_CHUNK_BYTES });
  finished(packed, (error) => error && inflate.destroy(error));
  inflate.on('close', () => packed.destroy());
  return packed.pipe(inflate);
}

const truncated = /end of central directory|unexpected eof|overflows file bounds|not a zip file/i;
const encrypted = /encrypt/i;

/** Turns what yauzl, zlib or the operating system said into a message for people. */
function zipError(path: string, cause: unknown, part?: string): FileError {
  if (cause instanceof FileError) return cause;
  const { code, message = '' } = cause as NodeJS.ErrnoException;
  if (truncated.test(message)) {
    return new FileError(
      'truncated',
      path,
      'is cut short: the directory at its end is missing. Fetch or save it again.',
      { cause },
    );
  }
  if (encrypted.test(message)) {
    return new FileError('password-protected', path, 'is protected by a password. Save a copy without one.', { cause });
  }
  if (code?.startsWith('E') && !code.startsWith('ERR_')) return readError(path, cause);
  const where = part === undefined ? 'its packing' : `its part "${part}"`;
  return new FileError(
    'damaged',
    path,
    `${where} is damaged (${message}). Fetch the file again, or open and save it in a spreadsheet program.`,
    { cause },
  );
}
