import { BlankRows } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import type { CsvForm } from '../sharing/cell-form.ts';
import type { StretchCutter, StretchFacts } from '../sharing/share.ts';
import { RecordCutter } from './record-cutter.ts';
import { rowsWithData } from './rows-with-data.ts';
import { holdsMarks, takeMarksOff, takeTextMarksOff } from './text-marks.ts';

/** Enough rows to share what each batch costs, and few enough to be forgotten before the memory is swept. */
const charsAtOnce = 32 * 1024;

/** Cuts stretches whose records are well-formed, and of which the last ends with the stretch. Row numbers count from its first line. */
export function csvStretchCutter({
  delimiter,
  fit,
  takesMarksOff,
  markedColumns,
}: CsvForm): StretchCutter<StretchFacts> {
  return (text, take) => {
    const cutter = new RecordCutter('', delimiter);
    const blanks = new BlankRows();
    const isMarked = takesMarksOff && holdsMarks(text);
    try {
      for (let at = 0; at < text.length; at += charsAtOnce) {
        const rows = cutter.cut(text.slice(at, at + charsAtOnce), false);
        if (cutter.hasMended) return undefined;
        if (isMarked) takeMarksOff(rows);
        takeTextMarksOff(rows, markedColumns);
        take(rowsWithData(rows, fit, blanks));
      }
    } catch (error) {
      // Read in order it will be met again, with its line.
      if (error instanceof FileError) return undefined;
      throw error;
    }
    if (cutter.restLength > 0) return undefined;
    return { end: cutter.rest.line - 1, blanks: blanks.counts, hiddenRows: 0, outside: [] };
  };
}

/**
 * The index behind the last line break of a text that seems to stand between records, since the quotes before it are even. Where
 * quotes stand in the middle of cells that says little, so then it is the last line break, right or wrong.
 */
export function endOfRecords(text: string): number {
  const last = text.lastIndexOf('\n') + 1;
  let end = last;
  for (let quotes = countQuotes(text.slice(0, end)); (quotes & 1) === 1 && end > text.length / 2; ) {
    const before = text.lastIndexOf('\n', text.lastIndexOf('"', end - 1)) + 1;
    quotes -= countQuotes(text.slice(before, end));
    end = before;
  }
  return end > text.length / 2 ? end : last;
}

function countQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count++;
  return count;
}
