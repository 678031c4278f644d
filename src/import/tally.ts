import type { RowOutcome } from '../ledger/index.ts';
import { type Cause, noRows, ROW_COUNTERS, type RowCounts } from './summary.ts';

const MAX_CAUSES = 500;

/** Counts a run's rows and the causes of their failures while they come in. */
export class Tally {
  readonly rows: RowCounts = noRows();
  readonly #causes = new Map<string, Cause>();

  read(): void {
    this.rows.read += 1;
    this.rows.pending += 1;
  }

  settled(outcome: RowOutcome): void {
    this.rows[outcome.state] += 1;
    this.rows.pending -= 1;
    if (outcome.state === 'rejected' || outcome.state === 'failed' || outcome.state === 'in_doubt')
      this.#blame(outcome);
  }

  /** The causes, most frequent first. */
  causes(limit = MAX_CAUSES): Cause[] {
    return [...this.#causes.values()].sort((a, b) => b.count - a.count || a.firstRow - b.firstRow).slice(0, limit);
  }

  /** Does every row stand in exactly one counter, and does the ledger say the same? Answers what does not add up. */
  discrepancy(ledger: Readonly<Partial<Record<string, number>>>): string | undefined {
    const { rows } = this;
    const sum = ROW_COUNTERS.reduce((total, counter) => total + rows[counter], 0);
    if (sum !== rows.read) return `${rows.read} rows were read, but ${sum} are accounted for`;
    for (const counter of ROW_COUNTERS) {
      if (counter === 'pending') continue;
      const kept = ledger[counter] ?? 0;
      if (kept !== rows[counter]) return `${rows[counter]} rows were counted as ${counter}, but the ledger has ${kept}`;
    }
    return undefined;
  }

  #blame({ code = 'unknown', field = '', message = '', row }: RowOutcome): void {
    const name = `${code}\n${field}`;
    const cause = this.#causes.get(name);
    if (cause) cause.count += 1;
    else if (this.#causes.size < MAX_CAUSES) this.#causes.set(name, { code, field, message, firstRow: row, count: 1 });
  }
}
