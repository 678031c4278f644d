import type { DataIssue } from '../../files/index.ts';
import type { Row } from '../../files/row.ts';
import type { PlaceholderValue } from './identity-marks.ts';

/** Values that a summary names of each field. */
const MOST_NAMED = 5;
/** Values that are told apart; a file full of others is counted all the same. */
const MOST_VALUES = 200;
const MOST_FINDINGS = 100;
const MOST_TEXT = 80;

interface Known {
  readonly value: PlaceholderValue;
  readonly firstRow: number;
  rows: number;
}

/** Remembers the values that identify nobody, which rows went without. */
export class PlaceholderCounts {
  /** How many cells. */
  count = 0;
  readonly findings: DataIssue[] = [];
  readonly #columnOf: (field: string) => string;
  readonly #values = new Map<string, Known>();
  #others = 0;

  constructor(columnOf: (field: string) => string) {
    this.#columnOf = columnOf;
  }

  found(row: Row, value: PlaceholderValue): void {
    this.count += 1;
    const name = `${value.field} ${value.text}`;
    const known = this.#values.get(name);
    if (known) known.rows += 1;
    else if (this.#values.size < MOST_VALUES) this.#values.set(name, { value, firstRow: row.number, rows: 1 });
    else this.#others += 1;
    if (this.findings.length >= MOST_FINDINGS || known) return;
    this.findings.push({
      code: 'placeholder',
      row: row.number,
      column: -1,
      columnName: this.#columnOf(value.field),
      text: value.text.slice(0, MOST_TEXT),
      message: value.isShared
        ? `too many rows have it to tell a customer by, so it is not sent as ${value.field}.`
        : `it says that there is none, so it is not sent as ${value.field}.`,
      lost: false,
    });
  }

  notices(): string[] {
    if (this.count === 0) return [];
    const known = [...this.#values.values()].sort((a, b) => b.rows - a.rows);
    const shown = known.slice(0, MOST_NAMED).map(({ value, rows, firstRow }) => {
      const why = value.isShared ? ', which too many rows share' : '';
      return `${value.field} "${value.text.slice(0, MOST_TEXT)}"${why} (${rows === 1 ? `row ${firstRow}` : `${rows} rows, first row ${firstRow}`})`;
    });
    const more = known.length - shown.length + (this.#others > 0 ? 1 : 0);
    const words = known.filter(({ value }) => !value.isShared).map(({ value }) => value.text);
    const nulls =
      words.length > 0
        ? ` To leave such cells blank in every column, write nulls: [${listOf(words)}] into the mapping.`
        : '';
    return [
      `${this.count} × a value that identifies nobody: ${shown.join(', ')}${more > 0 ? ', …' : ''}. These rows go without it, since customers who share it would become one; --accept-damage sends it as it is.${nulls}`,
    ];
  }
}

function listOf(words: readonly string[]): string {
  return [...new Set(words)]
    .slice(0, MOST_NAMED)
    .map((word) => JSON.stringify(word))
    .join(', ');
}
