/** Classes of latency: each is a fifth wider than the one before, from 1 ms to a minute. */
const BUCKETS = 64;
const BUCKETS_PER_DOUBLING = 4;

/** How often which latency was met: exact to a fifth, and as small after a million answers as after one. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(latencyMs: number, times = 1): void {
    const place = Math.round(Math.log2(Math.max(1, latencyMs)) * BUCKETS_PER_DOUBLING);
    this.#addAt(Math.min(BUCKETS - 1, place), times);
  }

  merge(other: LatencyHistogram): void {
    for (const [place, times] of other.entries()) this.#addAt(place, times);
  }

  /** The latency that so large a share of the answers did not exceed, in milliseconds; undefined where there were none. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.max(1, Math.ceil(this.#total * share));
    const place = this.#counts.findIndex((times) => {
      left -= times;
      return left <= 0;
    });
    return 2 ** (place / BUCKETS_PER_DOUBLING);
  }

  /** The classes that occurred, as they are kept. */
  entries(): [place: number, times: number][] {
    return Array.from(this.#counts.entries()).filter(([, times]) => times > 0);
  }

  static from(entries: readonly (readonly [place: number, times: number])[]): LatencyHistogram {
    const counts = new LatencyHistogram();
    for (const [place, times] of entries) if (place >= 0 && place < BUCKETS) counts.#addAt(place, times);
    return counts;
  }

  #addAt(place: number, times: number): void {
    this.#counts[place] = (this.#counts[place] ?? 0) + times;
    this.#total += times;
  }
}
