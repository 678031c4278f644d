import type { Clock } from '../resilience/index.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';

const POLICY = DISTRIBUTED_POLICY.lease;

/** A moment by both clocks of this machine. */
interface Moment {
  readonly elapsed: number;
  readonly now: number;
}

/**
 * The right to send the rows of a chunk for some time. It ends here before it ends in the database: its time is counted from before the
 * statement was sent that took or renewed it. The monotonic clock stands still while a machine sleeps, and the time of day may be set, so
 * the lease is over when either says so.
 */
export class Lease {
  readonly #clock: Clock;
  readonly #usableMs: number;
  #since: Moment | undefined;

  /** `ms`: how long the database gives the chunk to nobody else. */
  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#usableMs = ms * (1 - POLICY.marginFraction);
  }

  /** The present moment, to be taken before the lease is asked for. */
  moment(): Moment {
    return { elapsed: this.#clock.elapsed(), now: this.#clock.now() };
  }

  /** The lease was taken or renewed by a statement that was sent after this moment. */
  extend(since: Moment): void {
    this.#since = since;
  }

  /** Another process may have the chunk. */
  end(): void {
    this.#since = undefined;
  }

  /** May a request leave now? */
  get isHeld(): boolean {
    if (this.#since === undefined) return false;
    const { elapsed, now } = this.moment();
    return elapsed - this.#since.elapsed < this.#usableMs && now - this.#since.now < this.#usableMs;
  }
}
