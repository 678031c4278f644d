import { hash } from 'node:crypto';

/** A source of numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number | string): () => number {
  let state = typeof seed === 'number' ? seed >>> 0 : hashText(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a: hashes a text to 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Random choices from a seeded source. */
export interface Picker {
  /** True with this probability. */
  chance(probability: number): boolean;
  /** An integer from `from` to `to`, both inclusive. */
  between(from: number, to: number): number;
  one<Item>(items: readonly Item[]): Item;
  /** A selection in the order of the items, each with the given probability. */
  some<Item>(items: readonly Item[], probability: number): Item[];
}

export function picker(random: () => number): Picker {
  return {
    chance: (probability) => random() < probability,
    between: (from, to) => from + Math.floor(random() * (to - from + 1)),
    one: <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item,
    some: (items, probability) => items.filter(() => random() < probability),
  };
}

/** An id in the API's format, 32 lower-case hex characters, the same for the same parts. */
export function deriveId(...parts: readonly (string | number)[]): string {
  return hash('md5', parts.join(':'));
}

/** An option's value in the API's format: 15 digits, the same for the same parts. */
export function deriveDigits(...parts: readonly (string | number)[]): string {
  const number = Number.parseInt(deriveId(...parts).slice(0, 12), 16);
  return `6${String(number % 100_000_000_000_000).padStart(14, '0')}`;
}
