import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OutValue } from '../../files/index.ts';

type Values = readonly OutValue[];

/** Rows by their keys, kept in a file so that only keys and places are in memory. */
export class DeltaStore {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #places = new Map<string, readonly [offset: number, length: number]>();
  #length = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<DeltaStore> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return new DeltaStore(path, await open(path, 'w+', 0o600));
  }

  /** Adds rows; of two with one key the later counts. */
  async add(rows: readonly (readonly [key: string, values: Values])[]): Promise<void> {
    const pieces: Buffer[] = [];
    let offset = this.#length;
    for (const [key, values] of rows) {
      const bytes = Buffer.from(JSON.stringify(values));
      pieces.push(bytes);
      this.#places.set(key, [offset, bytes.length]);
      offset += bytes.length;
    }
    const bytes = Buffer.concat(pieces);
    for (let at = 0; at < bytes.length; ) {
      at += (await this.#handle.write(bytes, at, bytes.length - at, this.#length + at)).bytesWritten;
    }
    this.#length = offset;
  }

  /** The row of a key, which is then no longer in the store. */
  async take(key: string): Promise<Values | undefined> {
    const place = this.#places.get(key);
    if (!place) return undefined;
    this.#places.delete(key);
    return this.#read(place);
  }

  /** What was not taken, in the order in which it came. */
  async *rest(): AsyncGenerator<Values> {
    for (const place of this.#places.values()) yield await this.#read(place);
  }

  async remove(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#path, { force: true });
  }

  async #read([offset, length]: readonly [number, number]): Promise<Values> {
    const bytes = Buffer.alloc(length);
    await this.#handle.read(bytes, 0, length, offset);
    return JSON.parse(bytes.toString('utf8')) as Values;
  }
}
