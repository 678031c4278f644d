import { t } from '../../words/index.ts';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';

const MAX_BYTES = 768 * 1024 * 1024;
const MAX_COUNT = 2 ** 26;
/** A power of two. */
const CACHE_SIZE = 1 << 16;
/** Strings are kept in blocks of this size, which are never copied. No string is longer than a block. */
const BLOCK_BYTES = 16 * 1024 * 1024;
const FIRST_BYTES = 64 * 1024;

/** The strings of a store in memory that other threads can read. */
export interface SharedStrings {
  readonly blocks: readonly SharedArrayBuffer[];
  readonly ends: SharedArrayBuffer;
  readonly count: number;
}

/** Very many strings in little memory: as consecutive UTF-8, decoded when they are read. */
export class StringStore {
  readonly #path: string;
  /** All have `BLOCK_BYTES`, except the first while it grows. Each string is in one block. */
  #blocks: Buffer[] = [];
  /** The offset of the next string, counted over all blocks. */
  #used = 0;
  #ends: Uint32Array = new Uint32Array(4096);
  #count = 0;
  readonly #cachedIndex = new Int32Array(CACHE_SIZE).fill(-1);
  readonly #cached: string[] = new Array(CACHE_SIZE).fill('');

  constructor(path: string, shared?: SharedStrings) {
    this.#path = path;
    if (shared !== undefined) this.#useShared(shared);
  }

  /** The strings in memory that other threads can read. No string is added after that. */
  share(): SharedStrings {
    const ends = new SharedArrayBuffer(this.#count * Uint32Array.BYTES_PER_ELEMENT);
    new Uint32Array(ends).set(this.#ends.subarray(0, this.#count));
    const blocks = this.#blocks.map((block) => block.buffer as unknown as SharedArrayBuffer);
    const shared = { blocks, ends, count: this.#count };
    this.#useShared(shared);
    return shared;
  }

  #useShared({ blocks, ends, count }: SharedStrings): void {
    this.#blocks = blocks.map((block) => Buffer.from(block));
    this.#ends = new Uint32Array(ends);
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    const { block, start } = this.#reserve(text.length * 3);
    const at = start % BLOCK_BYTES;
    this.#used = start + block.write(text, at);
    if (this.#count === this.#ends.length) {
      if (this.#count >= MAX_COUNT) throw this.#tooLarge(t`over ${MAX_COUNT} texts`);
      const longer = new Uint32Array(this.#ends.length * 2);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.#ends[this.#count++] = this.#used;
  }

  /** The string that was added as number `index`, from 0. */
  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count && Number.isInteger(index))) return undefined;
    const cacheIndex = index & (CACHE_SIZE - 1);
    if (this.#cachedIndex[cacheIndex] === index) return this.#cached[cacheIndex];
    const before = index === 0 ? 0 : (this.#ends[index - 1] as number);
    const end = this.#ends[index] as number;
    const number = Math.floor(Math.max(end - 1, 0) / BLOCK_BYTES);
    // A string that did not fit into the block before begins a new one.
    const start = Math.max(before, number * BLOCK_BYTES);
    const origin = number * BLOCK_BYTES;
    const text = end === before ? '' : (this.#blocks[number] as Buffer).toString('utf8', start - origin, end - origin);
    this.#cachedIndex[cacheIndex] = index;
    this.#cached[cacheIndex] = text;
    return text;
  }

  /** A block with space for this many bytes, and the offset where they begin. */
  #reserve(bytes: number): { readonly block: Buffer; readonly start: number } {
    if (bytes > BLOCK_BYTES) throw this.#tooLarge(t`a text of over 5 million characters`);
    const number = Math.floor(this.#used / BLOCK_BYTES);
    const fits = (this.#used % BLOCK_BYTES) + bytes <= BLOCK_BYTES;
    const start = fits ? this.#used : (number + 1) * BLOCK_BYTES;
    if (start + bytes > MAX_BYTES) throw this.#tooLarge(t`over 768 MB of different texts`);
    const index = fits ? number : number + 1;
    const needed = (start % BLOCK_BYTES) + bytes;
    const block = this.#blocks[index];
    if (block !== undefined && needed <= block.length) return { block, start };
    // The first block grows, so that small tables need little memory; all others have their full size at once.
    const length =
      index > 0 ? BLOCK_BYTES : Math.min(Math.max(needed, (block?.length ?? 0) * 2, FIRST_BYTES), BLOCK_BYTES);
    const larger = Buffer.from(new SharedArrayBuffer(length));
    block?.copy(larger);
    this.#blocks[index] = larger;
    return { block: larger, start };
  }

  #tooLarge(what: string): FileError {
    return new FileError('too-large', this.#path, FILE_MESSAGES['too-large'].text.texts(what));
  }
}
