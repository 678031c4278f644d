/** A power of two, so that the leading bits of a hash choose the segment. */
const SEGMENTS = 64;
const SEGMENT_SHIFT = 26;
const INITIAL_BUCKETS = 16;
/** Numbers in a bucket: two halves of a hash, then the row. */
const BUCKET_WIDTH = 3;
const ROW_OFFSET = 2;
const MAX_LOAD = 0.75;
/** Small steps waste little memory, and all of them together move each key about twice. */
const GROWTH_FACTOR = 1.5;
const HASH_RANGE = 2 ** 32;
const HIGH_SEED = 0x9747b28c;
const LOW_SEED = 0x3c6ef372;

/**
 * Stores one row number for each key, in 12 bytes a bucket. Of a key only a 64-bit hash is kept, so a million keys take 18 MB.
 * The odds that two keys of a file of ten million share a hash are one in 400,000.
 *
 * The table is divided into segments that grow one by one: a table that is copied as a whole needs its memory twice meanwhile, and
 * stops everything else.
 */
export class KeyIndex {
  readonly #segments = Array.from({ length: SEGMENTS }, () => new Segment());
  #size = 0;

  /** Gives the key to the row unless another row has it. Returns the row that has it. */
  claim(key: string, row: number): number {
    return this.claimAt(hash(key, HIGH_SEED), hash(key, LOW_SEED), row);
  }

  /** The same for the hash of a key. */
  claimAt(high: number, low: number, row: number): number {
    const segment = this.#segmentOf(high);
    const offset = segment.offsetOf(high, low);
    const owner = segment.rowAt(offset);
    if (owner !== 0) return owner;
    this.#size += segment.put(offset, high, low, row);
    return row;
  }

  /** Gives the key to the row, even if another row has it. */
  set(key: string, row: number): void {
    this.setAt(hash(key, HIGH_SEED), hash(key, LOW_SEED), row);
  }

  /** The same for the hash of a key. */
  setAt(high: number, low: number, row: number): void {
    const segment = this.#segmentOf(high);
    this.#size += segment.put(segment.offsetOf(high, low), high, low, row);
  }

  /** The row that has the key. */
  get(key: string): number | undefined {
    return this.getAt(hash(key, HIGH_SEED), hash(key, LOW_SEED));
  }

  getAt(high: number, low: number): number | undefined {
    const segment = this.#segmentOf(high);
    return segment.rowAt(segment.offsetOf(high, low)) || undefined;
  }

  /** Adds one to the number of a key, which counts from 1; returns the new number. */
  incrementAt(high: number, low: number): number {
    const segment = this.#segmentOf(high);
    const offset = segment.offsetOf(high, low);
    const count = segment.rowAt(offset) + 1;
    this.#size += segment.put(offset, high, low, count);
    return count;
  }

