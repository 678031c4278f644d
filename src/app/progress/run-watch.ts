import { Timeline } from '../../resilience/timeline.ts';
import type { Traffic } from '../../resilience/traffic.ts';

/** What a run waits for just now, by no fault of its own. */
export type Waiting =
  | { readonly for: 'pause'; readonly leftMs: number }
  | { readonly for: 'server'; readonly reason: string };

/** Watches a run's way to the API: for its progress, and for the charts of its report. */
export class RunWatch implements Traffic {
  readonly timeline: Timeline;
  readonly #now: () => number;
  #pausedUntil = 0;
  #downBecause: string | undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.timeline = new Timeline(now);
  }

  answered(latencyMs: number): void {
    this.timeline.answered(latencyMs);
  }

  throttled(pauseMs: number): void {
    this.timeline.throttled();
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + pauseMs);
  }

  /** The line went down or came back. */
  line(state: 'down' | 'up', reason: string): void {
    this.#downBecause = state === 'down' ? reason : undefined;
  }

  get waiting(): Waiting | undefined {
    if (this.#downBecause !== undefined) return { for: 'server', reason: this.#downBecause };
    const leftMs = this.#pausedUntil - this.#now();
    return leftMs > 0 ? { for: 'pause', leftMs } : undefined;
  }
}
