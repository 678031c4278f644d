import { ERROR_STATES, MERGED_CODE, type RowOutcome, type RowState, type StateCounts } from '../../ledger/index.ts';
import { shorten, type UnsentValue } from '../../mapping/index.ts';
import { counted } from '../../words/index.ts';

const MAX_CAUSES = 500;

/** Counts a run's rows and the causes of their failures while they come in. */
export class Counters {
  readonly rows: RowCounts = emptyRowCounts();
  /** Why rows were skipped that this process met, with how many. */
  readonly skippedFor: Record<string, number> = {};
  readonly #causes = new Map<string, FailureCause>();

  /** Begins with what earlier processes of the run counted. */
  resumeFrom(before: StateCounts): void {
    for (const [state, count = 0] of Object.entries(before)) {
      this.rows[counterOf(state as RowState)] += count;
      this.rows.read += count;
    }
  }

  /** A row was read that the run has not met before. */
  read(): void {
    this.rows.read += 1;
    this.rows.pending += 1;
  }

  /** The ledger has the rows' new states on disk. */
  durable(outcomes: readonly RowOutcome[], changes: ReadonlyMap<RowState, number>): void {
    for (const [state, change] of changes) {
      this.rows[counterOf(state)] += change;
      // Until it stands in the ledger a row is pending for having been read.
      this.rows.pending -= change;
    }
    for (const outcome of outcomes) {
      if (needsReview(outcome)) this.#blame(outcome);
      else if (outcome.state === 'skipped' && outcome.code !== undefined) {
        this.skippedFor[outcome.code] = (this.skippedFor[outcome.code] ?? 0) + 1;
      }
    }
  }

  /** The causes that this process met, most frequent first. */
  causes(limit = MAX_CAUSES): FailureCause[] {
    return [...this.#causes.values()].sort((a, b) => b.count - a.count || a.firstRow - b.firstRow).slice(0, limit);
  }

  /** Does every row stand in exactly one counter, and does the ledger say the same? Answers what does not add up. */
  discrepancy(ledger: StateCounts, isComplete: boolean): string | undefined {
    const { rows } = this;
    if (isComplete && rows.pending !== 0)
      return `${counted(rows.pending, 'row was', 'rows were')} read and came to no end`;
    const sum = ROW_COUNTERS.reduce((total, counter) => total + rows[counter], 0);
    if (sum !== rows.read) return `${counted(rows.read, 'row was', 'rows were')} read, but ${sum} accounted for`;
    for (const counter of ROW_COUNTERS) {
      if (counter === 'pending') continue;
      const kept = ledger[counter] ?? 0;
      if (kept !== rows[counter])
        return `${counted(rows[counter], 'row was', 'rows were')} counted as ${counter}, but the ledger has ${kept}`;
    }
    const begun = (ledger.sending ?? 0) + (ledger.saved ?? 0);
    if (begun > rows.pending)
      return `the ledger has ${counted(begun, 'row that is', 'rows that are')} not finished, but only ${rows.pending} pending`;
    return undefined;
  }

  #blame({ state, code = 'unknown', field = '', message = '', row }: RowOutcome): void {
    const name = `${state}\n${code}\n${field}`;
    const cause = this.#causes.get(name);
    if (cause) cause.count += 1;
    else if (this.#causes.size < MAX_CAUSES)
      this.#causes.set(name, { state, code, field, message, firstRow: row, count: 1 });
  }
}

/** A row that was begun is pending for those who count. */
function counterOf(state: RowState): keyof RowCounts {
  return state === 'sending' || state === 'saved' ? 'pending' : state;
}

/** How many rows came to which end. Every row read is in exactly one of the others. */
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
  /** Of a check: rows that could be sent. They are those that `skipped` counts, since nothing was sent. */
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

/** Does the outcome's row have to be looked at? */
export function isError({ state }: { readonly state: RowState }): boolean {
  return (ERROR_STATES as readonly RowState[]).includes(state);
}

/** Does the outcome stand in `errors.csv`? So does a row that succeeded as the customer that another row is, too. */
export function needsReview(outcome: { readonly state: RowState; readonly code?: string | undefined }): boolean {
  return isError(outcome) || outcome.code === MERGED_CODE;
}

/** How many rows did not succeed. */
export function errorCount(rows: RowCounts): number {
  return rows.rejected + rows.failed + rows.in_doubt;
}

/** One reason for which rows did not succeed, with the first row that shows it. */
export interface FailureCause {
  /** `rejected`, `failed` or `in_doubt`. */
  readonly state: RowState;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly firstRow: number;
  count: number;
}

/** Values that a notice names. */
const MOST_NAMED = 10;
/** Values that are told apart; a file full of others is counted all the same. */
const MOST_VALUES = 500;

/** A value that the mapping leaves out, and in how many rows. */
export interface UnsentCount {
  readonly column: string;
  readonly field: string;
  readonly value: string;
  readonly rows: number;
  readonly first_row: number;
}

/** Counts the values of rows that are sent without them, as the mapping's `values` say. */
export class UnsentValueCounts {
  readonly #values = new Map<string, { -readonly [Part in keyof UnsentCount]: UnsentCount[Part] }>();
  #others = 0;

  note(row: number, values: readonly UnsentValue[] = []): void {
    for (const { field, column, text } of values) {
      const value = shorten(text);
      const name = JSON.stringify([field, value]);
      const known = this.#values.get(name);
      if (known !== undefined) known.rows += 1;
      else if (this.#values.size < MOST_VALUES)
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
    const shown = counts.slice(0, MOST_NAMED).map(({ column, field, value, rows, first_row }) => {
      const where = column === '' ? field : column;
      return `${where} "${value}" (${counted(rows, 'row')}, first row ${first_row})`;
    });
    const more = counts.length - shown.length;
    const others = this.#others > 0 ? `, and ${this.#others} cells with still others` : '';
    return [
      `Values that are not sent, since the mapping leaves them out (null or blank under values): ${shown.join(', ')}${more > 0 ? ` and ${more} more values` : ''}${others}. To send them, write there what they mean.`,
    ];
  }
}
