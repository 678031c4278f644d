import type { Clock } from './clock.ts';
import { InTurn } from './in-turn.ts';
import type { Pace } from './pace.ts';

const START_PER_SECOND = 10;
const STEP_PER_SECOND = 10;
/** Near the rate at which the server last asked for a pause the rate grows slowly: a pause costs more than the last hundredths bring. */
const NEAR_CEILING = { from: 0.93, to: 1.1, growth: 0.002, leastPerSecond: 0.05 };
const LEAST_PER_SECOND = 0.5;
/** Places that may be saved up: a few, or what a timer's grain of 10 ms would lose. */
const SAVED_PLACES = 4;
const SAVED_MS = 10;
/** A crowd that is refused together halves the rate once, not once each. */
const HALVING_GAP_MS = 1000;
/** The quickest of older answers says nothing about the line as it is now. */
const LINE_MS = 5000;
/** So many requests on their way at once cannot be what slows the server down. */
const HARMLESS = 2;
/** Who waits looks again this often, since the rate may have grown. */
const LOOK_AGAIN_MS = 10;

/**
 * Finds out how much the server takes: starts at 10 requests a second, adds 10 for every answer until the first
 * sign of trouble, afterwards 10 in a second, while answers come as quickly as they did; halves on a 429 or a timeout.
 * What the server took before a 429 is its ceiling: up to there the rate comes back quickly, and goes beyond it slowly.
 */
export class AdaptivePace implements Pace {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #turns = new InTurn();
  readonly #saved: number;
  #rate: number;
  #places: number;
  #countedAt: number;
  #pausedUntil = 0;
  #bound = false;
  #troubled = false;
  #halvedAt = Number.NEGATIVE_INFINITY;
  #quickest = Number.POSITIVE_INFINITY;
  #quickestBefore = Number.POSITIVE_INFINITY;
  #quickestSince: number;
  #usual = 0;
  /** What the server took in a second when it last asked for a pause. */
  #ceiling = Number.POSITIVE_INFINITY;
  readonly #taken: CountedRate;
  readonly #answered: CountedRate;

  constructor(clock: Clock, maxPerSecond = Number.POSITIVE_INFINITY) {
    this.#clock = clock;
    this.#max = maxPerSecond;
    // Under a limit nothing is saved up, or a second could exceed it.
    this.#saved = maxPerSecond === Number.POSITIVE_INFINITY ? SAVED_PLACES : 1;
    this.#places = this.#saved;
    this.#rate = Math.min(START_PER_SECOND, maxPerSecond);
    this.#countedAt = clock.now();
    this.#quickestSince = clock.now();
    this.#taken = new CountedRate(clock.now());
    this.#answered = new CountedRate(clock.now());
  }

  get ratePerSecond(): number {
    return this.#rate;
  }

  async take(signal?: AbortSignal): Promise<void> {
    if (this.#turns.size === 0 && this.#takeNow()) return;
    this.#bound = true;
    await this.#turns.run(async () => {
      signal?.throwIfAborted();
      while (!this.#takeNow()) await this.#clock.sleep(this.#waitMs(), signal);
    });
  }

