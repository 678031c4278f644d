import { cellText, type Row } from '../row.ts';

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
export function looksLikeRow({ cells }: Row, { firstShapes, columns }: RowPattern, firstLength = 0): boolean {
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
