import { FileError } from '../file-error.ts';

const maxBytes = 1024 ** 3;
const cacheSlots = 1 << 16;

/** The strings of a store as other threads can read them. */
export interface SharedStrings {
  readonly bytes: SharedArrayBuffer;
  readonly ends: SharedArrayBuffer;
  readonly count: number;
}

/** Very many strings in little memory: UTF-8 back to back, made strings of again when they are asked for. */
export class StringStore {
  readonly #path: string;
  #bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
  #used = 0;
  #ends: Uint32Array = new Uint32Array(4096);
  #count = 0;
  readonly #cachedIndex = new Int32Array(cacheSlots).fill(-1);
  readonly #cached: string[] = new Array(cacheSlots).fill('');

  constructor(path: string, shared?: SharedStrings) {
    this.#path = path;
    if (shared !== undefined) this.#useShared(shared);
  }

  /** Moves the strings to where other threads can read them. Nothing is added after that. */
  share(): SharedStrings {
    const bytes = new SharedArrayBuffer(this.#used);
    new Uint8Array(bytes).set(this.#bytes.subarray(0, this.#used));
    const ends = new SharedArrayBuffer(this.#count * Uint32Array.BYTES_PER_ELEMENT);
    new Uint32Array(ends).set(this.#ends.subarray(0, this.#count));
    const shared = { bytes, ends, count: this.#count };
    this.#useShared(shared);
    return shared;
  }

  #useShared({ bytes, ends, count }: SharedStrings): void {
    this.#bytes = Buffer.from(bytes);
    this.#used = bytes.byteLength;
    this.#ends = new Uint32Array(ends);
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    const most = text.length * 3;
    if (this.#used + most > this.#bytes.length) this.#grow(this.#used + most);
    this.#used += this.#bytes.write(text, this.#used);
    if (this.#count === this.#ends.length) {
      const longer = new Uint32Array(this.#ends.length * 2);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.#ends[this.#count++] = this.#used;
  }

  /** The string that was added as number `index`, from 0. */
  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count && Number.isInteger(index))) return undefined;
    const slot = index & (cacheSlots - 1);
    if (this.#cachedIndex[slot] === index) return this.#cached[slot];
    const start = index === 0 ? 0 : (this.#ends[index - 1] as number);
    const text = this.#bytes.toString('utf8', start, this.#ends[index]);
    this.#cachedIndex[slot] = index;
    this.#cached[slot] = text;
    return text;
  }

  #grow(needed: number): void {
    if (needed > maxBytes) {
      throw new FileError('too-large', this.#path, 'holds over 1 GB of different texts. Save the sheet as CSV.');
    }
    const larger = Buffer.allocUnsafe(
      Math.max(needed, Math.min(this.#bytes.length * 2, this.#bytes.length + 64 * 1024 * 1024)),
    );
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}
