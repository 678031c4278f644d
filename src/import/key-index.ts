/** Remembers the keys of a file's rows, to find the rows that repeat one. */
export class KeyIndex {
  readonly #rows = new Map<string, number>();

  /** Answers the row that has this key already; otherwise the key is this row's. */
  claim(key: string, row: number): number | undefined {
    const first = this.#rows.get(key);
    if (first === undefined) this.#rows.set(key, row);
    return first === row ? undefined : first;
  }
}
