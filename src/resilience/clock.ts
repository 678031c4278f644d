import { setTimeout as delay } from 'node:timers/promises';

/** The clock of the pipelines; passed down so that tests can control it. Milliseconds. */
export interface Clock {
  now(): number;
  /** Monotonic milliseconds, unaffected by changes of the machine's clock: for measuring and waiting. */
  elapsed(): number;
  /** Resolves after `ms`; rejects at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : undefined),
};
