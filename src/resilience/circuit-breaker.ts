import { SobotError } from '../api/index.ts';
import { durationText } from '../words/index.ts';
import type { Clock } from './clock.ts';
import { backoffMs, RESILIENCE_POLICY } from './policy.ts';

const POLICY = RESILIENCE_POLICY.circuitBreaker;

interface CircuitBreakerOptions {
  /** The health probe: a harmless read. Any answer of the API means that the server is there. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  /** How long the server may fail before the run is aborted. */
  readonly maxOutageMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onChange?: (state: 'down' | 'up', reason: string) => void;
}

/**
 * Holds calls back from a server that fails, so that an outage costs no row its attempts. Open, after tries that all failed: every
 * call waits, and a health probe asks again and again. Half-open, after rows that all failed although the probe is answered: rows
 * go one at a time, each after a longer wait, until one succeeds. What lasts longer than `maxOutageMs` stops the run, resumably.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #closing = new AbortController();
  #failedTries = 0;
  #failingSince: number | undefined;
  #recovery: Promise<boolean> | undefined;
  #lost: SobotError | undefined;
  #failedRows = 0;
  #rowsFailingSince = 0;
  #trials = 0;
  #rowMessage = '';

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  /** Waits until calls may leave. Throws `SobotError` with the disposition `stop-run` when the outage lasts too long; rejects when the signal aborts. */
  async ready(signal?: AbortSignal): Promise<void> {
    if (this.#lost) throw this.#lost;
    if (this.#recovery) await abortable(this.#recovery, signal);
  }

  /** The API answered a try, whatever it said. */
  answered(): void {
    this.#failedTries = 0;
    this.#failingSince = undefined;
  }

  /** A try failed because of the server or the way to it. */
  tryFailed(error: SobotError): void {
    this.#failingSince ??= this.#options.clock.elapsed();
    this.#failedTries += 1;
    if (this.#failedTries >= POLICY.maxFailedTries) this.#recover(error);
  }

  /** A call is out of attempts: is it the call, or the server? Resolves once the server is there; says whether it had been down. */
  wasDown(error: SobotError, signal?: AbortSignal): Promise<boolean> {
    return abortable(this.#recover(error), signal);
  }

  /** Do rows go one at a time? */
  get isHalfOpen(): boolean {
    return this.#failedRows >= POLICY.maxFailedRows;
  }

  /** A row came to an end for which the server is not to blame. */
  rowEnded(): void {
    this.#failedRows = 0;
    this.#trials = 0;
  }

  /** A row failed because of the server, however often it was tried. */
  rowFailed(message: string): void {
    if (this.#failedRows === 0) this.#rowsFailingSince = this.#options.clock.elapsed();
    this.#failedRows += 1;
    this.#rowMessage = message;
  }

  /** Half-open, waits before the next row is tried. Throws like `ready`; rejects when the signal aborts. */
  async waitForTrial(signal?: AbortSignal): Promise<void> {
    if (!this.isHalfOpen) return;
    const leftMs = this.#leftMs(this.#rowsFailingSince);
    if (leftMs <= 0) {
      throw outage(`${this.#failedRows} rows in a row failed because of the server: ${this.#rowMessage}`);
    }
    this.#trials += 1;
    await this.#wait(this.#trials, POLICY.minTrialWaitMs, leftMs, signal);
  }

  /** Probes no more. */
  close(): void {
    this.#closing.abort();
  }

  #recover(error: SobotError): Promise<boolean> {
    this.#recovery ??= this.#probeUntilUp(error).finally(() => {
      this.#recovery = undefined;
    });
    // Those who wait are told; whether anybody waits must not matter.
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
        const waited = durationText(maxOutageMs);
        this.#lost = outage(`the server has not answered for ${waited} (${reason.message})`, reason);
        throw this.#lost;
      }
      await this.#wait(probes, POLICY.minProbeWaitMs, leftMs, this.#closing.signal);
    }
  }

  /** Asks once; answers how that failed. */
  async #probe(): Promise<SobotError | undefined> {
    try {
      await this.#options.probe(this.#closing.signal);
    } catch (error) {
      this.#closing.signal.throwIfAborted();
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

/** The promise, or a rejection with the signal's reason as soon as it aborts. */
function abortable<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
