import { BlankRowCounter } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { columnLetters, isBlankRow } from '../header.ts';
import type { Cell, Row } from '../row.ts';
import type { ChunkFacts, ChunkSplitter, SheetChunkFormat } from '../splittable-table.ts';
import { readPlainRow } from './plain-row.ts';
import { type SheetRow, SheetRowBuilder } from './sheet-rows.ts';
import { StringStore } from './string-store.ts';

const rowEnd = '</row>';
/** The first row says its number, so that those after it need not. */
const numbered = /^\s*<row [^>]*\br="\d/;
const space = /\s*/y;

/** So many rows are handed out at once. */
const ROWS_AT_ONCE = 64;

/** Cuts stretches of a sheet's XML whose rows are all plain. */
export function sheetChunkSplitter({ strings, formats, date1904, width }: SheetChunkFormat): ChunkSplitter<ChunkFacts> {
  const context = { path: '', part: '', strings: new StringStore('', strings), formats, date1904 };
  return (text, take) => {
    if (!numbered.test(text)) return undefined;
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
      // Read in order it will be met again.
      if (error instanceof FileError) return undefined;
      throw error;
    }
    if (sheet.disorder !== undefined) return undefined;
    take(fitRows(sheet.take(), width, blanks, outside));
    return { end: sheet.lastNumber, blanks: blanks.counts, hiddenRows: sheet.hiddenRows, outside };
  };
}

function behindSpace(text: string, from: number): number {
  space.lastIndex = from;
  space.test(text);
  return space.lastIndex;
}

const firstRow = /^\s*<row [^>]*\br="(\d{1,9})"/;
const lastRow = /<row [^>]*\br="(\d{1,9})"/y;

/** The numbers of the first and the last row of a stretch; nothing where they do not say them. */
export function rowNumbersOf(text: string): { readonly first: number; readonly last: number } | undefined {
  const first = firstRow.exec(text)?.[1];
  lastRow.lastIndex = Math.max(text.lastIndexOf('<row '), 0);
  const last = lastRow.exec(text)?.[1];
  return first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) };
}

/** The index behind the last row of a text, or 0. */
export function endOfSheetRows(text: string): number {
  const last = text.lastIndexOf(rowEnd);
  return last === -1 ? 0 : last + rowEnd.length;
}

/** More places are not mentioned. */
export const MAX_OUTSIDE = 4;

/** Rows with data, each with as many cells as the header. What stands beside the header's columns goes to `outside`. */
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
  for (let column = width; column < cells.length && outside.length < MAX_OUTSIDE; column++) {
    if (cells[column] !== '') outside.push(`${columnLetters(column)}${row}`);
  }
}
