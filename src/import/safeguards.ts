import type { RowOutcome } from '../ledger/index.ts';
import { RunStopped } from './run-stopped.ts';
import { errorCount, type RowCounts } from './summary.ts';

const CANARY_ROWS = 20;
const OUTAGE_ROWS = 50;
/** A percentage means nothing before this many rows. */
const PERCENT_AFTER = 100;

/** How many errors a run may have: a number of rows or a share of those settled. */
export interface ErrorLimit {
  readonly count?: number;
  readonly percent?: number;
}

/** Watches the outcomes of rows and stops a run that only does harm. */
export class Safeguards {
  readonly #concurrency: number;
  readonly #limit: ErrorLimit | undefined;
  #sent = 0;
  #succeeded = 0;
  #cause: string | undefined;
  #outageRows = 0;

  constructor(concurrency: number, limit: ErrorLimit | undefined) {
    this.#concurrency = concurrency;
    this.#limit = limit;
  }

  /** Rows that may be in flight now: the first twenty go gently, more with every success. */
  get concurrency(): number {
    if (this.#sent >= CANARY_ROWS && this.#succeeded > 0) return this.#concurrency;
    return Math.min(this.#concurrency, 2 + this.#succeeded);
  }

  /** Notes the outcome of a row that was sent. Throws `RunStopped` when the canary died or everything fails by outage. */
  sent(outcome: RowOutcome, outage: boolean): void {
    this.#sent += 1;
    const failed = outcome.state === 'failed' || outcome.state === 'in_doubt';
    if (!failed) this.#succeeded += 1;
    this.#outageRows = failed && outage ? this.#outageRows + 1 : 0;
    if (this.#outageRows >= OUTAGE_ROWS) {
      throw new RunStopped(
        'outage',
        `${OUTAGE_ROWS} rows in a row failed because of the server or the line: ${outcome.message}`,
      );
    }
    if (this.#succeeded > 0 || this.#sent > CANARY_ROWS) return;
    const cause = `${outcome.code} ${outcome.field ?? ''}`;
    if (this.#sent === 1) this.#cause = cause;
    if (this.#cause !== cause) this.#cause = undefined;
    if (this.#sent === CANARY_ROWS && this.#cause !== undefined) {
      const message = `the first ${CANARY_ROWS} rows all failed for one reason, so the others were not sent: ${outcome.message}. Mend the mapping or the data, then import again`;
      throw new RunStopped('canary', message);
    }
  }

  /** Throws `RunStopped` when there are more errors than `--max-errors` allows. */
  checkErrors(rows: RowCounts): void {
    if (!this.#limit) return;
    const errors = errorCount(rows);
    const { count, percent } = this.#limit;
    if (count !== undefined && errors > count) {
      throw new RunStopped('max-errors', `${errors} rows did not succeed, and --max-errors allows ${count}`);
    }
    const settled = rows.read - rows.pending;
    if (percent !== undefined && settled >= PERCENT_AFTER && errors > (settled * percent) / 100) {
      throw new RunStopped(
        'max-errors',
        `${errors} of ${settled} rows did not succeed, and --max-errors allows ${percent} %`,
      );
    }
  }
}
