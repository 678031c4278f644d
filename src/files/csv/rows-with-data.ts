import { counted } from '../../words/counted.ts';
import type { BlankRowCounter } from '../blank-rows.ts';
import { afterTotalWord } from '../damage/total-words.ts';
import { isBlankRow } from '../header.ts';
import { cellText, type Row, type RowProblem } from '../row.ts';
import { looksLikeRow, type RowPattern } from './row-fit.ts';

/** What first cells may hold that tells a row from the rest of a broken line. */
const holding = { digit: /\d/, 'at-sign': /@/ } as const;

/** `(3 rows)`, `500 customers`. */
const countBelow = /^\(?\d[\d.,]* \p{L}+( \p{L}+)?\)?\.?$/u;

/**
 * Rows with data. Blank cells at the end of a line say nothing, whether there are too many or too few of them, as Excel and
 * Outlook write them; a row that does not fit the header otherwise is marked, and so are lines that may be one row which a
 * line break without quotes has broken.
 */
export class RowsWithData {
  readonly #fit: RowPattern;
  readonly #blanks: BlankRowCounter;
  /** The row before, as it was cut. */
  #before: Row | undefined;
  /** How long the first cell of the last row was that is whole. */
  #firstLength: number | undefined;
  #held: Row | undefined;
  #isUnsettled = false;

  constructor(fit: RowPattern, blanks: BlankRowCounter) {
    this.#fit = fit;
    this.#blanks = blanks;
  }

  /** A row waits for the one after it. */
  get isWaiting(): boolean {
    return this.#held !== undefined;
  }

  /** Some rows can be told only from those before the first. */
  get isUnsettled(): boolean {
    return this.#isUnsettled;
  }

  /** Is the last row shorter than the header? */
  get endsShort(): boolean {
    return this.#before !== undefined && this.#before.cells.length < this.#fit.width;
  }

  /** The rows that are settled. The last one is, if it is whole and `isFollowed` by a line with more than one cell, or by nothing. */
  take(rows: Row[], isFollowed: boolean): Row[] {
    const { width } = this.#fit;
    const held = this.#held;
    let first = held;
    let kept = 0;
    for (const row of rows) {
      const { cells } = row;
      if ((cells[0] === '' || (cells[0] as string).trim() === '') && isBlankRow(cells)) {
        this.#blanks.addBlank(row.number);
        continue;
      }
      this.#blanks.addData();
      const before = this.#before;
      this.#before = row;
      const isPart =
        before !== undefined &&
        before.cells.length + cells.length <= width + 1 &&
        (before.cells.length < width || cells.length < width) &&
        this.#mayBeRest(before, row);
      if (isPart) {
        if (kept > 0) rows[kept - 1] = markBroken(before, width);
        else first = markBroken(before, width);
        rows[kept++] = markBroken(row, width);
        continue;
      }
      if (cells.length > 1) this.#firstLength = (cells[0] as string).length;
      rows[kept++] = cells.length === width ? row : this.#fitted(row);
    }
    rows.length = kept;
    const all = first === undefined ? rows : [first, ...rows];
    this.#held = isFollowed && !this.endsShort ? undefined : all.pop();
    return all;
  }

  /** The row that still waits: nothing follows it. */
  end(): Row[] {
    const held = this.#held;
    this.#held = undefined;
    return held === undefined ? [] : [held];
  }

  /** May a line be the rest of the one before, which a line break without quotes has broken? */
  #mayBeRest(before: Row, row: Row): boolean {
    const { width } = this.#fit;
    const [some, more] = [before.cells.length, row.cells.length];
    if (more === 1) return !isBelowTable(cellText(row.cells[0]));
    // Many lines with as many cells are rows without the last ones, unless two or three of them make a whole row.
    if (some === more && some * 2 - 1 !== width && some * 3 - 2 !== width) return false;
    if (this.#firstLength === undefined) this.#isUnsettled = true;
    return !looksLikeRow(row, this.#fit, this.#firstLength);
  }

  /** The row, as wide as the header, or marked as one that cannot be. */
  #fitted(row: Row): Row {
    const { width, firstHolds } = this.#fit;
    const { cells } = row;
    if (cells.length > width) {
      return isBlankRow(cells.slice(width)) ? { ...row, cells: cells.slice(0, width) } : markRagged(row, width);
    }
    // A line with one cell is more often the rest of the line above, or a total, than a row.
    const isRow = cells.length > 1 && (firstHolds === undefined || holding[firstHolds].test(cellText(cells[0])));
    return isRow ? { ...row, cells: [...cells, ...Array(width - cells.length).fill('')] } : markRagged(row, width);
  }
}

function isBelowTable(text: string): boolean {
  return countBelow.test(text.trim()) || afterTotalWord(text) !== undefined;
}

function markRagged(row: Row, width: number): Row {
  const { length } = row.cells;
  return withRaggedProblem(
    row,
    `the row has ${counted(length, 'cell')}, the header ${width}. Is a delimiter or a quote missing?`,
  );
}

function markBroken(row: Row, width: number): Row {
  const { length } = row.cells;
  return withRaggedProblem(
    row,
    `the line has ${counted(length, 'cell')}, the header ${width}, and with the line next to it it may be one row, broken by a line break inside a cell. Put such a cell in quotes; if they are two rows, end each with all its delimiters.`,
  );
}

function withRaggedProblem(row: Row, message: string): Row {
  if (row.problems?.some(({ code }) => code === 'ragged-row')) return row;
  const problem: RowProblem = { code: 'ragged-row', message };
  return { ...row, problems: [...(row.problems ?? []), problem] };
}
