const FIRST_SLOTS = 1024;
const FULLEST = 0.75;
/** Small steps waste little memory, and in all they cost as many moves as there are keys twice over. */
const GROWTH = 1.5;
const HASHES = 2 ** 32;
const HIGH_SEED = 0x9747b28c;
const LOW_SEED = 0x3c6ef372;

/**
 * Remembers for each key the number of one row, in 12 bytes a slot: of the keys only a hash of 64 bits is kept, so that
 * a million of them take 18 MB. That two keys of a file of ten million share a hash has odds of one in 400,000.
 */
export class KeyIndex {
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  /** Row numbers, which begin at 1; 0 is a free slot. */
  #rows = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  /** Gives the key to the row unless another has it. Answers whose it is. */
  claim(key: string, row: number): number {
    return this.claimAt(hash(key, HIGH_SEED), hash(key, LOW_SEED), row);
  }

  /** The same, for a key of which there is only the hash. */
  claimAt(high: number, low: number, row: number): number {
    const slot = this.#slotOf(high, low);
    const owner = this.#rows[slot] as number;
    if (owner !== 0) return owner;
    this.#put(slot, high, low, row);
    return row;
  }

  /** Gives the key to the row, whoever had it. */
  set(key: string, row: number): void {
    this.setAt(hash(key, HIGH_SEED), hash(key, LOW_SEED), row);
  }

  setAt(high: number, low: number, row: number): void {
    const slot = this.#slotOf(high, low);
    if (this.#rows[slot] === 0) this.#put(slot, high, low, row);
    else this.#rows[slot] = row;
  }

  /** The row that has the key. */
  get(key: string): number | undefined {
    return this.getAt(hash(key, HIGH_SEED), hash(key, LOW_SEED));
  }

  getAt(high: number, low: number): number | undefined {
    return this.#rows[this.#slotOf(high, low)] || undefined;
  }

  /** How many keys it holds. */
  get size(): number {
    return this.#size;
  }

  /** Every hash with its number. */
  *entries(): Generator<readonly [high: number, low: number, row: number]> {
    for (let slot = 0; slot < this.#rows.length; slot += 1) {
      const row = this.#rows[slot] as number;
      if (row !== 0) yield [this.#high[slot] as number, this.#low[slot] as number, row];
    }
  }

  /** Gives its memory back at once; it is empty then. */
  clear(): void {
    for (const { buffer } of [this.#high, this.#low, this.#rows]) buffer.transfer(0);
    this.#high = new Uint32Array(FIRST_SLOTS);
    this.#low = new Uint32Array(FIRST_SLOTS);
    this.#rows = new Uint32Array(FIRST_SLOTS);
    this.#size = 0;
  }

  #put(slot: number, high: number, low: number, row: number): void {
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#rows[slot] = row;
    this.#size += 1;
    if (this.#size > this.#rows.length * FULLEST) this.#grow();
  }

  /** The slot that holds the hash, or the free one where it belongs. */
  #slotOf(high: number, low: number): number {
    const slots = this.#rows.length;
    let slot = Math.floor((low / HASHES) * slots);
    while (this.#rows[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = slot + 1 === slots ? 0 : slot + 1;
    }
    return slot;
  }

  #grow(): void {
    const [high, low, rows] = [this.#high, this.#low, this.#rows];
    const slots = Math.ceil(rows.length * GROWTH);
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#rows = new Uint32Array(slots);
    for (let old = 0; old < rows.length; old += 1) {
      if (rows[old] === 0) continue;
      const slot = this.#slotOf(high[old] as number, low[old] as number);
      this.#high[slot] = high[old] as number;
      this.#low[slot] = low[old] as number;
      this.#rows[slot] = rows[old] as number;
    }
    // Their memory goes now, and not when it is collected.
    for (const { buffer } of [high, low, rows]) buffer.transfer(0);
  }
}

/** A key's hash of 64 bits, in two halves. */
export function hashText(text: string): { readonly high: number; readonly low: number } {
  return { high: hash(text, HIGH_SEED), low: hash(text, LOW_SEED) };
}

/** MurmurHash3 (x86, 32 bits) of a text's UTF-16 units, two at a time. Source: https://github.com/aappleby/smhasher */
function hash(text: string, seed: number): number {
  let state = seed;
  for (let index = 0; index < text.length; index += 2) {
    // Past the end there is NaN, which counts as 0; the length at the end tells the texts apart.
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
