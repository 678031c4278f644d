import { setTimeout as delay } from 'node:timers/promises';

/** Time as the pipelines see it; passed down so that tests can hold it. Milliseconds. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`; rejects at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : undefined),
};
