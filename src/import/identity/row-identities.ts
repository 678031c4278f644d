import type { DuplicatePolicy } from '../admit/duplicates.ts';
import { KeyIndex } from '../key-index.ts';

/** Tells which rows of a file are of one customer by their key. Rows without a key are each of their own. */
export class RowIdentities {
  /** The first row of each key; needed only where several rows of a key are sent. */
  readonly #firstRows: KeyIndex | undefined;
  /** For each row that is not the first of its key, the first. */
  readonly #firstOf = new KeyIndex();

  constructor(policy: DuplicatePolicy) {
    this.#firstRows = policy === 'all' ? new KeyIndex() : undefined;
  }

  /** The number of the first row of the same key, which stands for all of them. */
  of(row: number, key: string | undefined): number {
    if (this.#firstRows === undefined || key === undefined) return row;
    const first = this.#firstRows.claim(key, row);
    if (first !== row) this.#firstOf.set(String(row), first);
    return first;
  }

  /** The same, for a row that was told before. */
  ofRow(row: number): number {
    return this.#firstOf.size === 0 ? row : (this.#firstOf.get(String(row)) ?? row);
  }
}
