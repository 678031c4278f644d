import type { Clock } from '../clock.ts';
import type { PermitSource, RateLimiter } from './rate-limiter.ts';
import { SerialQueue } from './serial-queue.ts';

/**
 * Evenly spaced requests at a given rate, whoever else shares it. A permit is taken when its request leaves, never
 * before: who wakes up late finds the next permit later, and who gives up has taken none.
 */
export class FixedRateLimiter implements RateLimiter {
  readonly ratePerSecond: number;
  readonly #source: PermitSource;
  readonly #clock: Clock;
  readonly #queue = new SerialQueue();
  #permits = 0;
  #pausedUntil = 0;

  constructor(ratePerSecond: number, source: PermitSource, clock: Clock) {
    this.ratePerSecond = ratePerSecond;
    this.#source = source;
    this.#clock = clock;
  }

  acquire(signal?: AbortSignal): Promise<void> {
    return this.#queue.run(async () => {
      for (let waitMs = this.#waitMs(); waitMs > 0; waitMs = this.#waitMs()) {
        await this.#clock.sleep(Math.ceil(waitMs), signal);
      }
      signal?.throwIfAborted();
      this.#permits -= 1;
    });
  }

  answered(): void {}

  throttled(pauseMs: number): void {
    const until = this.#clock.elapsed() + pauseMs;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#permits = 0;
    // Those who share the rate have only the time of day in common.
    this.#source.pause(this.#clock.now() + pauseMs);
  }

  timedOut(): void {}

  /** How long until a permit may be free: 0 if one is taken. */
  #waitMs(): number {
    const pauseMs = this.#pausedUntil - this.#clock.elapsed();
    if (pauseMs > 0) return pauseMs;
    if (this.#permits > 0) return 0;
    // Those who wait get theirs in one visit, where time has made room for several.
    const { taken, waitMs } = this.#source.take(1000 / this.ratePerSecond, this.#queue.size);
    this.#permits = taken;
    return taken > 0 ? 0 : Math.max(1, waitMs);
  }
}
