/** Decides when the next request may leave, for all requests of a run together. */
export interface RateLimiter {
  /** Waits for the next permit, first come first served. Rejects at once when the signal aborts. */
  acquire(signal?: AbortSignal): Promise<void>;
  /** The server answered after this latency. */
  answered(latencyMs: number): void;
  /** The server asked to slow down: all requests pause. Resolves once all who share the rate are told. */
  throttled(pauseMs: number): Promise<void>;
  /** The server asked another process that uses the same tenant to slow down. */
  pausedElsewhere(pauseMs: number): void;
  /** No answer came in time. */
  timedOut(): void;
  /** Requests per second that it allows now; Infinity if it does not limit them. */
  readonly ratePerSecond: number;
}

/** The permits of a rate that several processes share. */
export interface PermitSource {
  /**
   * Takes up to `maxPermits` permits, `intervalMs` apart: the first is for in `waitMs`, each further one for `everyMs` later. With none
   * taken, there may be some in `waitMs`.
   */
  take(
    intervalMs: number,
    maxPermits: number,
  ): Promise<{ readonly taken: number; readonly waitMs: number; readonly everyMs: number }>;
  /** No process that shares the rate sends before this time has passed. */
  pause(pauseMs: number): Promise<void>;
}

/** Runs work one after the other, in the order of the calls. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();
  #size = 0;

  /** How many calls are running or waiting. */
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
