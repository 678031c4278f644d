import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/resilience/clock.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  #jumpedBy = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#now + this.#jumpedBy;
  }

  elapsed(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (end: () => void) => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
        end();
      };
      const abort = () => leave(() => reject(signal?.reason));
      const sleeper = { until: this.#now + ms, wake: () => leave(resolve) };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', abort);
      this.#sleepers.add(sleeper);
    });
  }

  /** Sets the time of day forward (or back) while no time passes. */
  jump(ms: number): void {
    this.#jumpedBy += ms;
  }

  /** Lets time pass; sleepers wake exactly on time, and what they then do is done before more time passes. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await nextTurn();
      const next = [...this.#sleepers].sort((a, b) => a.until - b.until)[0];
      if (!next || next.until > end) break;
      this.#now = Math.max(this.#now, next.until);
      next.wake();
    }
    this.#now = end;
    await nextTurn();
  }
}
