import type { Clock } from './clock.ts';
import { RESILIENCE_POLICY } from './policy.ts';
import { type PermitSource, type RateLimiter, SerialQueue } from './rate-limiter.ts';

const POLICY = RESILIENCE_POLICY.adaptiveRate;

/**
 * Adapts to what the server accepts: starts at 10 requests per second, adds 10 for every answer until the first 429 or timeout and 10
 * per second afterwards, as long as the latency is stable; halves on a 429 or a timeout. The rate before a 429 is the ceiling: the
 * rate grows back to it quickly, and beyond it slowly.
 */
export class AdaptiveRateLimiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #maxRate: number;
  readonly #others: Pick<PermitSource, 'pause'> | undefined;
  readonly #queue = new SerialQueue();
  readonly #maxSavedPermits: number;
  #rate: number;
  #permits: number;
  #permitsUpdatedAt: number;
  #pausedUntil = 0;
  #isLimiting = false;
  #hasBeenHalved = false;
  #halvedAt = Number.NEGATIVE_INFINITY;
  #lowestLatencyMs = Number.POSITIVE_INFINITY;
  #previousLowestLatencyMs = Number.POSITIVE_INFINITY;
  #latencyWindowStart: number;
  #meanLatencyMs = 0;
  /** Requests per second that the server accepted when it last asked for a pause. */
  #ceiling = Number.POSITIVE_INFINITY;
  readonly #takenRate: CountedRate;
  readonly #answeredRate: CountedRate;

  /** `others` are told of pauses. */
  constructor(clock: Clock, maxPerSecond = Number.POSITIVE_INFINITY, others?: Pick<PermitSource, 'pause'>) {
    this.#clock = clock;
    this.#others = others;
    this.#maxRate = maxPerSecond;
    // Under a maximum rate permits do not accumulate, or a second could exceed it.
    this.#maxSavedPermits = maxPerSecond === Number.POSITIVE_INFINITY ? POLICY.savedPermits : 1;
    this.#permits = this.#maxSavedPermits;
    this.#rate = Math.min(POLICY.startPerSecond, maxPerSecond);
    this.#permitsUpdatedAt = clock.elapsed();
    this.#latencyWindowStart = clock.elapsed();
    this.#takenRate = new CountedRate(clock.elapsed());
    this.#answeredRate = new CountedRate(clock.elapsed());
  }

  get ratePerSecond(): number {
    return this.#rate;
  }

  async acquire(signal?: AbortSignal): Promise<void> {
    if (this.#queue.size === 0 && this.#takeNow()) return;
    this.#isLimiting = true;
    await this.#queue.run(async () => {
      signal?.throwIfAborted();
      while (!this.#takeNow()) await this.#clock.sleep(this.#waitMs(), signal);
    });
  }

  answered(latencyMs: number): void {
    this.#answeredRate.add(this.#clock.elapsed());
    // A rate that no caller waited for says nothing about what the server would accept.
    if (!this.#isLatencyStable(latencyMs) || !(this.#isLimiting || this.#queue.size > 0)) return;
    this.#isLimiting = false;
    this.#addPermits();
    // Until the first 429 or timeout every answer allows two more requests, so that the rate grows quickly for a distant server, too.
    if (!this.#hasBeenHalved && this.#maxRate === Number.POSITIVE_INFINITY) this.#permits += 2;
    this.#rate = Math.min(this.#maxRate, this.#hasBeenHalved ? this.#grown() : this.#rate + POLICY.stepPerSecond);
  }

  /** The rate after one more answer: it grows quickly up to the ceiling, slowly near it, and quickly again beyond it. */
  #grown(): number {
    const { from, to, growth, minPerSecond } = POLICY.nearCeiling;
    const [near, beyond] = [this.#ceiling * from, this.#ceiling * to];
    const after = (growthPerSecond: number) => this.#rate + growthPerSecond / Math.max(1, this.#rate);
    if (this.#rate < near) return Math.min(near, after(POLICY.stepPerSecond));
    return after(this.#rate < beyond ? Math.max(minPerSecond, this.#ceiling * growth) : POLICY.stepPerSecond);
  }

  /** Is the latency as low as in the last seconds, or high for reasons other than our requests? */
  #isLatencyStable(latencyMs: number): boolean {
    const now = this.#clock.elapsed();
    if (now - this.#latencyWindowStart > POLICY.latencyWindowMs) {
      this.#previousLowestLatencyMs = this.#lowestLatencyMs;
      this.#lowestLatencyMs = Number.POSITIVE_INFINITY;
      this.#latencyWindowStart = now;
    }
    this.#lowestLatencyMs = Math.min(this.#lowestLatencyMs, latencyMs);
    this.#meanLatencyMs = this.#meanLatencyMs === 0 ? latencyMs : this.#meanLatencyMs * 0.9 + latencyMs * 0.1;
    const lowest = Math.min(this.#lowestLatencyMs, this.#previousLowestLatencyMs);
    // The first requests are slow because of this machine; a quick answer shows that the server is not slow.
    if (Math.min(this.#meanLatencyMs, latencyMs) <= lowest * 2 + 20) return true;
    return (this.#rate * this.#meanLatencyMs) / 1000 <= POLICY.harmlessInFlight;
  }

  async throttled(pauseMs: number): Promise<void> {
    const answered = this.#answeredRate.perSecond(this.#clock.elapsed());
    this.#halve(answered > 0 ? Math.min(this.#rate, answered) : undefined);
    if (this.#pause(pauseMs)) await this.#others?.pause(pauseMs);
  }

  pausedElsewhere(pauseMs: number): void {
    this.#pause(pauseMs);
  }

  /** Returns whether the pause ends later than the one that is on. */
  #pause(pauseMs: number): boolean {
    this.#permits = 0;
    const until = this.#clock.elapsed() + pauseMs;
    if (until <= this.#pausedUntil) return false;
    this.#pausedUntil = until;
    return true;
  }

  timedOut(): void {
    this.#halve();
  }

  #halve(ceiling = Number.POSITIVE_INFINITY): void {
    const now = this.#clock.elapsed();
    if (now - this.#halvedAt < POLICY.halvingGapMs) return;
    this.#halvedAt = now;
    this.#hasBeenHalved = true;
    this.#ceiling = ceiling;
    this.#addPermits();
    this.#permits = Math.min(this.#permits, 1);
    // If the concurrency was the limit rather than the rate, half of the rate would change nothing.
    const used = Math.min(this.#rate, Math.max(1, this.#takenRate.perSecond(now)));
    this.#rate = Math.max(Math.min(POLICY.minPerSecond, this.#maxRate), used / 2);
  }

  #takeNow(): boolean {
    this.#addPermits();
    if (this.#permits < 1) return false;
    this.#permits -= 1;
    this.#takenRate.add(this.#permitsUpdatedAt);
    return true;
  }

  /** Adds the permits for the time since the last update; a pause adds none. */
  #addPermits(): void {
    const now = this.#clock.elapsed();
    const elapsedMs = now - Math.max(this.#permitsUpdatedAt, this.#pausedUntil);
    this.#permitsUpdatedAt = now;
    if (elapsedMs <= 0) return;
    const maxPermits = Math.max(this.#hasBeenHalved ? 1 : this.#maxSavedPermits, (this.#rate * POLICY.savedMs) / 1000);
    this.#permits = Math.min(Math.max(maxPermits, this.#permits), this.#permits + (elapsedMs * this.#rate) / 1000);
  }

  #waitMs(): number {
    const pauseMs = this.#pausedUntil - this.#clock.elapsed();
    if (pauseMs > 0) return pauseMs;
    return Math.min(POLICY.maxWaitMs, Math.max(1, ((1 - this.#permits) / this.#rate) * 1000));
  }
}

const RATE_WINDOW_MS = 1000;

/** How often something happened per second lately: in the last whole second, or in the current one if that is more. */
class CountedRate {
  #since: number;
  #count = 0;
  #before = 0;

  constructor(now: number) {
    this.#since = now;
  }

  add(now: number): void {
    this.#advance(now);
    this.#count += 1;
  }

  perSecond(now: number): number {
    this.#advance(now);
    return Math.max(this.#before, this.#count);
  }

  #advance(now: number): void {
    const windows = Math.floor((now - this.#since) / RATE_WINDOW_MS);
    if (windows <= 0) return;
    this.#before = windows === 1 ? this.#count : 0;
    this.#count = 0;
    this.#since += windows * RATE_WINDOW_MS;
  }
}
