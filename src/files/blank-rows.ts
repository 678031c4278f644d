import { counted, t } from '../words/index.ts';

/** The blank rows of a chunk of rows: their count, and the numbers of the first ones. */
export interface BlankCounts {
  readonly hasData: boolean;
  /** Those before the last row with data. */
  readonly between: readonly number[];
  readonly betweenCount: number;
  /** Those after it. */
  readonly pending: readonly number[];
  readonly pendingCount: number;
}

/** The notice names this many. */
const MAX_NAMED = 3;

/** Counts blank rows between rows with data. Those after the last row with data are not reported. */
export class BlankRowCounter {
  readonly #pending: number[] = [];
  readonly #between: number[] = [];
  #betweenCount = 0;
  #pendingCount = 0;
  #hasData = false;

  addBlank(row: number): void {
    this.#pendingCount++;
    if (this.#pending.length < MAX_NAMED) this.#pending.push(row);
  }

  /** Counts a row with data: the blank rows before it stand between rows. */
  addData(): void {
    this.#hasData = true;
    if (this.#pendingCount === 0) return;
    this.#betweenCount += this.#pendingCount;
    this.#between.push(...this.#pending.slice(0, MAX_NAMED - this.#between.length));
    this.#pendingCount = 0;
    this.#pending.length = 0;
  }

  get counts(): BlankCounts {
    return {
      hasData: this.#hasData,
      between: this.#between,
      betweenCount: this.#betweenCount,
      pending: this.#pending,
      pendingCount: this.#pendingCount,
    };
  }

  /** Adds the blank rows of the rows that follow; their numbers count from `before`. */
  add({ hasData, between, betweenCount, pending, pendingCount }: BlankCounts, before: number): void {
    if (hasData) {
      this.addData();
      this.#betweenCount += betweenCount;
      for (const row of between) if (this.#between.length < MAX_NAMED) this.#between.push(row + before);
    }
    this.#pendingCount += pendingCount;
    for (const row of pending) if (this.#pending.length < MAX_NAMED) this.#pending.push(row + before);
  }

  notice(): string | undefined {
    if (this.#betweenCount === 0) return undefined;
    const more = this.#betweenCount > this.#between.length ? ', …' : '';
    return t`${counted(this.#betweenCount, 'blank row was', 'blank rows were')} skipped between rows with data: ${this.#between.join(', ')}${more}.`;
  }
}
