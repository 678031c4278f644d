/** Lets no more than so many requests through in any second. */
export class RequestRateLimit {
  readonly #admittedMs: number[];
  readonly #maxRequests: number;
  #oldest = 0;

  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
    this.#admittedMs = [];
  }

  /** Admits the request, answering 0, or answers how many milliseconds are left until one would be admitted. */
  waitMs(nowMs: number): number {
    if (this.#admittedMs.length < this.#maxRequests) {
      this.#admittedMs.push(nowMs);
      return 0;
    }
    const waitMs = (this.#admittedMs[this.#oldest] ?? 0) + 1000 - nowMs;
    if (waitMs > 0) return waitMs;
    this.#admittedMs[this.#oldest] = nowMs;
    this.#oldest = (this.#oldest + 1) % this.#maxRequests;
    return 0;
  }
}
