import type { Clock } from './clock.ts';
import { InTurn } from './in-turn.ts';
import type { Pace } from './pace.ts';

/** Where all who share a rate agree who sends when. Times are epoch milliseconds. */
export interface PlaceShare {
  /** Takes the next `count` places in time: answers that of the first, the others follow at the interval. */
  reserve(intervalMs: number, count: number): number;
  /** Nobody who shares the rate sends before then. */
  pause(until: number): void;
}

/** A visit to the others hands out places for this long at most; between visits none is held. */
const VISIT_MS = 4;

/**
 * Evenly spaced requests at a given rate, whoever else shares it. Only the caller whose turn it is holds a place, so
 * nothing is lost when callers give up, and places that nobody used are never made up for.
 */
export class FixedPace implements Pace {
  readonly ratePerSecond: number;
  readonly #share: PlaceShare;
  readonly #clock: Clock;
  readonly #turns = new InTurn();
  readonly #batch: number;
  #places: number[] = [];
  #pausedUntil = 0;

  constructor(ratePerSecond: number, share: PlaceShare, clock: Clock) {
    this.ratePerSecond = ratePerSecond;
    this.#share = share;
    this.#clock = clock;
    this.#batch = Math.max(1, Math.floor((ratePerSecond * VISIT_MS) / 1000));
  }

  take(signal?: AbortSignal): Promise<void> {
    return this.#turns.run(async () => {
      do {
        signal?.throwIfAborted();
        await this.#sleepUntil(Math.max(this.#nextPlace(), this.#pausedUntil), signal);
        // Who is asked to pause while waiting gives up the place: all that share the rate take new ones after the pause.
      } while (this.#clock.now() < this.#pausedUntil);
    });
  }

  answered(): void {}

  throttled(pauseMs: number): void {
    const until = this.#clock.now() + pauseMs;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#places = [];
    this.#share.pause(until);
  }

  timedOut(): void {}

  #nextPlace(): number {
    const place = this.#places.shift();
    if (place !== undefined && place > this.#clock.now() - VISIT_MS) return place;
    const intervalMs = 1000 / this.ratePerSecond;
    const first = this.#share.reserve(intervalMs, this.#batch);
    this.#places = Array.from({ length: this.#batch - 1 }, (_, index) => first + intervalMs * (index + 1));
    return first;
  }

  async #sleepUntil(time: number, signal: AbortSignal | undefined): Promise<void> {
    const waitMs = time - this.#clock.now();
    if (waitMs >= 1) await this.#clock.sleep(waitMs, signal);
  }
}
