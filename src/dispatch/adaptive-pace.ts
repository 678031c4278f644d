import type { Clock } from './clock.ts';
import { type Pace, Pause } from './pace.ts';

const START_PER_SECOND = 10;
const STEP_PER_SECOND = 10;
const LEAST_PER_SECOND = 0.5;
/** Requests may leave this much ahead of their even spacing: a timer is no finer. */
const SLACK_MS = 8;
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
  #next = 0;
  #waited = false;
  #troubled = false;
  #halvedAt = Number.NEGATIVE_INFINITY;
  #quickest = Number.POSITIVE_INFINITY;
  #usual = 0;

  constructor(clock: Clock, maxPerSecond = Number.POSITIVE_INFINITY) {
    this.#clock = clock;
    this.#max = maxPerSecond;
    this.#rate = Math.min(START_PER_SECOND, maxPerSecond);
    this.#pause = new Pause(clock);
  }

  get ratePerSecond(): number {
    return this.#rate;
  }

  async take(signal?: AbortSignal): Promise<void> {
    await this.#pause.wait(signal);
    const now = this.#clock.now();
    const place = Math.max(this.#next, now - SLACK_MS);
    this.#next = place + 1000 / this.#rate;
    if (place <= now) return;
    this.#waited = true;
    await this.#clock.sleep(place - now, signal);
    await this.#pause.wait(signal);
  }

  answered(latencyMs: number): void {
    this.#quickest = Math.min(this.#quickest, latencyMs);
    this.#usual = this.#usual === 0 ? latencyMs : this.#usual * 0.9 + latencyMs * 0.1;
    const flat = this.#usual <= this.#quickest * 2 + 20;
    // A rate that nobody waited for says nothing about what the server would take.
    if (!flat || !this.#waited) return;
    this.#waited = false;
    const step = this.#troubled ? STEP_PER_SECOND / Math.max(1, this.#rate) : STEP_PER_SECOND;
    this.#rate = Math.min(this.#max, this.#rate + step);
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
    this.#rate = Math.max(LEAST_PER_SECOND, this.#rate / 2);
  }
}
