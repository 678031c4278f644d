import type { Clock } from './clock.ts';

/** Decides when the next request may leave, for all of a run's calls together. */
export interface Pace {
  /** Waits for the next free place in time. */
  take(signal?: AbortSignal): Promise<void>;
  /** The server answered after so long. */
  answered(latencyMs: number): void;
  /** The server asked to slow down: everybody pauses. */
  throttled(pauseMs: number): void;
  /** No answer came in time. */
  timedOut(): void;
  /** Requests per second that it allows now; Infinity where it does not bind. */
  readonly ratePerSecond: number;
}

/** Hands out the next `count` places: answers the time of the first, the others follow at the interval. */
export type Reserve = (intervalMs: number, count: number) => number;

/** A meeting place within one process, for a rate that nobody else shares. */
export function localReserve(clock: Clock): Reserve {
  let next = 0;
  return (intervalMs, count) => {
    const first = Math.max(next, clock.now());
    next = first + intervalMs * count;
    return first;
  };
}

/** A common pause: while it lasts nobody sends. */
export class Pause {
  #until = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  extend(ms: number): void {
    this.#until = Math.max(this.#until, this.#clock.now() + ms);
  }

  async wait(signal?: AbortSignal): Promise<void> {
    for (let left = this.#until - this.#clock.now(); left > 0; left = this.#until - this.#clock.now()) {
      await this.#clock.sleep(left, signal);
    }
  }
}
