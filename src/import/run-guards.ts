import { SobotError } from '../api/index.ts';
import { FileError } from '../files/index.ts';
import { asLedgerError, LedgerError, type RowOutcome } from '../ledger/index.ts';
import type { CircuitBreaker } from '../resilience/index.ts';
import { IMPORT_MESSAGES } from './messages.ts';
import { IMPORT_POLICY } from './policy.ts';
import { isError } from './record/counters.ts';

const GUARD_POLICY = IMPORT_POLICY.guards;

/** How many errors a run may have: a number of rows, or a percentage of the completed rows. */
export interface ErrorLimit {
  readonly count?: number;
  readonly percent?: number;
}

/** Why a run stops that has more errors than the limit allows. `isEnd`: all rows have been processed, so a percentage is of all rows. */
export function errorLimitReached(
  { count, percent }: ErrorLimit,
  { errors, rows }: { readonly errors: number; readonly rows: number },
  isEnd = false,
): RunStopped | undefined {
  const { text } = IMPORT_MESSAGES['max-errors'];
  if (count !== undefined && errors > count) return new RunStopped('max-errors', text.count(errors, count));
  if (percent === undefined) return undefined;
  const allowed = ((isEnd ? rows : Math.max(rows, GUARD_POLICY.minPercentRows)) * percent) / 100;
  return errors > allowed ? new RunStopped('max-errors', text.percent(errors, rows, percent)) : undefined;
}

/** Watches the outcomes of rows and stops a run that does more harm than good. Counts only this process: a resumed run starts with a new allowance. */
export class RunGuards {
  readonly #concurrency: number;
  readonly #limit: ErrorLimit | undefined;
  readonly #hasSucceeded: boolean;
  readonly #breaker: CircuitBreaker | undefined;
  #sentRows = 0;
  #succeededRows = 0;
  #cause: string | undefined;
  #completedRows = 0;
  #errorRows = 0;

  /** `hasSucceeded`: an earlier process of the run had successes, so this one need not start slowly. */
  constructor(
    { concurrency, maxErrors }: { readonly concurrency: number; readonly maxErrors?: ErrorLimit | undefined },
    hasSucceeded: boolean,
    breaker: CircuitBreaker | undefined,
  ) {
    this.#concurrency = concurrency;
    this.#limit = maxErrors;
    this.#hasSucceeded = hasSucceeded;
    this.#breaker = breaker;
  }

  /** Requests that may be in flight now: few for the first rows, more with every success, and one at a time while all rows fail. */
  get concurrency(): number {
    if (this.#breaker?.isHalfOpen) return 1;
    if (this.#hasSucceeded || (this.#sentRows >= GUARD_POLICY.canaryRows && this.#succeededRows > 0))
      return this.#concurrency;
    return Math.min(this.#concurrency, GUARD_POLICY.firstConcurrency + this.#succeededRows);
  }

  /** Notes the outcome of a row that was sent, and whether its request succeeded all the same. Errors: `RunStopped` when the first twenty all failed for the same cause. */
  rowSent(outcome: RowOutcome, isAccepted = false): void {
    this.#sentRows += 1;
    if (isAccepted || !isError(outcome)) this.#succeededRows += 1;
    if (this.#hasSucceeded || this.#succeededRows > 0 || this.#sentRows > GUARD_POLICY.canaryRows) return;
    const cause = `${outcome.code} ${outcome.field ?? ''}`;
    if (this.#sentRows === 1) this.#cause = cause;
    if (this.#cause !== cause) this.#cause = undefined;
    if (this.#sentRows === GUARD_POLICY.canaryRows && this.#cause !== undefined) {
      const { firstRowsFailed } = IMPORT_MESSAGES.canary.text;
      throw new RunStopped('canary', firstRowsFailed(GUARD_POLICY.canaryRows, outcome.message ?? ''));
    }
  }

  /** Notes the outcome of any row. Errors: `RunStopped` when there are more errors than `--max-errors` allows. */
  rowCompleted(outcome: RowOutcome): void {
    this.#completedRows += 1;
    if (!isError(outcome)) return;
    this.#errorRows += 1;
    this.#requireFewErrors(false);
  }

  /** All rows have been processed: a percentage is now of all rows. Errors: `RunStopped` like `rowCompleted`. */
  allRowsCompleted(): void {
    this.#requireFewErrors(true);
  }

  #requireFewErrors(isEnd: boolean): void {
    const counted = { errors: this.#errorRows, rows: this.#completedRows };
    const reached = this.#limit && errorLimitReached(this.#limit, counted, isEnd);
    if (reached) throw reached;
  }
}

/** The run cannot continue; what was done is in the ledger, and `resume` continues from there. */
export class RunStopped extends Error {
  override name = 'RunStopped';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Why the run cannot continue, from whatever was thrown. An unexpected error stops it just as safely. */
export function asRunStopped(error: unknown): RunStopped {
  if (error instanceof RunStopped) return error;
  if (error instanceof LedgerError || error instanceof SobotError || error instanceof FileError) {
    return new RunStopped(error.code, error.message, error);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_SQLITE_ERROR') return asRunStopped(asLedgerError('ledger.db', error));
  return new RunStopped('unexpected', IMPORT_MESSAGES.unexpected.text.error(String(message ?? error)), error);
}

/** The first failure of a run as a whole: it ends the run, and later failures are its consequences. */
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

  /** What was reported first. */
  get error(): unknown {
    return this.#first?.error;
  }

  get hasFailed(): boolean {
    return this.#first !== undefined;
  }

  /** Throws what was reported, if anything was. */
  throwIfFailed(): void {
    if (this.#first) throw this.#first.error;
  }
}
