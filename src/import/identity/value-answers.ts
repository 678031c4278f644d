/** Answers about values, by the two halves of their hashes: asked for several values at once, and then known without waiting. */
export class ValueAnswers<Answer> {
  readonly #ask: (hashes: readonly number[]) => Promise<readonly (Answer | undefined)[]>;
  #answers: ReadonlyMap<string, Answer> = new Map();

  /** `ask` takes two halves for each hash, and answers each. */
  constructor(ask: (hashes: readonly number[]) => Promise<readonly (Answer | undefined)[]>) {
    this.#ask = ask;
  }

  /** Asks about values; forgets all others. */
  async load(hashes: readonly number[]): Promise<void> {
    const answers = hashes.length === 0 ? [] : await this.#ask(hashes);
    const found = new Map<string, Answer>();
    for (const [index, answer] of answers.entries()) {
      if (answer !== undefined) found.set(nameOf(hashes[2 * index] as number, hashes[2 * index + 1] as number), answer);
    }
    this.#answers = found;
  }

  /** Is there an answer for any of the values? */
  get hasAny(): boolean {
    return this.#answers.size > 0;
  }

  get(high: number, low: number): Answer | undefined {
    return this.#answers.get(nameOf(high, low));
  }
}

function nameOf(high: number, low: number): string {
  return `${high >>> 0},${low >>> 0}`;
}