  /** Subtracts from the number of every key, and removes the keys whose number is not greater. */
  subtractFromAll(amount: number): void {
    for (const segment of this.#segments) segment.subtractFromAll(amount);
    this.#size = this.#segments.reduce((sum, { size }) => sum + size, 0);
  }

  /** Number of keys. */
  get size(): number {
    return this.#size;
  }

  /** Every hash with its row number. */
  *entries(): Generator<readonly [high: number, low: number, row: number]> {
    for (const segment of this.#segments) yield* segment.entries();
  }

  /** Removes all keys and frees their memory at once. */
  clear(): void {
    for (const segment of this.#segments) segment.clear();
    this.#size = 0;
  }

  #segmentOf(high: number): Segment {
    return this.#segments[high >>> SEGMENT_SHIFT] as Segment;
  }
}

/** A hash table with open addressing. */
class Segment {
  size = 0;
  /** Each bucket is two halves of a hash and a row number, which starts at 1: 0 marks a free bucket. Kept side by side, they share a cache line. */
  #buckets = new Uint32Array(INITIAL_BUCKETS * BUCKET_WIDTH);
  #bucketCount = INITIAL_BUCKETS;

  /** Where the bucket of the hash begins, or the free bucket where it belongs. */
  offsetOf(high: number, low: number): number {
    const buckets = this.#buckets;
    const end = buckets.length;
    let offset = Math.floor((low / HASH_RANGE) * this.#bucketCount) * BUCKET_WIDTH;
    while (buckets[offset + ROW_OFFSET] !== 0 && (buckets[offset + 1] !== low || buckets[offset] !== high)) {
      offset += BUCKET_WIDTH;
      if (offset === end) offset = 0;
    }
    return offset;
  }

  /** The row in a bucket; 0 if it is free. */
  rowAt(offset: number): number {
    return this.#buckets[offset + ROW_OFFSET] as number;
  }

  /** Puts a row into the bucket of a hash. Returns by how many the keys became more. */
  put(offset: number, high: number, low: number, row: number): 0 | 1 {
    const buckets = this.#buckets;
    const isNew = buckets[offset + ROW_OFFSET] === 0;
    buckets[offset] = high;
    buckets[offset + 1] = low;
    buckets[offset + ROW_OFFSET] = row;
    if (!isNew) return 0;
    this.size += 1;
    if (this.size > this.#bucketCount * MAX_LOAD) this.#resize(Math.ceil(this.#bucketCount * GROWTH_FACTOR), 0);
    return 1;
  }

  subtractFromAll(amount: number): void {
    this.#resize(this.#bucketCount, amount);
  }

  *entries(): Generator<readonly [high: number, low: number, row: number]> {
    const buckets = this.#buckets;
    for (let offset = 0; offset < buckets.length; offset += BUCKET_WIDTH) {
      const row = buckets[offset + ROW_OFFSET] as number;
      if (row !== 0) yield [buckets[offset] as number, buckets[offset + 1] as number, row];
    }
  }

  clear(): void {
    this.#buckets.buffer.transfer(0);
    this.#buckets = new Uint32Array(INITIAL_BUCKETS * BUCKET_WIDTH);
    this.#bucketCount = INITIAL_BUCKETS;
    this.size = 0;
  }

  /** Moves the keys to a new table, with `less` subtracted from their numbers; those that have no more are left out. */
  #resize(bucketCount: number, less: number): void {
    const old = this.#buckets;
    this.#buckets = new Uint32Array(bucketCount * BUCKET_WIDTH);
    this.#bucketCount = bucketCount;
    this.size = 0;
    const buckets = this.#buckets;
    for (let from = 0; from < old.length; from += BUCKET_WIDTH) {
      const rest = (old[from + ROW_OFFSET] as number) - less;
      if (rest <= 0) continue;
      const [high, low] = [old[from] as number, old[from + 1] as number];
      const offset = this.offsetOf(high, low);
      buckets[offset] = high;
      buckets[offset + 1] = low;
      buckets[offset + ROW_OFFSET] = rest;
      this.size += 1;
    }
    // Frees the memory now rather than at the next garbage collection.
    old.buffer.transfer(0);
  }
}

/** The 64-bit hash of a text, in two halves; another salt gives another hash. */
export function hashText(text: string, salt: number): { readonly high: number; readonly low: number } {
  return { high: hash(text, HIGH_SEED ^ salt), low: hash(text, LOW_SEED ^ salt) };
}

/** MurmurHash3 (x86, 32 bits) of a text's UTF-16 units, two at a time. Source: https://github.com/aappleby/smhasher */
function hash(text: string, seed: number): number {
  let state = seed;
  for (let index = 0; index < text.length; index += 2) {
    // Past the end charCodeAt returns NaN, which counts as 0; the length, mixed in at the end, distinguishes such texts.
    let block = text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16);
    block = Math.imul(block, 0xcc9e2d51);
    block = (block << 15) | (block >>> 17);
    state ^= Math.imul(block, 0x1b873593);
    state = (state << 13) | (state >>> 19);
    state = (Math.imul(state, 5) + 0xe6546b64) | 0;
  }
  state ^= text.length;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
