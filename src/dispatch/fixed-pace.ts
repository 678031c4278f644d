import type { Clock } from './clock.ts';
import { InTurn } from './in-turn.ts';
import type { Pace } from './pace.ts';

/** Where all who share a rate agree who sends when. Times are epoch milliseconds. */
export interface PlaceShare {
  /** Takes places that are free now, at most so many; where none is, says how long that will last. */
  take(intervalMs: number, most: number): { readonly taken: number; readonly waitMs: number };
  /** Nobody who shares the rate sends before then. */
  pause(until: number): void;
}

/**
 * Evenly spaced requests at a given rate, whoever else shares it. A place is taken when its request leaves, never
 * before: who wakes up late finds the next place later, and who gives up has taken none.
 */
export class FixedPace implements Pace {
  readonly ratePerSecond: number;
  readonly #share: PlaceShare;
  readonly #clock: Clock;
  readonly #turns = new InTurn();
  #places = 0;
  #pausedUntil = 0;

  constructor(ratePerSecond: number, share: PlaceShare, clock: Clock) {
    this.ratePerSecond = ratePerSecond;
    this.#share = share;
    this.#clock = clock;
  }

  take(signal?: AbortSignal): Promise<void> {
    return this.#turns.run(async () => {
      for (let waitMs = this.#waitMs(); waitMs > 0; waitMs = this.#waitMs()) {
        await this.#clock.sleep(Math.ceil(waitMs), signal);
      }
      signal?.throwIfAborted();
      this.#places -= 1;
    });
  }

  answered(): void {}

  throttled(pauseMs: number): void {
    const until = this.#clock.now() + pauseMs;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#places = 0;
    this.#share.pause(until);
  }

  timedOut(): void {}

  /** How long until a place may be free: 0 if one is taken. */
  #waitMs(): number {
    const pauseMs = this.#pausedUntil - this.#clock.now();
    if (pauseMs > 0) return pauseMs;
    if (this.#places > 0) return 0;
    // Those who wait in line get theirs in one visit, where time has made room for several.
    const { taken, waitMs } = this.#share.take(1000 / this.ratePerSecond, this.#turns.size);
    this.#places = taken;
    return taken > 0 ? 0 : Math.max(1, waitMs);
  }
}
