import { shortened } from '../words/index.ts';
import { DistinctEstimate } from './distinct-estimate.ts';
import { hashText, KeyIndex } from './key-index.ts';

/** Up to this many distinct values are counted exactly; a table of their hashes takes 2.4 MB. */
export const MAX_EXACT_DISTINCT = 100_000;
/** The values whose texts are kept. */
const MAX_FREQUENT = 24;
const MAX_TEXT_CHARS = 200;

/** A value, shortened, with how often it occurs. */
export interface FrequentValue {
  readonly text: string;
  readonly count: number;
}

/**
 * Counts the distinct values of a column, and the most frequent ones. Exact up to `MAX_EXACT_DISTINCT`; beyond, distinct values are
 * estimated, and counts are too low by at most `maxMissed`. Of the values only 64-bit hashes are kept, and the texts of the most
 * frequent ones.
 *
 * Beyond the limit it is the algorithm of Misra and Gries: when the table is full, its median is subtracted from all counts, which
 * empties half of it. Nothing that occurs more often than `maxMissed` is left out.
 */
export class ValueCounts {
  readonly #counts = new KeyIndex();
  readonly #frequent = new Map<number, { readonly text: string; count: number }>();
  readonly #maxExact: number;
  /** Values that occur less often are not among the most frequent ones. */
  #leastFrequent = 0;
  #estimate: DistinctEstimate | undefined;
  #missed = 0;

  constructor(maxExact = MAX_EXACT_DISTINCT) {
    this.#maxExact = maxExact;
  }

  add(text: string): void {
    const { high, low } = hashText(text, 0);
    this.#estimate?.add(high, low);
    const count = this.#counts.incrementAt(high, low);
    if (count > this.#leastFrequent || this.#frequent.size < MAX_FREQUENT) this.#noteFrequent(text, high, low, count);
    if (count === 1 && this.#counts.size > this.#maxExact) this.#makeRoom();
  }

  /** The number of distinct values; an estimate unless `isExact`. */
  get distinct(): number {
    return this.#estimate?.count ?? this.#counts.size;
  }

  get isExact(): boolean {
    return this.#estimate === undefined;
  }

  /** How many occurrences of a value its count may lack. */
  get maxMissed(): number {
    return this.#missed;
  }

  /** The most frequent values, most frequent first, then in the order of their texts. */
  frequent(most: number): FrequentValue[] {
    return [...this.#frequent.values()]
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count || (one.text < other.text ? -1 : 1))
      .slice(0, most)
      .map(({ text, count }) => ({ text, count }));
  }

  #noteFrequent(text: string, high: number, low: number, count: number): void {
    // 53 of the bits: among a few dozen values, collisions are impossible in practice.
    const name = high * 0x200000 + (low >>> 11);
    const known = this.#frequent.get(name);
    if (known !== undefined) {
      known.count = count;
      return;
    }
    if (this.#frequent.size >= MAX_FREQUENT) {
      const [least, { count: leastCount }] = [...this.#frequent].reduce((one, other) =>
        other[1].count < one[1].count ? other : one,
      );
      this.#leastFrequent = leastCount;
      if (count <= leastCount) return;
      this.#frequent.delete(least);
    }
    this.#frequent.set(name, { text: ownText(shortened(text, MAX_TEXT_CHARS)), count });
  }

  #makeRoom(): void {
    if (this.#estimate === undefined) {
      this.#estimate = new DistinctEstimate();
      for (const [high, low] of this.#counts.entries()) this.#estimate.add(high, low);
    }
    const counts = Uint32Array.from(this.#counts.entries(), ([, , count]) => count).sort();
    const median = counts[counts.length >> 1] ?? 1;
    this.#counts.subtractFromAll(median);
    this.#missed += median;
    for (const frequent of this.#frequent.values()) frequent.count = Math.max(0, frequent.count - median);
    this.#leastFrequent = Math.max(0, this.#leastFrequent - median);
  }
}

/** The text in memory of its own: a part of a longer text would keep all of that in memory. */
export function ownText(text: string): string {
  return ` ${text}`.slice(1);
}
