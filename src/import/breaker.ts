import { backoffMs } from '../dispatch/backoff.ts';
import type { Clock } from '../dispatch/clock.ts';
import { RunStopped } from './run-stopped.ts';

/** Rows in a row that fail because of the server or the line before the run pauses. */
const OUTAGE_ROWS = 50;
const LEAST_PAUSE_MS = 1000;

/**
 * Pauses a run when every row fails although the server answers harmless reads: rows then go one at a time, each after a
 * longer pause, until one succeeds or patience ends.
 */
export class Breaker {
  readonly #patienceMs: number;
  readonly #clock: Clock;
  readonly #random: () => number;
  #rows = 0;
  #since = 0;
  #pauses = 0;
  #message = '';

  constructor(patienceMs: number, clock: Clock, random: () => number) {
    this.#patienceMs = patienceMs;
    this.#clock = clock;
    this.#random = random;
  }

  get isOpen(): boolean {
    return this.#rows >= OUTAGE_ROWS;
  }

  /** Notes a row's end: `outage` if it failed by no fault of its own. */
  noted(outage: boolean, message = ''): void {
    if (this.#rows === 0) this.#since = this.#clock.now();
    this.#rows = outage ? this.#rows + 1 : 0;
    this.#message = message;
    if (!outage) this.#pauses = 0;
  }

  /** Waits before the next row may try. Throws `RunStopped` when patience has ended; rejects when the signal aborts. */
  async pause(signal: AbortSignal | undefined): Promise<void> {
    if (!this.isOpen) return;
    const leftMs = this.#patienceMs - (this.#clock.now() - this.#since);
    if (leftMs <= 0) {
      throw new RunStopped('outage', `${this.#rows} rows in a row failed because of the server: ${this.#message}`);
    }
    this.#pauses += 1;
    await this.#clock.sleep(Math.min(leftMs, LEAST_PAUSE_MS + backoffMs(this.#pauses, this.#random)), signal);
  }
}
