/** The pieces of a text as they stream. Those that were taken can be given back, and what goes wrong does so again when it is asked for once more. */
export class PushbackText implements AsyncIterable<string, void, undefined> {
  readonly #source: AsyncGenerator<string, void, undefined>;
  #returned: string[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(source: AsyncGenerator<string, void, undefined>) {
    this.#source = source;
  }

  async next(): Promise<IteratorResult<string, void>> {
    const value = this.#returned.shift();
    if (value !== undefined) return { value, done: false };
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return await this.#source.next();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /** Puts pieces before those that are still to come. */
  requeue(pieces: readonly string[]): void {
    this.#returned = [...pieces, ...this.#returned];
  }

  async return(): Promise<IteratorResult<string, void>> {
    await this.#source.return();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
