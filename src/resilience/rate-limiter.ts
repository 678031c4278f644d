import type { Clock } from './clock.ts';
import { RESILIENCE_POLICY } from './policy.ts';

interface RateLimits {
  /** Requests per second, for all who share the permits. Without it the rate is found out. */
  readonly rate: number | undefined;
  /** The most requests per second, whatever the rate. */
  readonly maxRate: number | undefined;
}

/** The rate limiter that the limits ask for; `permits` opens what a fixed rate is shared by. */
export function createRateLimiter(
  { rate, maxRate = Number.POSITIVE_INFINITY }: RateLimits,
  permits: () => PermitSource,
  clock: Clock,
): RateLimiter {
  if (rate === undefined) return new AdaptiveRateLimiter(clock, maxRate);
  return new FixedRateLimiter(Math.min(rate, maxRate) * RESILIENCE_POLICY.fixedRate.usedShare, permits(), clock);
}

/** Decides when the next request may leave, for all of a run's calls together. */
export interface RateLimiter {
  /** Waits for the next permit, first come first served. Rejects at once when the signal aborts. */
  acquire(signal?: AbortSignal): Promise<void>;
  /** The server answered after so long. */
  answered(latencyMs: number): void;
  /** The server asked to slow down: everybody pauses. */
  throttled(pauseMs: number): void;
  /** No answer came in time. */
  timedOut(): void;
  /** Requests per second that it allows now; Infinity where it does not bind. */
  readonly ratePerSecond: number;
}

/** Where all who share a rate agree who sends when. Times are epoch milliseconds. */
interface PermitSource {
  /** Takes permits that are free now, at most so many; where none is, says how long that will last. */
  take(intervalMs: number, most: number): { readonly taken: number; readonly waitMs: number };
  /** Nobody who shares the rate sends before then. */
  pause(until: number): void;
}

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

const ADAPTIVE_POLICY = RESILIENCE_POLICY.adaptiveRate;

/**
 * Finds out how much the server takes: starts at 10 requests a second, adds 10 for every answer until the first
 * sign of trouble, afterwards 10 in a second, while answers come as quickly as they did; halves on a 429 or a timeout.
 * What the server took before a 429 is its ceiling: up to there the rate comes back quickly, and goes beyond it slowly.
 */
