import type { Clock } from './clock.ts';
import { RESILIENCE_POLICY } from './policy.ts';
import { type PermitSource, type RateLimiter, SerialQueue } from './rate-limiter.ts';

const POLICY = RESILIENCE_POLICY.fixedRate;

/**
 * Evenly spaced requests at a given rate, shared by several processes. A permit is for the moment at which its request leaves: a
 * caller that wakes up late gets a later permit, a caller that gives up takes none, and permits whose time has passed are void.
 */
export class FixedRateLimiter implements RateLimiter {
  readonly ratePerSecond: number;
  readonly #source: PermitSource;
  readonly #clock: Clock;
  readonly #queue = new SerialQueue();
  #permits = 0;
  /** When the next permit may be used, by the monotonic clock. */
  #nextAt = 0;
  #everyMs = 0;
  #pausedUntil = 0;

  constructor(ratePerSecond: number, source: PermitSource, clock: Clock) {
    this.ratePerSecond = ratePerSecond;
    this.#source = source;
    this.#clock = clock;
  }

  acquire(signal?: AbortSignal): Promise<void> {
    return this.#queue.run(async () => {
      for (let waitMs = await this.#waitMs(); waitMs > 0; waitMs = await this.#waitMs()) {
        await this.#clock.sleep(Math.ceil(waitMs), signal);
      }
      signal?.throwIfAborted();
      this.#permits -= 1;
      this.#nextAt += this.#everyMs;
    });
  }

  answered(): void {}

  async throttled(pauseMs: number): Promise<void> {
    if (this.#pause(pauseMs)) await this.#source.pause(pauseMs);
  }

  pausedElsewhere(pauseMs: number): void {
    this.#pause(pauseMs);
  }

  timedOut(): void {}

  /** Returns whether the pause ends later than the one that is on. */
  #pause(pauseMs: number): boolean {
    const until = this.#clock.elapsed() + pauseMs;
    if (until <= this.#pausedUntil) return false;
    this.#pausedUntil = until;
    this.#permits = 0;
    return true;
  }

  /** How long until a permit may be free: 0 if there is one. */
  async #waitMs(): Promise<number> {
    const pauseMs = this.#pausedUntil - this.#clock.elapsed();
    if (pauseMs > 0) return pauseMs;
    this.#dropLatePermits();
    if (this.#permits > 0) return Math.max(0, this.#nextAt - this.#clock.elapsed());
    const pausedBefore = this.#pausedUntil;
    // Takes permits for all waiting callers at once.
    const { taken, waitMs, everyMs } = await this.#source.take(1000 / this.ratePerSecond, this.#queue.size);
    // A pause that began meanwhile ends all permits.
    if (this.#pausedUntil !== pausedBefore) return this.#waitMs();
    this.#permits = taken;
    this.#nextAt = this.#clock.elapsed() + waitMs;
    this.#everyMs = everyMs;
    return taken > 0 ? waitMs : Math.max(1, waitMs);
  }

  #dropLatePermits(): void {
    if (this.#permits === 0 || this.#everyMs === 0) return;
    const lateMs = this.#clock.elapsed() - this.#nextAt - POLICY.lateTimerMs;
    const late = Math.min(this.#permits, Math.ceil(lateMs / this.#everyMs));
    if (late <= 0) return;
    this.#permits -= late;
    this.#nextAt += late * this.#everyMs;
  }
}
