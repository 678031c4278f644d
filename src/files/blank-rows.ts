/** Remembers blank rows; those after the last row with data are no one's concern. */
export class BlankRows {
  readonly #pending: number[] = [];
  readonly #between: number[] = [];
  #betweenCount = 0;
  #pendingCount = 0;

  saw(row: number): void {
    this.#pendingCount++;
    if (this.#pending.length < 3) this.#pending.push(row);
  }

  /** A row with data came, so the blank ones before it stand between rows. */
  sawData(): void {
    if (this.#pendingCount === 0) return;
    this.#betweenCount += this.#pendingCount;
    this.#between.push(...this.#pending.slice(0, 3 - this.#between.length));
    this.#pendingCount = 0;
    this.#pending.length = 0;
  }

  notice(): string | undefined {
    if (this.#betweenCount === 0) return undefined;
    const more = this.#betweenCount > this.#between.length ? ', …' : '';
    return `${this.#betweenCount} blank ${this.#betweenCount === 1 ? 'row was' : 'rows were'} skipped between rows with data: ${this.#between.join(', ')}${more}.`;
  }
}
