import { finished, type Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import { readError } from '../source/byte-source.ts';

/** Sheets compress 10 to 50 times; a part that unpacks to far more is made to fill a disk. */
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
  /** The lengths of an entry in bytes, as the archive declares them; `read` verifies them. 0 where the entry does not exist. */
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
        throw new FileError('zip-bomb', path, FILE_MESSAGES['zip-bomb'].text.entries(MAX_ENTRIES));
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
      if (entry === undefined) throw new FileError('damaged', path, FILE_MESSAGES.damaged.text.missingPart(name));
      return readEntry(path, zip, entry);
    },
    close: () => zip.close(),
  };
}

async function* readEntry(path: string, zip: ZipFile, entry: Entry): AsyncGenerator<Buffer, void, undefined> {
  checkEntry(path, entry);
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
    throw new FileError('damaged', path, FILE_MESSAGES.damaged.text.checksum(entry.fileName));
  }
}

/** Fails for an entry that is encrypted, too large, or compressed by an unknown method. */
function checkEntry(path: string, entry: Entry): void {
  const { fileName, uncompressedSize, compressedSize, compressionMethod } = entry;
  if (entry.isEncrypted())
    throw new FileError('password-protected', path, FILE_MESSAGES['password-protected'].text.content());
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw new FileError('unsupported-zip', path, FILE_MESSAGES['unsupported-zip'].text.method(compressionMethod));
  }
  if (
    uncompressedSize > MAX_PART_BYTES ||
    (uncompressedSize > UNCHECKED_BYTES && uncompressedSize > compressedSize * MAX_RATIO)
  ) {
    const message = FILE_MESSAGES['zip-bomb'].text.part(fileName, uncompressedSize, compressedSize);
    throw new FileError('zip-bomb', path, message);
  }
}

/** Inflates in larger pieces than yauzl would, which takes a third of the time. */
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

const TRUNCATED = /end of central directory|unexpected eof|overflows file bounds|not a zip file/i;
const ENCRYPTED = /encrypt/i;

/** The `FileError` of an error of yauzl, zlib or the operating system. */
function zipError(path: string, cause: unknown, part?: string): FileError {
  if (cause instanceof FileError) return cause;
  const { code, message = '' } = cause as NodeJS.ErrnoException;
  if (TRUNCATED.test(message)) {
    return new FileError('truncated', path, FILE_MESSAGES.truncated.text.zip(), { cause });
  }
  if (ENCRYPTED.test(message)) {
    return new FileError('password-protected', path, FILE_MESSAGES['password-protected'].text.content(), { cause });
  }
  if (code?.startsWith('E') && !code.startsWith('ERR_')) return readError(path, cause);
  return new FileError('damaged', path, FILE_MESSAGES.damaged.text.compression(part, message), { cause });
}
