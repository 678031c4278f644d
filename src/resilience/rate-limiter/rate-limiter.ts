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
export interface PermitSource {
  /** Takes permits that are free now, at most so many; where none is, says how long that will last. */
  take(intervalMs: number, most: number): { readonly taken: number; readonly waitMs: number };
  /** Nobody who shares the rate sends before then. */
  pause(until: number): void;
}
