import { once } from 'node:events';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { FileError } from '../file-error.ts';
import type { ByteSink } from '../out/atomic-file.ts';

/** Sizes and offsets are 32 bits wide; the extension beyond it is not understood everywhere. */
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
/** 1 January 1980: output depends on nothing but what is put in. */
const FIXED_DATE = 0x0021;

interface WrittenEntry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** An entry that is being written. Wait for each call before the next. */
export interface ZipEntryWriter {
  /** Bytes so far, unpacked. */
  readonly size: number;
  write(data: Buffer): Promise<void>;
  end(): Promise<void>;
}

/**
 * Writes a zip file front to back, in constant memory. yazl makes the same file, but a workbook takes 38 % more processor time with
 * it: see bench/results.md, Writing files.
 */
export class ZipWriter {
  readonly #sink: ByteSink;
  readonly #entries: WrittenEntry[] = [];
  #offset = 0;
  #deflate: DeflateRaw | undefined;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Begins an entry. The one before it must have ended. */
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
    // A stream that failed complains of what is still written to it; the pump has told why already.
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

  /** Writes a small entry at once. */
  async add(name: string, text: string): Promise<void> {
    const entry = await this.open(name);
    await entry.write(Buffer.from(text));
    await entry.end();
  }

  /** Stops writing; what was written is of no use. */
  abort(): void {
    this.#deflate?.destroy();
  }

  /** Writes the directory that makes the file whole. */
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
      throw new FileError(
        'too-large',
        this.#sink.path,
        'would grow over 4 GB, more than an XLSX file can be. Write CSV, or export in parts.',
      );
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
