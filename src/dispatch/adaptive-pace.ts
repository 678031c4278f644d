import type { Clock } from './clock.ts';
import { type Pace, Pause } from './pace.ts';

const START_PER_SECOND = 10;
const STEP_PER_SECOND = 10;
const LEAST_PER_SECOND = 0.5;
/** Places that may be saved up: a few, or what a timer's grain of 10 ms would lose. */
const SAVED_PLACES = 4;
const SAVED_MS = 10;
/** A crowd that is refused together halves the rate once, not once each. */
const HALVING_GAP_MS = 1000;

/**
 * Finds out how much the server takes: starts at 10 requests a second, adds 10 for every answer until the first
 * sign of trouble, afterwards 10 in a second, while answers come as quickly as they did; halves on a 429 or a timeout.
 */
export class AdaptivePace implements Pace {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #pause: Pause;
  #rate: number;
  #places = SAVED_PLACES;
  #countedAt: number;
  #queue: (() => void)[] = [];
  #timer: Promise<void> | undefined;
  #bound = false;
  #troubled = false;
  #halvedAt = Number.NEGATIVE_INFINITY;
  #quickest = Number.POSITIVE_INFINITY;
  #usual = 0;

  constructor(clock: Clock, maxPerSecond = Number.POSITIVE_INFINITY) {
    this.#clock = clock;
    this.#max = maxPerSecond;
    this.#rate = Math.min(START_PER_SECOND, maxPerSecond);
    this.#pause = new Pause(clock);
    this.#countedAt = clock.now();
  }

  get ratePerSecond(): number {
    return this.#rate;
  }

  async take(signal?: AbortSignal): Promise<void> {
    await this.#pause.wait(signal);
    this.#count();
    if (this.#queue.length === 0 && this.#places >= 1) {
      this.#places -= 1;
      return;
    }
    this.#bound = true;
    await new Promise<void>((resolve) => {
      this.#queue.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
      this.#schedule();
    });
    await this.#pause.wait(signal);
  }

  answered(latencyMs: number): void {
    this.#quickest = Math.min(this.#quickest, latencyMs);
    this.#usual = this.#usual === 0 ? latencyMs : this.#usual * 0.9 + latencyMs * 0.1;
    const flat = this.#usual <= this.#quickest * 2 + 20;
    // A rate that nobody waited for says nothing about what the server would take.
    if (!flat || !(this.#bound || this.#queue.length > 0)) return;
    this.#bound = false;
    const step = this.#troubled ? STEP_PER_SECOND / Math.max(1, this.#rate) : STEP_PER_SECOND;
    this.#count();
    // Until the first trouble every answer makes room for two, so that a far server is not found out at a crawl.
    if (!this.#troubled) this.#places += 2;
    this.#rate = Math.min(this.#max, this.#rate + step);
    this.#release();
  }

  throttled(pauseMs: number): void {
    this.#pause.extend(pauseMs);
    this.#halve();
  }

  timedOut(): void {
    this.#halve();
  }

  #halve(): void {
    const now = this.#clock.now();
    if (now - this.#halvedAt < HALVING_GAP_MS) return;
    this.#halvedAt = now;
    this.#troubled = true;
    this.#count();
    this.#places = Math.min(this.#places, 1);
    this.#rate = Math.max(LEAST_PER_SECOND, this.#rate / 2);
  }

  /** Adds the places that time has brought since the last count. */
  #count(): void {
    const now = this.#clock.now();
    const most = Math.max(this.#troubled ? 1 : SAVED_PLACES, (this.#rate * SAVED_MS) / 1000);
    this.#places = Math.min(most, this.#places + ((now - this.#countedAt) * this.#rate) / 1000);
    this.#countedAt = now;
  }

  #release(): void {
    this.#count();
    while (this.#places >= 1) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#places -= 1;
      next();
    }
  }

  /** One timer for the whole queue; a rate that has grown meanwhile releases earlier. */
  #schedule(): void {
    if (this.#timer || this.#queue.length === 0) return;
    const waitMs = Math.max(1, ((1 - this.#places) / this.#rate) * 1000);
    this.#timer = this.#clock.sleep(waitMs).then(() => {
      this.#timer = undefined;
      this.#release();
      this.#schedule();
    });
  }
}
