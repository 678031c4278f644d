import { ERROR_COLUMNS, inputColumnIndexes } from '../files/error-columns.ts';
import type { RowOutcome, StoredCell } from '../ledger/index.ts';

/** The columns of `results.csv` before the key's. */
export const RESULT_COLUMNS = ['_row', '_status', '_action', '_id'] as const;

/** The column of `results.csv` behind the key's: why a row was skipped, rejected or did not succeed, as a word. */
export const REASON_COLUMN = '_reason';

/** Makes the lines of `errors.csv`: the input's own columns, untouched, then why the row did not succeed. */
export class ErrorLines {
  readonly header: readonly string[];
  readonly #width: number;
  /** Which of the input's columns are repeated: all but those that an earlier `errors.csv` added. */
  readonly #kept: readonly number[];

  constructor(inputHeader: readonly string[]) {
    this.#width = inputHeader.length;
    this.#kept = inputColumnIndexes(inputHeader);
    this.header = [...this.#kept.map((index) => inputHeader[index] ?? ''), ...ERROR_COLUMNS];
  }

  line({ row, state, field, code, message = '', cells = [] }: RowOutcome): string[] {
    const own = this.#kept.map((index) => storedCellText(cells[index]));
    // A row that is wider than its header has no column for its surplus; nothing of it may be lost all the same.
    const surplus = cells.slice(this.#width).map((cell) => JSON.stringify(storedCellText(cell)));
    const told = surplus.length > 0 ? ` Cells beyond the last column: ${surplus.join(', ')}` : '';
    return [...own, String(row), state, field ?? '', code ?? '', message + told];
  }
}

/** The text of a cell that the ledger keeps. */
export function storedCellText(cell: StoredCell | undefined): string {
  return cell === undefined ? '' : typeof cell === 'string' ? cell : cell.text;
}
