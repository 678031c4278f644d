import type { BlankRowCounter } from '../blank-rows.ts';
import { isBlankRow } from '../header.ts';
import { afterTotalWord } from '../quality/totals-row.ts';
import { cellText, type Row, type RowProblem } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';

/** Contents of first cells that distinguish a row from the rest of a broken line. */
const FIRST_CELL_PATTERNS = { digit: /\d/, 'at-sign': /@/ } as const;

/** `(3 rows)`, `500 customers`. */
const COUNT_BELOW_TABLE = /^\(?\d[\d.,]* \p{L}+( \p{L}+)?\)?\.?$/u;

/**
 * Selects the rows with data. Too many or too few blank cells at the end of a line, as Excel and Outlook write them, mean nothing; a
 * row that does not match the header otherwise gets a problem, and so do lines that may be one row, broken by a line break
 * without quotes.
 */
export class RowsWithData {
  readonly #pattern: RowPattern;
  readonly #blanks: BlankRowCounter;
  /** The row before, as it was split. */
  #before: Row | undefined;
  /** The length of the first cell of the last whole row. */
  #firstLength: number | undefined;
  /** Waits for the row after it. */
  #waiting: Row | undefined;
  #isUnsettled = false;

  constructor(pattern: RowPattern, blanks: BlankRowCounter) {
    this.#pattern = pattern;
    this.#blanks = blanks;
  }

  /** A row waits for the one after it. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** The meaning of some rows depends on rows before the first one. */
  get isUnsettled(): boolean {
    return this.#isUnsettled;
  }

  /** Is the last row shorter than the header? */
  get endsShort(): boolean {
    return this.#before !== undefined && this.#before.cells.length < this.#pattern.width;
  }

  /** Returns the rows that later ones cannot change. The last one is among them if it is whole and `isFollowed` by a line of more than one cell, or by nothing. */
  take(rows: Row[], isFollowed: boolean): Row[] {
    const { width } = this.#pattern;
    let first = this.#waiting;
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
      rows[kept++] = cells.length === width ? row : this.#withHeaderWidth(row);
    }
    rows.length = kept;
    const all = first === undefined ? rows : [first, ...rows];
    this.#waiting = isFollowed && !this.endsShort ? undefined : all.pop();
    return all;
  }

  /** Returns the row that still waits, since nothing follows it. */
  end(): Row[] {
    const last = this.#waiting;
    this.#waiting = undefined;
    return last === undefined ? [] : [last];
  }

  /** Can a line be the rest of the one before, broken by a line break without quotes? */
  #mayBeRest(before: Row, row: Row): boolean {
    const { width } = this.#pattern;
    const [some, more] = [before.cells.length, row.cells.length];
    if (more === 1) return !isBelowTable(cellText(row.cells[0]));
    // Lines with the same number of cells are rows without their last cells, unless two or three of them make a whole row.
    if (some === more && some * 2 - 1 !== width && some * 3 - 2 !== width) return false;
    if (this.#firstLength === undefined) this.#isUnsettled = true;
    return !looksLikeRow(row, this.#pattern, this.#firstLength);
  }

  /** The row, made as wide as the header, or with a problem if that is impossible. */
  #withHeaderWidth(row: Row): Row {
    const { width, firstHolds } = this.#pattern;
    const { cells } = row;
    if (cells.length > width) {
      return isBlankRow(cells.slice(width)) ? { ...row, cells: cells.slice(0, width) } : markRagged(row, width);
    }
    // A line of one cell is more often the rest of the line above, or a total, than a row.
    const isRow =
      cells.length > 1 && (firstHolds === undefined || FIRST_CELL_PATTERNS[firstHolds].test(cellText(cells[0])));
    return isRow ? { ...row, cells: [...cells, ...Array(width - cells.length).fill('')] } : markRagged(row, width);
  }
}

function isBelowTable(text: string): boolean {
  return COUNT_BELOW_TABLE.test(text.trim()) || afterTotalWord(text) !== undefined;
}

function markRagged(row: Row, width: number): Row {
  return withRaggedProblem(row, ROW_MESSAGES['ragged-row'].text.count(row.cells.length, width));
}

function markBroken(row: Row, width: number): Row {
  return withRaggedProblem(row, ROW_MESSAGES['ragged-row'].text.broken(row.cells.length, width));
}

function withRaggedProblem(row: Row, message: string): Row {
  if (row.problems?.some(({ code }) => code === 'ragged-row')) return row;
  const problem: RowProblem = { code: 'ragged-row', message };
  return { ...row, problems: [...(row.problems ?? []), problem] };
}

/** The pattern that the rows of a table share: plain data. */
export interface RowPattern {
  /** The number of columns. */
  readonly width: number;
  /** The content of every first cell, if known: the rest of a broken line rarely has it. */
  readonly firstHolds: 'digit' | 'at-sign' | undefined;
  /** The shapes of first cells, if all are codes or addresses: `K-001` has the shape of `L-2`. */
  readonly firstShapes: readonly string[];
  /** The kind of the cells of each column, if known. */
  readonly columns: readonly ('number' | 'words' | undefined)[];
  /** Blank cells at the end of lines are left out in this file. */
  readonly trimsBlanks: boolean;
}

/** Fewer rows do not show what cells hold. */
const MIN_SAMPLE = 2;
/** Codes have few shapes, texts many. */
const MAX_SHAPES = 50;

const NUMBER = /^[\d+][\d ().,/+-]*$/;
const EMAIL_ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** Infers the pattern of a table from its first rows. */
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

/** The shapes of the first cells of lines that certainly begin a row: the first line, and those after a whole one. */
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

/** A code with each run of letters or digits as one character: `K-001` is `a-9`. An e-mail address is `@`. */
function shapeOf(text: string): string {
  const trimmed = text.trim();
  return EMAIL_ADDRESS.test(trimmed) ? '@' : trimmed.replace(/\p{L}+/gu, 'a').replace(/\d+/g, '9');
}

function kindOf(texts: readonly string[]): 'number' | 'words' | undefined {
  const filled = texts.filter((text) => text !== '');
  if (filled.length < MIN_SAMPLE) return undefined;
  if (filled.every((text) => NUMBER.test(text))) return 'number';
  return filled.some((text) => /\d/.test(text)) ? undefined : 'words';
}

/** Does a short line certainly begin a row? Its first cell has a known shape and about the length of the last one, and every cell fits its column. */
function looksLikeRow({ cells }: Row, { firstShapes, columns }: RowPattern, firstLength = 0): boolean {
  const first = cellText(cells[0]);
  const shape = shapeOf(first);
  if (!firstShapes.includes(shape)) return false;
  if (shape !== '@' && Math.abs(first.length - firstLength) > 1) return false;
  return cells.every((cell, column) => {
    const text = cellText(cell).trim();
    const kind = columns[column];
    return text === '' || kind === undefined || NUMBER.test(text) === (kind === 'number');
  });
}
