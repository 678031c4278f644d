import { BlankRowCounter } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { columnLetters, isBlankRow } from '../header.ts';
import type { Cell, Row } from '../row.ts';
import type { ChunkFacts, ChunkSplitter, SheetChunkFormat } from '../splittable-table.ts';
import { readPlainRow } from './plain-row.ts';
import { type SheetRow, SheetRowBuilder } from './sheet-rows.ts';
import { StringStore } from './string-store.ts';

const ROW_END = '</row>';
/** The first row has a number, so that those after it need none. */
const NUMBERED_ROW = /^\s*<row [^>]*\br="\d/;
const SPACE = /\s*/y;

/** Rows are passed on in batches of this size. */
const ROWS_AT_ONCE = 64;

/** Splits chunks of a sheet's XML whose rows are all plain. */
export function sheetChunkSplitter({ strings, formats, date1904, width }: SheetChunkFormat): ChunkSplitter<ChunkFacts> {
  const context = { path: '', part: '', strings: new StringStore('', strings), formats, date1904 };
  return (text, take) => {
    if (!NUMBERED_ROW.test(text)) return undefined;
    const sheet = new SheetRowBuilder(context);
    const blanks = new BlankRowCounter();
    const outside: string[] = [];
    try {
      let count = 0;
      for (let at = behindSpace(text, 0); at < text.length; ) {
        const next = readPlainRow(text, at, sheet);
        if (next === 0) return undefined;
        at = behindSpace(text, next);
        if (++count % ROWS_AT_ONCE === 0) take(fitRows(sheet.take(), width, blanks, outside));
      }
    } catch (error) {
      // Reading in order fails again.
      if (error instanceof FileError) return undefined;
      throw error;
    }
    if (sheet.disorder !== undefined) return undefined;
    take(fitRows(sheet.take(), width, blanks, outside));
    return { end: sheet.lastNumber, blanks: blanks.counts, hiddenRows: sheet.hiddenRows, outside };
  };
}

function behindSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.test(text);
  return SPACE.lastIndex;
}

const FIRST_ROW = /^\s*<row [^>]*\br="(\d{1,9})"/;
const LAST_ROW = /<row [^>]*\br="(\d{1,9})"/y;

/** The numbers of the first and the last row of a chunk; undefined where one has no number. */
export function rowNumbersOf(text: string): { readonly first: number; readonly last: number } | undefined {
  const first = FIRST_ROW.exec(text)?.[1];
  LAST_ROW.lastIndex = Math.max(text.lastIndexOf('<row '), 0);
  const last = LAST_ROW.exec(text)?.[1];
  return first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) };
}

/** The index after the last row of a text, or 0. */
export function endOfSheetRows(text: string): number {
  const last = text.lastIndexOf(ROW_END);
  return last === -1 ? 0 : last + ROW_END.length;
}

/** The most cells outside the table that are kept for the notice. */
export const MAX_OUTSIDE_CELLS = 4;

/** The rows with data, each with as many cells as the header. The references of cells right of the header's columns are added to `outside`. */
export function fitRows(rows: readonly SheetRow[], width: number, blanks: BlankRowCounter, outside: string[]): Row[] {
  const kept: Row[] = [];
  for (const row of rows) {
    if (row.cells.length > width) cutOff(row, width, outside);
    const { cells, number, problems } = row;
    if (isBlankRow(cells)) {
      blanks.addBlank(number);
      continue;
    }
    while (cells.length < width) cells.push('');
    blanks.addData();
    kept.push(problems?.length === 0 ? { number, cells } : row);
  }
  return kept;
}

function cutOff(row: SheetRow, width: number, outside: string[]): void {
  const { cells, number, problems } = row;
  noteOutside(cells, number, width, outside);
  cells.length = width;
  if (problems !== undefined) row.problems = problems.filter(({ column }) => column === undefined || column < width);
}

function noteOutside(cells: readonly Cell[], row: number, width: number, outside: string[]): void {
  for (let column = width; column < cells.length && outside.length < MAX_OUTSIDE_CELLS; column++) {
    if (cells[column] !== '') outside.push(`${columnLetters(column)}${row}`);
  }
}
