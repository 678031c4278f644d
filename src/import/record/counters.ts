import { ERROR_STATES, MERGED_CODE, type RowOutcome, type RowState, type StateCounts } from '../../ledger/index.ts';
import { shorten, type UnsentValue } from '../../mapping/index.ts';
import { counted, t } from '../../words/index.ts';
import { IMPORT_MESSAGES } from '../messages.ts';

const MAX_CAUSES = 500;

/** Counts a run's rows and the causes of their failures as they come in. */
export class Counters {
  readonly rows: RowCounts = emptyRowCounts();
  /** How many rows this process skipped, by reason. */
  readonly skippedFor: Record<string, number> = {};
  readonly #causes = new Map<string, FailureCause>();

  /** Starts with what earlier processes of the run counted. */
  resumeFrom(before: StateCounts): void {
    for (const [state, count = 0] of Object.entries(before)) {
      this.rows[counterOf(state as RowState)] += count;
      this.rows.read += count;
    }
  }

  /** Earlier processes of the run have read so many rows, not all of which are in the ledger. */
  readBefore(rows: number): void {
    this.rows.read = rows;
    this.#countPending();
  }

  /** Takes over what the ledger counts, since other processes complete rows of the run, too. */
  replace(counts: StateCounts): void {
    for (const counter of ROW_COUNTERS) this.rows[counter] = counts[counter as RowState] ?? 0;
    this.#countPending();
  }

  #countPending(): void {
    const ended = ROW_COUNTERS.filter((counter) => counter !== 'pending');
    this.rows.pending = this.rows.read - ended.reduce((sum, counter) => sum + this.rows[counter], 0);
  }

  /** The run has read a new row. */
  read(): void {
    this.rows.read += 1;
    this.rows.pending += 1;
  }

  /** The ledger has the rows' new states on disk. */
  durable(outcomes: readonly RowOutcome[], changes: ReadonlyMap<RowState, number>): void {
    for (const [state, change] of changes) {
      this.rows[counterOf(state)] += change;
      // A row that was read is pending until it is in the ledger.
      this.rows.pending -= change;
    }
    for (const outcome of outcomes) {
      if (needsReview(outcome)) this.#addCause(outcome);
      else if (outcome.state === 'skipped' && outcome.code !== undefined) {
        this.skippedFor[outcome.code] = (this.skippedFor[outcome.code] ?? 0) + 1;
      }
    }
  }

  /** The causes in this process, most frequent first. */
  causes(limit = MAX_CAUSES): FailureCause[] {
    return [...this.#causes.values()].sort((a, b) => b.count - a.count || a.firstRow - b.firstRow).slice(0, limit);
  }

  /** The row count check: every row must be in exactly one counter, and the ledger must agree. Returns the difference, if any. */
  discrepancy(ledger: StateCounts, isComplete: boolean): string | undefined {
    const { rows } = this;
    const { unfinished, sum: sumDiffers, counter: counterDiffers, open } = IMPORT_MESSAGES.receipt.text;
    if (isComplete && rows.pending !== 0) return unfinished(rows.pending);
    const sum = ROW_COUNTERS.reduce((total, counter) => total + rows[counter], 0);
    if (sum !== rows.read) return sumDiffers(rows.read, sum);
    for (const counter of ROW_COUNTERS) {
      if (counter === 'pending') continue;
      const stored = ledger[counter] ?? 0;
      if (stored !== rows[counter]) return counterDiffers(rows[counter], counter, stored);
    }
    const unfinishedRows = (ledger.sending ?? 0) + (ledger.saved ?? 0);
    return unfinishedRows > rows.pending ? open(unfinishedRows, rows.pending) : undefined;
  }

  #addCause({ state, code = 'unknown', field = '', message = '', row }: RowOutcome): void {
    const causeKey = `${state}\n${code}\n${field}`;
    const cause = this.#causes.get(causeKey);
    if (cause) cause.count += 1;
    else if (this.#causes.size < MAX_CAUSES)
      this.#causes.set(causeKey, { state, code, field, message, firstRow: row, count: 1 });
  }
}

