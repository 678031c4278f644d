import { counted } from '../../words/index.ts';
import type { BlankRowCounter } from '../blank-rows.ts';
import { isBlankRow } from '../header.ts';
import { afterTotalWord } from '../quality/totals-row.ts';
import { cellText, type Row, type RowProblem } from '../row.ts';

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

/** What a row needs to be one of the table: plain data. */
export interface RowPattern {
  /** Cells of the header. */
  readonly width: number;
  /** What every first cell holds, as far as is known: the rest of a line that was broken in two rarely does. */
  readonly firstHolds: 'digit' | 'at-sign' | undefined;
  /** The shapes of first cells, if all are codes or addresses: `K-001` is like `L-2`. */
  readonly firstShapes: readonly string[];
  /** What the cells of a column are, as far as is known. */
  readonly columns: readonly ('number' | 'words' | undefined)[];
  /** Blank cells at the end of lines are left out in this file. */
  readonly trimsBlanks: boolean;
}

/** Enough rows to say what cells hold. */
const MIN_SAMPLE = 2;
/** Codes have a few shapes, texts have many. */
const MAX_SHAPES = 50;

const isNumber = /^[\d+][\d ().,/+-]*$/;
const isAddress = /^[^\s@]+@[^\s@]+$/;

/** The fit of a table whose first rows these are. */
export function inferRowPattern(width: number, sample: readonly Row[]): RowPattern {
  const whole = sample.filter(({ cells }) => cells.length === width);
  const firsts = whole.map(({ cells }) => cellText(cells[0]));
  const all = (what: RegExp): boolean => firsts.length >= MIN_SAMPLE && firsts.every((text) => what.test(text));
  const trimsBlanks = sample.some(({ cells }) => cells.length > 1 && cells.length < width);
  return {
    width,
    firstHolds: all(/@/) ? 'at-sign' : all(/\d/) ? 'digit' : undefined,
    firstShapes: firstCellShapes(width, sample),
    columns: Array.from({ length: width }, (_none, column) =>
      kindOf(whole.map(({ cells }) => cellText(cells[column]).trim())),
    ),
    trimsBlanks,
  };
}

/** The first cells of lines that surely begin a row: those behind a whole line, and the first. */
function firstCellShapes(width: number, sample: readonly Row[]): readonly string[] {
  const shapes = new Set<string>();
  let isBegin = true;
  for (const { cells } of sample) {
    const shape = shapeOf(cellText(cells[0]));
    if (cells.length === 1 && shape === '') continue;
    if (isBegin && cells.length > 1) {
      if (!/[9@]/.test(shape) || shapes.size === MAX_SHAPES) return [];
      shapes.add(shape);
    }
    isBegin = cells.length === width && (isBegin || shapes.has(shape));
  }
  return [...shapes];
}

/** A code with each run of digits and letters as one: `K-001` is `a-9`, an e-mail address is `@`. */
function shapeOf(text: string): string {
  const trimmed = text.trim();
  return isAddress.test(trimmed) ? '@' : trimmed.replace(/\p{L}+/gu, 'a').replace(/\d+/g, '9');
}

function kindOf(texts: readonly string[]): 'number' | 'words' | undefined {
  const filled = texts.filter((text) => text !== '');
  if (filled.length < MIN_SAMPLE) return undefined;
  if (filled.every((text) => isNumber.test(text))) return 'number';
  return filled.some((text) => /\d/.test(text)) ? undefined : 'words';
}

/** Does a short line surely begin a row? Its first cell is like the others, about as long as the last one, and no cell is at odds with its column. */
function looksLikeRow({ cells }: Row, { firstShapes, columns }: RowPattern, firstLength = 0): boolean {
  const first = cellText(cells[0]);
  const shape = shapeOf(first);
  if (!firstShapes.includes(shape)) return false;
  if (shape !== '@' && Math.abs(first.length - firstLength) > 1) return false;
  return cells.every((cell, column) => {
    const text = cellText(cell).trim();
    const kind = columns[column];
    return text === '' || kind === undefined || isNumber.test(text) === (kind === 'number');
  });
}
