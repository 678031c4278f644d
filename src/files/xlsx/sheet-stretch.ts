import { BlankRowCounter } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import type { SheetChunkFormat } from '../sharing/cell-form.ts';
import type { ChunkFacts, ChunkSplitter } from '../sharing/share.ts';
import { fitRows } from './fit-rows.ts';
import { readPlainRow } from './plain-row.ts';
import { SheetRowBuilder } from './sheet-rows.ts';
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
