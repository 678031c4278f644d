/** Decides when the next request may leave, for all of a run's calls together. */
export interface Pace {
  /** Waits for the next free place in time, first come first served. Rejects at once when the signal aborts. */
  take(signal?: AbortSignal): Promise<void>;
  /** The server answered after so long. */
  answered(latencyMs: number): void;
  /** The server asked to slow down: everybody pauses. */
  throttled(pauseMs: number): void;
  /** No answer came in time. */
  timedOut(): void;
  /** Requests per second that it allows now; Infinity where it does not bind. */
  readonly ratePerSecond: number;
}
