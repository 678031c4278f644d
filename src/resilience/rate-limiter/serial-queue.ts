/** Lets callers do something one after the other, in the order in which they came. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();
  #size = 0;

  /** How many are at it or wait. */
  get size(): number {
    return this.#size;
  }

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#size += 1;
    const turn = this.#last.then(work).finally(() => {
      this.#size -= 1;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
