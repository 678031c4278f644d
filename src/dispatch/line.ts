import { SobotError } from '../sobot/errors/sobot-error.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';

/** Failures of the line in a row, no answer in between, after which it is asked whether it is up. */
const SUSPICIOUS = 10;

export interface LineOptions {
  /** A harmless read; any answer of the API means that the line is up. */
  readonly probe: () => Promise<unknown>;
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
  #failures = 0;
  #downSince: number | undefined;
  #recovery: Promise<boolean> | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** Waits until the line is up. Throws `SobotError` with the verdict `stop-run` when patience has ended. */
  async ready(): Promise<void> {
    await this.#recovery;
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

  /** A row is out of attempts: is it the row, or the line? Resolves once the line is up; says whether it had been down. */
  wasDown(error: SobotError): Promise<boolean> {
    return this.#recover(error);
  }

  #recover(error: SobotError): Promise<boolean> {
    this.#recovery ??= this.#probeUntilUp(error).finally(() => {
      this.#recovery = undefined;
    });
    this.#recovery.catch(() => {});
    return this.#recovery;
  }

  async #probeUntilUp(error: SobotError): Promise<boolean> {
    const { probe, patienceMs, clock, random, onChange } = this.#options;
    const since = this.#downSince ?? clock.now();
    let reason = error;
    for (let probes = 1; ; probes += 1) {
      const failure = await probe().then(
        () => undefined,
        (cause: unknown) => cause,
      );
      if (!(failure instanceof SobotError) || !failure.outage) {
        this.up();
        if (probes > 1) onChange?.('up', 'the server answers again');
        if (failure instanceof SobotError && failure.verdict === 'stop-run') throw failure;
        return probes > 1;
      }
      reason = failure;
      if (probes === 1) onChange?.('down', reason.message);
      if (clock.now() - since >= patienceMs) throw outage(reason, patienceMs);
      await clock.sleep(Math.min(patienceMs, 250 + backoffMs(probes, random)));
    }
  }
}

function outage(reason: SobotError, patienceMs: number): SobotError {
  const message = `the server has not answered for ${Math.round(patienceMs / 1000)} s (${reason.message}). No row is lost; once it answers again, go on with: sobot-etl resume`;
  return new SobotError(message, {
    code: 'outage',
    verdict: 'stop-run',
    notProcessed: true,
    outage: true,
    cause: reason,
  });
}
