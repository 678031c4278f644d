import type { RowOutcome, RowState, StateCounts } from '../../ledger/index.ts';
import { counted } from '../../words/counted.ts';
import type { FailureCause } from '../cause.ts';
import { emptyRowCounts, needsReview, ROW_COUNTERS, type RowCounts } from '../row-counts.ts';

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
