import { SobotError } from '../api/index.ts';
import { durationText } from '../words/index.ts';
import { abortable } from './abortable.ts';
import type { Clock } from './clock.ts';
import { RESILIENCE_MESSAGES } from './messages.ts';
import { backoffMs, RESILIENCE_POLICY } from './policy.ts';

const POLICY = RESILIENCE_POLICY.circuitBreaker;

interface CircuitBreakerOptions {
  /** The health probe: a harmless read. Any answer from the API means that the server is up. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  /** How long the server may fail before the run is aborted. */
  readonly maxOutageMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onChange?: (state: 'down' | 'up', reason: string) => void;
}

/**
 * Holds requests back while the server fails, so that an outage does not use up the attempts of rows. Open, after consecutive failed
 * attempts: every request waits, and a health probe is repeated. Half-open, after consecutive failed rows although the probe is
 * answered: rows are sent one at a time, each after a longer wait, until one succeeds. An outage longer than `maxOutageMs` stops the
 * run, which can be resumed.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #closed = new AbortController();
  #failedAttempts = 0;
  #failingSince: number | undefined;
  #recovery: Promise<boolean> | undefined;
  #finalError: SobotError | undefined;
  #failedRows = 0;
  #rowsFailingSince = 0;
  #trials = 0;
  #rowMessage = '';

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  /** Waits until requests may leave. Errors: `SobotError` with the disposition `stop-run` when the outage lasts too long; the reason of the signal when it aborts. */
  async ready(signal?: AbortSignal): Promise<void> {
    if (this.#finalError) throw this.#finalError;
    if (this.#recovery) await abortable(this.#recovery, signal);
  }

  /** The API answered an attempt, whatever the answer. */
  answered(): void {
    this.#failedAttempts = 0;
    this.#failingSince = undefined;
  }

  /** An attempt failed because of the server or the network. */
  attemptFailed(error: SobotError): void {
    this.#failingSince ??= this.#options.clock.elapsed();
    this.#failedAttempts += 1;
    if (this.#failedAttempts >= POLICY.maxFailedAttempts) this.#recover(error);
  }

  /** A request has used up its attempts: probes whether that is due to an outage. Resolves once the server is up; returns whether it was down. */
  confirmOutage(error: SobotError, signal?: AbortSignal): Promise<boolean> {
    return abortable(this.#recover(error), signal);
  }

  /** Are rows sent one at a time? */
  get isHalfOpen(): boolean {
    return this.#failedRows >= POLICY.maxFailedRows;
  }

  /** A row was completed, and the server did not fail it. */
  rowEnded(): void {
    this.#failedRows = 0;
    this.#trials = 0;
  }

  /** A row failed because of the server, in all its attempts. */
  rowFailed(message: string): void {
    if (this.#failedRows === 0) this.#rowsFailingSince = this.#options.clock.elapsed();
    this.#failedRows += 1;
    this.#rowMessage = message;
  }

  /** While half-open, waits before the next row is tried. Errors: those of `ready`. */
  async waitForTrial(signal?: AbortSignal): Promise<void> {
    if (!this.isHalfOpen) return;
    const leftMs = this.#leftMs(this.#rowsFailingSince);
    if (leftMs <= 0) {
      throw outage(RESILIENCE_MESSAGES.outage.text.rowsFailing(this.#failedRows, this.#rowMessage));
    }
    this.#trials += 1;
    await this.#wait(this.#trials, POLICY.minTrialWaitMs, leftMs, signal);
  }

  /** A run has ended because of an outage: the next one begins without what is known of the server. */
  reset(): void {
    this.answered();
    this.rowEnded();
    this.#finalError = undefined;
  }

  /** Stops probing. */
  close(): void {
    this.#closed.abort();
  }

  #recover(error: SobotError): Promise<boolean> {
    this.#recovery ??= this.#probeUntilUp(error).finally(() => {
      this.#recovery = undefined;
    });
    // Callers that wait get the rejection; without any, it must not count as unhandled.
    this.#recovery.catch(() => {});
    return this.#recovery;
  }

  async #probeUntilUp(error: SobotError): Promise<boolean> {
    const { maxOutageMs, clock, onChange } = this.#options;
    const since = this.#failingSince ?? clock.elapsed();
    let reason = error;
    for (let probes = 1; ; probes += 1) {
      const failure = await this.#probe();
      if (!failure?.outage) {
        this.answered();
        if (probes > 1) onChange?.('up', 'the server answers again');
        if (failure?.disposition === 'stop-run') throw failure;
        return probes > 1;
      }
      reason = failure;
      if (probes === 1) onChange?.('down', reason.message);
      const leftMs = this.#leftMs(since);
      if (leftMs <= 0) {
        const { notAnswering } = RESILIENCE_MESSAGES.outage.text;
        this.#finalError = outage(notAnswering(durationText(maxOutageMs), reason.message), reason);
        throw this.#finalError;
      }
      await this.#wait(probes, POLICY.minProbeWaitMs, leftMs, this.#closed.signal);
    }
  }

  /** Probes once; returns the error if it fails. */
  async #probe(): Promise<SobotError | undefined> {
    try {
      await this.#options.probe(this.#closed.signal);
    } catch (error) {
      this.#closed.signal.throwIfAborted();
      if (!(error instanceof SobotError)) throw error;
      return error;
    }
    return undefined;
  }

  /** How much longer the outage may last. */
  #leftMs(since: number): number {
    return this.#options.maxOutageMs - (this.#options.clock.elapsed() - since);
  }

  #wait(failures: number, minMs: number, leftMs: number, signal: AbortSignal | undefined): Promise<void> {
    const { clock, random } = this.#options;
    return clock.sleep(Math.min(leftMs, minMs + backoffMs(failures, random)), signal);
  }
}

function outage(message: string, cause?: SobotError): SobotError {
  return new SobotError(message, { code: 'outage', disposition: 'stop-run', notProcessed: true, outage: true, cause });
}
