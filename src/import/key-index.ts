const FIRST_SLOTS = 1024;
/** Numbers of a slot, and where its row is among them. */
const SLOT = 3;
const ROW = 2;
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
  /** Of each slot two halves of a hash and a row's number, which begins at 1: 0 is a free slot. Side by side they are found at once. */
  #slots = new Uint32Array(FIRST_SLOTS * SLOT);
  #count = FIRST_SLOTS;
  #size = 0;

  /** Gives the key to the row unless another has it. Answers whose it is. */
  claim(key: string, row: number): number {
    return this.claimAt(hash(key, HIGH_SEED), hash(key, LOW_SEED), row);
  }

  /** The same, for a key of which there is only the hash. */
  claimAt(high: number, low: number, row: number): number {
    const place = this.#placeOf(high, low);
    const owner = this.#slots[place + ROW] as number;
    if (owner !== 0) return owner;
    this.#put(place, high, low, row);
    return row;
  }

  /** Gives the key to the row, whoever had it. */
  set(key: string, row: number): void {
    this.setAt(hash(key, HIGH_SEED), hash(key, LOW_SEED), row);
  }

  setAt(high: number, low: number, row: number): void {
    const place = this.#placeOf(high, low);
    if (this.#slots[place + ROW] === 0) this.#put(place, high, low, row);
    else this.#slots[place + ROW] = row;
  }

  /** The row that has the key. */
  get(key: string): number | undefined {
    return this.getAt(hash(key, HIGH_SEED), hash(key, LOW_SEED));
  }

  getAt(high: number, low: number): number | undefined {
    return this.#slots[this.#placeOf(high, low) + ROW] || undefined;
  }

  /** How many keys it holds. */
  get size(): number {
    return this.#size;
  }

  /** Every hash with its number. */
  *entries(): Generator<readonly [high: number, low: number, row: number]> {
    const slots = this.#slots;
    for (let place = 0; place < slots.length; place += SLOT) {
      const row = slots[place + ROW] as number;
      if (row !== 0) yield [slots[place] as number, slots[place + 1] as number, row];
    }
  }

  /** Gives its memory back at once; it is empty then. */
  clear(): void {
    this.#slots.buffer.transfer(0);
    this.#slots = new Uint32Array(FIRST_SLOTS * SLOT);
    this.#count = FIRST_SLOTS;
    this.#size = 0;
  }

  #put(place: number, high: number, low: number, row: number): void {
    const slots = this.#slots;
    slots[place] = high;
    slots[place + 1] = low;
    slots[place + ROW] = row;
    this.#size += 1;
    if (this.#size > this.#count * FULLEST) this.#grow();
  }

  /** Where the slot begins that holds the hash, or the free one where it belongs. */
  #placeOf(high: number, low: number): number {
    const slots = this.#slots;
    const end = slots.length;
    let place = Math.floor((low / HASHES) * this.#count) * SLOT;
    while (slots[place + ROW] !== 0 && (slots[place + 1] !== low || slots[place] !== high)) {
      place += SLOT;
      if (place === end) place = 0;
    }
    return place;
  }

  #grow(): void {
    const old = this.#slots;
    this.#count = Math.ceil(this.#count * GROWTH);
    const slots = new Uint32Array(this.#count * SLOT);
    this.#slots = slots;
    for (let from = 0; from < old.length; from += SLOT) {
      if (old[from + ROW] === 0) continue;
      const place = this.#placeOf(old[from] as number, old[from + 1] as number);
      slots[place] = old[from] as number;
      slots[place + 1] = old[from + 1] as number;
      slots[place + ROW] = old[from + ROW] as number;
    }
    // Its memory goes now, and not when it is collected.
    old.buffer.transfer(0);
  }
}

/** A text's hash of 64 bits, in two halves; the same text has another one with another salt. */
export function hashText(text: string, salt: number): { readonly high: number; readonly low: number } {
  return { high: hash(text, HIGH_SEED ^ salt), low: hash(text, LOW_SEED ^ salt) };
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
