import { FileError } from '../file-error.ts';

const maxBytes = 1024 ** 3;
const cacheSlots = 1 << 16;

/** Very many strings in little memory: UTF-8 back to back, made strings of again when they are asked for. */
export class StringStore {
  readonly #path: string;
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #used = 0;
  #ends = new Uint32Array(4096);
  #count = 0;
  readonly #cachedIndex = new Int32Array(cacheSlots).fill(-1);
  readonly #cached: string[] = new Array(cacheSlots).fill('');

  constructor(path: string) {
    this.#path = path;
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
