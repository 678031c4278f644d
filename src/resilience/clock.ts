import { setTimeout as delay } from 'node:timers/promises';

/** Time as the pipelines see it; passed down so that tests can hold it. Milliseconds. */
export interface Clock {
  now(): number;
  /** Milliseconds since some moment, whatever happens to the machine's clock meanwhile: for what is measured and waited for. */
  elapsed(): number;
  /** Resolves after `ms`; rejects at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : undefined),
};
