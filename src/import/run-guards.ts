import { SobotError } from '../api/index.ts';
import { FileError } from '../files/index.ts';
import { asLedgerError, LedgerError, type RowOutcome } from '../ledger/index.ts';
import type { CircuitBreaker } from '../resilience/index.ts';
import { counted } from '../words/index.ts';
import { IMPORT_POLICY } from './policy.ts';
import { isError } from './record/counters.ts';

const GUARD_POLICY = IMPORT_POLICY.guards;

/** How many errors a run may have: a number of rows or a share of those settled. */
export interface ErrorLimit {
  readonly count?: number;
  readonly percent?: number;
}

/** Watches the outcomes of rows and stops a run that only does harm. Counts what this process does: a resumed run has a new allowance. */
export class RunGuards {
  readonly #concurrency: number;
  readonly #limit: ErrorLimit | undefined;
  readonly #isProved: boolean;
  readonly #breaker: CircuitBreaker | undefined;
  #sent = 0;
  #succeeded = 0;
  #cause: string | undefined;
  #settled = 0;
  #errors = 0;

  /** `isProved`: an earlier process of the run had successes, so that it need not begin gently. */
  constructor(
    { concurrency, maxErrors }: { readonly concurrency: number; readonly maxErrors?: ErrorLimit | undefined },
    isProved: boolean,
    breaker: CircuitBreaker | undefined,
  ) {
    this.#concurrency = concurrency;
    this.#limit = maxErrors;
    this.#isProved = isProved;
    this.#breaker = breaker;
  }

  /** Calls that may be in flight now: the first rows go gently, more with every success, and one at a time while all fail. */
  get concurrency(): number {
    if (this.#breaker?.isHalfOpen) return 1;
    if (this.#isProved || (this.#sent >= GUARD_POLICY.canaryRows && this.#succeeded > 0)) return this.#concurrency;
    return Math.min(this.#concurrency, GUARD_POLICY.firstConcurrency + this.#succeeded);
  }

  /** Notes the outcome of a row that was sent. Throws `RunStopped` when the first twenty all failed for one cause. */
  sent(outcome: RowOutcome): void {
    this.#sent += 1;
    if (!isError(outcome)) this.#succeeded += 1;
    if (this.#isProved || this.#succeeded > 0 || this.#sent > GUARD_POLICY.canaryRows) return;
    const cause = `${outcome.code} ${outcome.field ?? ''}`;
    if (this.#sent === 1) this.#cause = cause;
    if (this.#cause !== cause) this.#cause = undefined;
    if (this.#sent === GUARD_POLICY.canaryRows && this.#cause !== undefined) {
      const message = `the first ${GUARD_POLICY.canaryRows} rows all failed for one reason, so the others were not sent: ${outcome.message}`;
      throw new RunStopped('canary', message);
    }
  }

  /** Notes the outcome of any row. Throws `RunStopped` when there are more errors than `--max-errors` allows. */
  settled(outcome: RowOutcome): void {
    this.#settled += 1;
    if (!isError(outcome)) return;
    this.#errors += 1;
    const { count, percent } = this.#limit ?? {};
    if (count !== undefined && this.#errors > count) {
      throw new RunStopped(
        'max-errors',
        `${counted(this.#errors, 'row')} did not succeed, and --max-errors allows ${count}`,
      );
    }
    if (percent !== undefined) this.#requireShare(percent, Math.max(this.#settled, GUARD_POLICY.minPercentRows));
  }

  /** No row is left: a percentage is now one of all rows. Throws `RunStopped` like `settled`. */
  finished(): void {
    const { percent } = this.#limit ?? {};
    if (percent !== undefined) this.#requireShare(percent, this.#settled);
  }

  #requireShare(percent: number, rows: number): void {
    if (this.#errors <= (rows * percent) / 100) return;
    const message = `${this.#errors} of ${counted(this.#settled, 'row')} did not succeed, and --max-errors allows ${percent} %`;
    throw new RunStopped('max-errors', message);
  }
}

/** The run cannot go on; what was done is kept, and `resume` goes on from there. */
export class RunStopped extends Error {
  override name = 'RunStopped';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Why the run cannot go on, from whatever was thrown. What nobody expected stops it just as safely. */
export function asRunStopped(error: unknown): RunStopped {
  if (error instanceof RunStopped) return error;
  if (error instanceof LedgerError || error instanceof SobotError || error instanceof FileError) {
    return new RunStopped(error.code, error.message, error);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_SQLITE_ERROR') return asRunStopped(asLedgerError('ledger.db', error));
  return new RunStopped('unexpected', `sobot-etl met something that it did not expect: ${message ?? error}`, error);
}

/** The first thing that went wrong with a run as a whole, wherever that was: it ends the run, and later ones are its echoes. */
export class RunFailure {
  readonly #halt: (() => void) | undefined;
  #first: { readonly error: unknown } | undefined;

  /** `halt` is called once, when something fails. */
  constructor(halt: (() => void) | undefined) {
    this.#halt = halt;
  }

  report(error: unknown): void {
    if (this.#first) return;
    this.#first = { error };
    this.#halt?.();
  }

  get hasFailed(): boolean {
    return this.#first !== undefined;
  }

  /** Throws what was reported, if anything was. */
  throwIfFailed(): void {
    if (this.#first) throw this.#first.error;
  }
}
