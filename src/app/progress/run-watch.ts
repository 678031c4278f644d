import { RequestMetrics } from '../../resilience/timeline.ts';
import type { RequestObserver } from '../../resilience/traffic.ts';

/** What a run waits for just now, by no fault of its own. */
export type Waiting =
  | { readonly for: 'pause'; readonly leftMs: number }
  | { readonly for: 'server'; readonly reason: string };

/** Watches a run's way to the API: for its progress, and for the charts of its report. */
export class RunMonitor implements RequestObserver {
  readonly metrics: RequestMetrics;
  readonly #now: () => number;
  #pausedUntil = 0;
  #downBecause: string | undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.metrics = new RequestMetrics(now);
  }

  answered(latencyMs: number): void {
    this.metrics.answered(latencyMs);
  }

  throttled(pauseMs: number): void {
    this.metrics.throttled();
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + pauseMs);
  }

  /** The line went down or came back. */
  serverStateChanged(state: 'down' | 'up', reason: string): void {
    this.#downBecause = state === 'down' ? reason : undefined;
  }

  get waiting(): Waiting | undefined {
    if (this.#downBecause !== undefined) return { for: 'server', reason: this.#downBecause };
    const leftMs = this.#pausedUntil - this.#now();
    return leftMs > 0 ? { for: 'pause', leftMs } : undefined;
  }
}
