import type { UnsentValue } from '../../mapping/mapped-row.ts';
import { shorten } from '../../mapping/refusal.ts';
import { counted } from '../../words/counted.ts';

/** Values that a notice names. */
const MOST_NAMED = 10;
/** Values that are told apart; a file full of others is counted all the same. */
const MOST_VALUES = 500;

/** A value that the mapping leaves out, and in how many rows. */
export interface UnsentCount {
  readonly column: string;
  readonly field: string;
  readonly value: string;
  readonly rows: number;
  readonly first_row: number;
}

/** Counts the values of rows that are sent without them, as the mapping's `values` say. */
export class UnsentValueCounts {
  readonly #values = new Map<string, { -readonly [Part in keyof UnsentCount]: UnsentCount[Part] }>();
  #others = 0;

  note(row: number, values: readonly UnsentValue[] = []): void {
    for (const { field, column, text } of values) {
      const value = shorten(text);
      const name = JSON.stringify([field, value]);
      const known = this.#values.get(name);
      if (known !== undefined) known.rows += 1;
      else if (this.#values.size < MOST_VALUES)
        this.#values.set(name, { column, field, value, rows: 1, first_row: row });
      else this.#others += 1;
    }
  }

  /** The most frequent first. */
  get counts(): readonly UnsentCount[] {
    return [...this.#values.values()].sort((a, b) => b.rows - a.rows || a.first_row - b.first_row);
  }

  notices(): string[] {
    const { counts } = this;
    if (counts.length === 0) return [];
    const shown = counts.slice(0, MOST_NAMED).map(({ column, field, value, rows, first_row }) => {
      const where = column === '' ? field : column;
      return `${where} "${value}" (${counted(rows, 'row')}, first row ${first_row})`;
    });
    const more = counts.length - shown.length;
    const others = this.#others > 0 ? `, and ${this.#others} cells with still others` : '';
    return [
      `Values that are not sent, since the mapping leaves them out (null or blank under values): ${shown.join(', ')}${more > 0 ? ` and ${more} more values` : ''}${others}. To send them, write there what they mean.`,
    ];
  }
}