/** A row that is being sent counts as pending. */
function counterOf(state: RowState): keyof RowCounts {
  return state === 'sending' || state === 'saved' ? 'pending' : state;
}

/** How many rows have which outcome. Every row read is in exactly one of the other counters. */
export interface RowCounts {
  read: number;
  created: number;
  updated: number;
  done: number;
  rejected: number;
  failed: number;
  in_doubt: number;
  skipped: number;
  pending: number;
  /** For a check: rows that could be sent. `skipped` counts them too, since nothing was sent. */
  fit?: number;
}

export type RowCounter = Exclude<keyof RowCounts, 'read' | 'fit'>;

export const ROW_COUNTERS: readonly RowCounter[] = [
  'created',
  'updated',
  'done',
  'rejected',
  'failed',
  'in_doubt',
  'skipped',
  'pending',
];

export function emptyRowCounts(): RowCounts {
  return { read: 0, created: 0, updated: 0, done: 0, rejected: 0, failed: 0, in_doubt: 0, skipped: 0, pending: 0 };
}

/** Did the row not succeed? */
export function isError({ state }: { readonly state: RowState }): boolean {
  return (ERROR_STATES as readonly RowState[]).includes(state);
}

/** Is the outcome listed in `errors.csv`? So is a row that succeeded but was merged with another row's customer. */
export function needsReview(outcome: { readonly state: RowState; readonly code?: string | undefined }): boolean {
  return isError(outcome) || outcome.code === MERGED_CODE;
}

/** How many rows did not succeed. */
export function errorCount(rows: RowCounts): number {
  return rows.rejected + rows.failed + rows.in_doubt;
}

/** One reason why rows did not succeed, with the first such row. */
export interface FailureCause {
  /** `rejected`, `failed` or `in_doubt`. */
  readonly state: RowState;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly firstRow: number;
  count: number;
}

/** Maximum number of values that a notice names. */
const MAX_NAMED = 10;
/** Maximum number of distinct values; cells with more values are only counted. */
const MAX_VALUES = 500;

/** A value that the mapping leaves out, and how many rows have it. */
export interface UnsentCount {
  readonly column: string;
  readonly field: string;
  readonly value: string;
  readonly rows: number;
  readonly first_row: number;
}

/** Counts values that rows are sent without because the mapping's `values` leave them out. */
export class UnsentValueCounts {
  readonly #values = new Map<string, { -readonly [Part in keyof UnsentCount]: UnsentCount[Part] }>();
  #others = 0;

  note(row: number, values: readonly UnsentValue[] = []): void {
    for (const { field, column, text } of values) {
      const value = shorten(text);
      const name = JSON.stringify([field, value]);
      const known = this.#values.get(name);
      if (known !== undefined) known.rows += 1;
      else if (this.#values.size < MAX_VALUES)
        this.#values.set(name, { column, field, value, rows: 1, first_row: row });
      else this.#others += 1;
    }
  }

  /** The most frequent first. */
  get counts(): readonly UnsentCount[] {
    return [...this.#values.values()].sort((a, b) => b.rows - a.rows || a.first_row - b.first_row);
  }

  notices(): string[] {
    const { counts } = this;
    if (counts.length === 0) return [];
    const shown = counts.slice(0, MAX_NAMED).map(({ column, field, value, rows, first_row }) => {
      const where = column === '' ? field : column;
      return t`${where} "${value}" (${counted(rows, 'row')}, first row ${first_row})`;
    });
    const more = counts.length - shown.length;
    const others = this.#others > 0 ? t`, and ${counted(this.#others, 'cell', 'cells')} with other values` : '';
    return [
      t`Values that are not sent because the mapping leaves them out (null or blank under values): ${shown.join(', ')}${more > 0 ? t` and ${more} more values` : ''}${others}. To send them, say there what they mean.`,
    ];
  }
}