  answered(latencyMs: number): void {
    this.#answered.add(this.#clock.now());
    // A rate that nobody waited for says nothing about what the server would take.
    if (!this.#isFlat(latencyMs) || !(this.#bound || this.#turns.size > 0)) return;
    this.#bound = false;
    this.#count();
    // Until the first trouble every answer makes room for two, so that a far server is not found out at a crawl.
    if (!this.#troubled && this.#max === Number.POSITIVE_INFINITY) this.#places += 2;
    this.#rate = Math.min(this.#max, this.#troubled ? this.#grown() : this.#rate + STEP_PER_SECOND);
  }

  /** The rate after one more answer: quickly up to the ceiling, slowly beside it, and quickly again where it was none. */
  #grown(): number {
    const { from, to, growth, leastPerSecond } = NEAR_CEILING;
    const [near, beyond] = [this.#ceiling * from, this.#ceiling * to];
    const after = (growthPerSecond: number) => this.#rate + growthPerSecond / Math.max(1, this.#rate);
    if (this.#rate < near) return Math.min(near, after(STEP_PER_SECOND));
    return after(this.#rate < beyond ? Math.max(leastPerSecond, this.#ceiling * growth) : STEP_PER_SECOND);
  }

  /** Do answers come as quickly as they did in the last seconds, or so slowly for reasons that are not ours? */
  #isFlat(latencyMs: number): boolean {
    const now = this.#clock.now();
    if (now - this.#quickestSince > LINE_MS) {
      this.#quickestBefore = this.#quickest;
      this.#quickest = Number.POSITIVE_INFINITY;
      this.#quickestSince = now;
    }
    this.#quickest = Math.min(this.#quickest, latencyMs);
    this.#usual = this.#usual === 0 ? latencyMs : this.#usual * 0.9 + latencyMs * 0.1;
    const quickest = Math.min(this.#quickest, this.#quickestBefore);
    // The first calls are slow for reasons of this machine's own; a quick answer shows that the server is not.
    if (Math.min(this.#usual, latencyMs) <= quickest * 2 + 20) return true;
    return (this.#rate * this.#usual) / 1000 <= HARMLESS;
  }

  throttled(pauseMs: number): void {
    const answered = this.#answered.perSecond(this.#clock.now());
    this.#halve(answered > 0 ? Math.min(this.#rate, answered) : undefined);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + pauseMs);
    this.#places = 0;
  }

  timedOut(): void {
    this.#halve();
  }

  #halve(ceiling = Number.POSITIVE_INFINITY): void {
    const now = this.#clock.now();
    if (now - this.#halvedAt < HALVING_GAP_MS) return;
    this.#halvedAt = now;
    this.#troubled = true;
    this.#ceiling = ceiling;
    this.#count();
    this.#places = Math.min(this.#places, 1);
    // Where not the rate but the concurrency was the limit, half of the rate would change nothing.
    const used = Math.min(this.#rate, Math.max(1, this.#taken.perSecond(now)));
    this.#rate = Math.max(Math.min(LEAST_PER_SECOND, this.#max), used / 2);
  }

  #takeNow(): boolean {
    this.#count();
    if (this.#places < 1) return false;
    this.#places -= 1;
    this.#taken.add(this.#countedAt);
    return true;
  }

  /** Adds the places that time has brought since the last count; a pause brings none. */
  #count(): void {
    const now = this.#clock.now();
    const elapsedMs = now - Math.max(this.#countedAt, this.#pausedUntil);
    this.#countedAt = now;
    if (elapsedMs <= 0) return;
    const most = Math.max(this.#troubled ? 1 : this.#saved, (this.#rate * SAVED_MS) / 1000);
    this.#places = Math.min(Math.max(most, this.#places), this.#places + (elapsedMs * this.#rate) / 1000);
  }

  #waitMs(): number {
    const pauseMs = this.#pausedUntil - this.#clock.now();
    if (pauseMs > 0) return pauseMs;
    return Math.min(LOOK_AGAIN_MS, Math.max(1, ((1 - this.#places) / this.#rate) * 1000));
  }
}

const WINDOW_MS = 1000;

/** How often something happened in a second lately: in the last whole second, or in this one where that was more. */
class CountedRate {
  #since: number;
  #count = 0;
  #before = 0;

  constructor(now: number) {
    this.#since = now;
  }

  add(now: number): void {
    this.#turn(now);
    this.#count += 1;
  }

  perSecond(now: number): number {
    this.#turn(now);
    return Math.max(this.#before, this.#count);
  }

  #turn(now: number): void {
    const windows = Math.floor((now - this.#since) / WINDOW_MS);
    if (windows <= 0) return;
    this.#before = windows === 1 ? this.#count : 0;
    this.#count = 0;
    this.#since += windows * WINDOW_MS;
  }
}
