import { once } from 'node:events';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { ByteSink } from '../out/atomic-file.ts';

/** Sizes and offsets have 32 bits; not every program reads the 64-bit extension. */
export const MAX_ZIP_BYTES = 0xffff_ffff;

/** Twice as fast as zlib's usual level for files a tenth larger. */
const DEFLATE_LEVEL = 3;

const LOCAL_HEADER = 0x04034b50;
const DATA_DESCRIPTOR = 0x08074b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const ZIP_VERSION = 20;
/** Sizes follow the data; names are UTF-8. */
const ENTRY_FLAGS = 0x0808;
const DEFLATED_METHOD = 8;
/** 1 January 1980, so that the output depends on the content only. */
const FIXED_DATE = 0x0021;

interface WrittenEntry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** An entry that is being written. Await each call before the next. */
export interface ZipEntryWriter {
  /** The number of unpacked bytes so far. */
  readonly size: number;
  write(data: Buffer): Promise<void>;
  end(): Promise<void>;
}

/**
 * Writes a zip file sequentially, in constant memory. yazl makes the same file, but takes 38 % more processor time for a workbook:
 * see bench/results.md, Writing files.
 */
export class ZipWriter {
  readonly #sink: ByteSink;
  readonly #entries: WrittenEntry[] = [];
  #offset = 0;
  #deflate: DeflateRaw | undefined;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Begins an entry. The entry before it must have ended. */
  async open(name: string): Promise<ZipEntryWriter> {
    const nameBytes = Buffer.from(name);
    const offset = this.#offset;
    await this.#put(header(LOCAL_HEADER, nameBytes));
    const start = this.#offset;
    const deflate = createDeflateRaw({ level: DEFLATE_LEVEL, chunkSize: 64 * 1024 });
    let failure: unknown;
    const pumped = this.#pump(deflate);
    pumped.catch((error: unknown) => {
      failure = error;
    });
    // A failed stream also emits errors for later writes; the first error comes from the pump.
    deflate.on('error', () => undefined);
    this.#deflate = deflate;
    let size = 0;
    let crc = 0;
    const finish = async (): Promise<void> => {
      deflate.end();
      await pumped;
      const entry = { name: nameBytes, offset, crc, packed: this.#offset - start, size };
      await this.#put(descriptor(entry));
      this.#entries.push(entry);
    };
    return {
      get size() {
        return size;
      },
      async write(data) {
        if (failure !== undefined) throw failure;
        size += data.length;
        crc = crc32(data, crc);
        if (!deflate.write(data)) await Promise.race([once(deflate, 'drain'), pumped]);
      },
      end: finish,
    };
  }

  /** Writes a small entry. */
  async add(name: string, text: string): Promise<void> {
    const entry = await this.open(name);
    await entry.write(Buffer.from(text));
    await entry.end();
  }

  /** Stops writing; the file is incomplete. */
  abort(): void {
    this.#deflate?.destroy();
  }

  /** Writes the directory at the end of the file. */
  async end(): Promise<void> {
    const start = this.#offset;
    for (const entry of this.#entries) await this.#put(directoryRecord(entry));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(END_OF_DIRECTORY, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(this.#offset - start, 12);
    end.writeUInt32LE(start, 16);
    await this.#put(end);
  }

  async #pump(deflate: DeflateRaw): Promise<void> {
    for await (const chunk of deflate as AsyncIterable<Buffer>) await this.#put(chunk);
  }

  async #put(data: Buffer): Promise<void> {
    this.#offset += data.length;
    if (this.#offset > MAX_ZIP_BYTES) {
      throw new FileError('too-large', this.#sink.path, FILE_MESSAGES['too-large'].text.written());
    }
    await this.#sink.write(data);
  }
}

function header(signature: number, name: Buffer): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.writeUInt32LE(signature, 0);
  bytes.writeUInt16LE(ZIP_VERSION, 4);
  bytes.writeUInt16LE(ENTRY_FLAGS, 6);
  bytes.writeUInt16LE(DEFLATED_METHOD, 8);
  bytes.writeUInt16LE(FIXED_DATE, 12);
  bytes.writeUInt16LE(name.length, 26);
  return Buffer.concat([bytes, name]);
}

function descriptor({ crc, packed, size }: WrittenEntry): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(DATA_DESCRIPTOR, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(packed, 8);
  bytes.writeUInt32LE(size, 12);
  return bytes;
}

function directoryRecord({ name, offset, crc, packed, size }: WrittenEntry): Buffer {
  const bytes = Buffer.alloc(46);
  bytes.writeUInt32LE(CENTRAL_HEADER, 0);
  bytes.writeUInt16LE(ZIP_VERSION, 4);
  bytes.writeUInt16LE(ZIP_VERSION, 6);
  bytes.writeUInt16LE(ENTRY_FLAGS, 8);
  bytes.writeUInt16LE(DEFLATED_METHOD, 10);
  bytes.writeUInt16LE(FIXED_DATE, 14);
  bytes.writeUInt32LE(crc, 16);
  bytes.writeUInt32LE(packed, 20);
  bytes.writeUInt32LE(size, 24);
  bytes.writeUInt16LE(name.length, 28);
  bytes.writeUInt32LE(offset, 42);
  return Buffer.concat([bytes, name]);
}