export class AdaptiveRateLimiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #queue = new SerialQueue();
  readonly #saved: number;
  #rate: number;
  #permits: number;
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
    this.#saved = maxPerSecond === Number.POSITIVE_INFINITY ? ADAPTIVE_POLICY.savedPermits : 1;
    this.#permits = this.#saved;
    this.#rate = Math.min(ADAPTIVE_POLICY.startPerSecond, maxPerSecond);
    this.#countedAt = clock.elapsed();
    this.#quickestSince = clock.elapsed();
    this.#taken = new CountedRate(clock.elapsed());
    this.#answered = new CountedRate(clock.elapsed());
  }

  get ratePerSecond(): number {
    return this.#rate;
  }

  async acquire(signal?: AbortSignal): Promise<void> {
    if (this.#queue.size === 0 && this.#takeNow()) return;
    this.#bound = true;
    await this.#queue.run(async () => {
      signal?.throwIfAborted();
      while (!this.#takeNow()) await this.#clock.sleep(this.#waitMs(), signal);
    });
  }

  answered(latencyMs: number): void {
    this.#answered.add(this.#clock.elapsed());
    // A rate that nobody waited for says nothing about what the server would take.
    if (!this.#isFlat(latencyMs) || !(this.#bound || this.#queue.size > 0)) return;
    this.#bound = false;
    this.#count();
    // Until the first trouble every answer makes room for two, so that a far server is not found out at a crawl.
    if (!this.#troubled && this.#max === Number.POSITIVE_INFINITY) this.#permits += 2;
    this.#rate = Math.min(this.#max, this.#troubled ? this.#grown() : this.#rate + ADAPTIVE_POLICY.stepPerSecond);
  }

  /** The rate after one more answer: quickly up to the ceiling, slowly beside it, and quickly again where it was none. */
  #grown(): number {
    const { from, to, growth, minPerSecond } = ADAPTIVE_POLICY.nearCeiling;
    const [near, beyond] = [this.#ceiling * from, this.#ceiling * to];
    const after = (growthPerSecond: number) => this.#rate + growthPerSecond / Math.max(1, this.#rate);
    if (this.#rate < near) return Math.min(near, after(ADAPTIVE_POLICY.stepPerSecond));
    return after(this.#rate < beyond ? Math.max(minPerSecond, this.#ceiling * growth) : ADAPTIVE_POLICY.stepPerSecond);
  }

  /** Do answers come as quickly as they did in the last seconds, or so slowly for reasons that are not ours? */
  #isFlat(latencyMs: number): boolean {
    const now = this.#clock.elapsed();
    if (now - this.#quickestSince > ADAPTIVE_POLICY.latencyWindowMs) {
      this.#quickestBefore = this.#quickest;
      this.#quickest = Number.POSITIVE_INFINITY;
      this.#quickestSince = now;
    }
    this.#quickest = Math.min(this.#quickest, latencyMs);
    this.#usual = this.#usual === 0 ? latencyMs : this.#usual * 0.9 + latencyMs * 0.1;
    const quickest = Math.min(this.#quickest, this.#quickestBefore);
    // The first calls are slow for reasons of this machine's own; a quick answer shows that the server is not.
    if (Math.min(this.#usual, latencyMs) <= quickest * 2 + 20) return true;
    return (this.#rate * this.#usual) / 1000 <= ADAPTIVE_POLICY.harmlessInFlight;
  }

  throttled(pauseMs: number): void {
    const answered = this.#answered.perSecond(this.#clock.elapsed());
    this.#halve(answered > 0 ? Math.min(this.#rate, answered) : undefined);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.elapsed() + pauseMs);
    this.#permits = 0;
  }

  timedOut(): void {
    this.#halve();
  }

  #halve(ceiling = Number.POSITIVE_INFINITY): void {
    const now = this.#clock.elapsed();
    if (now - this.#halvedAt < ADAPTIVE_POLICY.halvingGapMs) return;
    this.#halvedAt = now;
    this.#troubled = true;
    this.#ceiling = ceiling;
    this.#count();
    this.#permits = Math.min(this.#permits, 1);
    // Where not the rate but the concurrency was the limit, half of the rate would change nothing.
    const used = Math.min(this.#rate, Math.max(1, this.#taken.perSecond(now)));
    this.#rate = Math.max(Math.min(ADAPTIVE_POLICY.minPerSecond, this.#max), used / 2);
  }

  #takeNow(): boolean {
    this.#count();
    if (this.#permits < 1) return false;
    this.#permits -= 1;
    this.#taken.add(this.#countedAt);
    return true;
  }

  /** Adds the permits that time has brought since the last count; a pause brings none. */
  #count(): void {
    const now = this.#clock.elapsed();
    const elapsedMs = now - Math.max(this.#countedAt, this.#pausedUntil);
    this.#countedAt = now;
    if (elapsedMs <= 0) return;
    const most = Math.max(this.#troubled ? 1 : this.#saved, (this.#rate * ADAPTIVE_POLICY.savedMs) / 1000);
    this.#permits = Math.min(Math.max(most, this.#permits), this.#permits + (elapsedMs * this.#rate) / 1000);
  }

  #waitMs(): number {
    const pauseMs = this.#pausedUntil - this.#clock.elapsed();
    if (pauseMs > 0) return pauseMs;
    return Math.min(ADAPTIVE_POLICY.maxWaitMs, Math.max(1, ((1 - this.#permits) / this.#rate) * 1000));
  }
}

const RATE_WINDOW_MS = 1000;

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
    const windows = Math.floor((now - this.#since) / RATE_WINDOW_MS);
    if (windows <= 0) return;
    this.#before = windows === 1 ? this.#count : 0;
    this.#count = 0;
    this.#since += windows * RATE_WINDOW_MS;
  }
}

/** Lets callers do something one after the other, in the order in which they came. */
class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();
  #size = 0;

  /** How many are at it or wait. */
  get size(): number {
    return this.#size;
  }

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#size += 1;
    const turn = this.#last.then(work).finally(() => {
      this.#size -= 1;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
