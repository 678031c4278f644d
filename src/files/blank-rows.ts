import { counted } from '../words/index.ts';

/** Blank rows of a stretch of rows; of those that are counted the first are named. */
export interface BlankCounts {
  readonly hasData: boolean;
  /** Before the last row with data. */
  readonly between: readonly number[];
  readonly betweenCount: number;
  /** After it. */
  readonly pending: readonly number[];
  readonly pendingCount: number;
}

/** As many are named. */
const MAX_NAMED = 3;

/** Remembers blank rows; those after the last row with data are no one's concern. */
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

  /** A row with data came, so the blank ones before it stand between rows. */
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

  /** Adds those of the rows that follow; `before` is what their numbers count from. */
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
    return `${counted(this.#betweenCount, 'blank row was', 'blank rows were')} skipped between rows with data: ${this.#between.join(', ')}${more}.`;
  }
}
