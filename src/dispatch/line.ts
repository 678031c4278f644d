import { SobotError } from '../sobot/errors/sobot-error.ts';
import { durationText } from '../words/time-text.ts';
import { abortable } from './abortable.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';

/** Failures of the line in a row, no answer in between, after which it is asked whether it is up. */
const SUSPICIOUS = 10;
const LEAST_WAIT_MS = 250;

export interface LineOptions {
  /** A harmless read; any answer of the API means that the line is up. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  /** How long the line may be down before the run is aborted. */
  readonly patienceMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onChange?: (state: 'down' | 'up', reason: string) => void;
}

/**
 * Is the server reachable at all? While it is not, everybody waits here and one harmless read asks again and again,
 * so that an outage costs no row its attempts; when patience ends, the run stops and can be resumed.
 */
export class Line {
  readonly #options: LineOptions;
  readonly #closing = new AbortController();
  #failures = 0;
  #downSince: number | undefined;
  #recovery: Promise<boolean> | undefined;
  #lost: SobotError | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** Waits until the line is up. Throws `SobotError` with the verdict `stop-run` when patience has ended; rejects when the signal aborts. */
  async ready(signal?: AbortSignal): Promise<void> {
    if (this.#lost) throw this.#lost;
    if (this.#recovery) await abortable(this.#recovery, signal);
  }

  /** The API answered, whatever it said. */
  up(): void {
    this.#failures = 0;
    this.#downSince = undefined;
  }

  /** A try failed by the line. */
  down(error: SobotError): void {
    this.#downSince ??= this.#options.clock.now();
    this.#failures += 1;
    if (this.#failures >= SUSPICIOUS) this.#recover(error);
  }

  /** A call is out of attempts: is it the call, or the line? Resolves once the line is up; says whether it had been down. */
  wasDown(error: SobotError, signal?: AbortSignal): Promise<boolean> {
    return abortable(this.#recover(error), signal);
  }

  /** Asks no more. */
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
    const { patienceMs, clock, random, onChange } = this.#options;
    const since = this.#downSince ?? clock.now();
    let reason = error;
    for (let probes = 1; ; probes += 1) {
      const failure = await this.#probe();
      if (!failure?.outage) {
        this.up();
        if (probes > 1) onChange?.('up', 'the server answers again');
        if (failure?.verdict === 'stop-run') throw failure;
        return probes > 1;
      }
      reason = failure;
      if (probes === 1) onChange?.('down', reason.message);
      const leftMs = patienceMs - (clock.now() - since);
      if (leftMs <= 0) {
        this.#lost = outage(reason, patienceMs);
        throw this.#lost;
      }
      await clock.sleep(Math.min(leftMs, LEAST_WAIT_MS + backoffMs(probes, random)), this.#closing.signal);
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
}

function outage(reason: SobotError, patienceMs: number): SobotError {
  const message = `the server has not answered for ${durationText(patienceMs)} (${reason.message})`;
  return new SobotError(message, {
    code: 'outage',
    verdict: 'stop-run',
    notProcessed: true,
    outage: true,
    cause: reason,
  });
}
