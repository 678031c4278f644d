import { BlankRowCounter } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import type { ChunkFacts, ChunkSplitter, CsvChunkFormat } from '../splittable-table.ts';
import { mayHoldEscapes, stripTextPrefix, unescapeRows } from './formula-escaping.ts';
import { RecordCutter } from './record-cutter.ts';
import { RowsWithData } from './rows-with-data.ts';

/** Enough rows to share what each batch costs, and few enough to be forgotten before the memory is swept. */
const CHARS_AT_ONCE = 32 * 1024;

/** Cuts stretches whose records are well-formed, and of which the last ends with the stretch. Row numbers count from its first line. */
export function csvChunkSplitter({
  delimiter,
  rowPattern: fit,
  unescapes: takesMarksOff,
  markedColumns,
}: CsvChunkFormat): ChunkSplitter<ChunkFacts> {
  return (text, take) => {
    const cutter = new RecordCutter('', delimiter);
    const blanks = new BlankRowCounter();
    const withData = new RowsWithData(fit, blanks);
    const isMarked = takesMarksOff && mayHoldEscapes(text);
    try {
      for (let at = 0; at < text.length; at += CHARS_AT_ONCE) {
        const rows = cutter.cut(text.slice(at, at + CHARS_AT_ONCE), false);
        if (cutter.hasRepaired) return undefined;
        if (isMarked) unescapeRows(rows);
        stripTextPrefix(rows, markedColumns);
        take(withData.take(rows, fit.width === 1));
      }
      // The last row can be told only from what follows, unless it is whole: see `endOfRows`.
      if (withData.isUnsettled || (fit.width > 1 && withData.endsShort)) return undefined;
      if (withData.isWaiting) take(withData.end());
    } catch (error) {
      // Read in order it will be met again, with its line.
      if (error instanceof FileError) return undefined;
      throw error;
    }
    if (cutter.restLength > 0) return undefined;
    return { end: cutter.rest.line - 1, blanks: blanks.counts, hiddenRows: 0, outside: [] };
  };
}

/** So many lines are tried. */
const MAX_LINES_TRIED = 50;

/**
 * The index behind the last record of a text that is surely whole: as wide as the header, and followed by a line that has more than one
 * cell, so that it is not the rest of that record. If the last ones are all short, any end will do, since the rows have to be read in order.
 */
export function endOfRows(text: string, delimiter: string, width: number): number {
  let end = endOfRecords(text);
  if (width === 1) return end;
  let short = 0;
  for (let tried = 0; end > 0 && tried < MAX_LINES_TRIED; tried++) {
    const start = text.lastIndexOf('\n', end - 2) + 1;
    const line = text.slice(start, end);
    if (line.split(delimiter).length < width && !line.includes('"')) short ||= end;
    else if (beginsWithCell(text, end, delimiter)) return end;
    end = endOfRecords(text.slice(0, end - 1));
  }
  return short;
}

/** Does the line that begins there have a cell that ends in a delimiter? */
export function beginsWithCell(text: string, from: number, delimiter: string): boolean {
  let at = from;
  while (text[at] === ' ') at++;
  if (text[at] !== '"') {
    const end = text.indexOf(delimiter, from);
    if (end === -1) return false;
    const cell = text.slice(from, end);
    return !/["\r\n]/.test(cell);
  }
  for (at = text.indexOf('"', at + 1); at !== -1 && text[at + 1] === '"'; ) at = text.indexOf('"', at + 2);
  if (at === -1) return false;
  while (text[at + 1] === ' ') at++;
  return text[at + 1] === delimiter;
}

/**
 * The index behind the last line break of a text that seems to stand between records, since the quotes before it are even. Where
 * quotes stand in the middle of cells that says little, so then it is the last line break, right or wrong.
 */
function endOfRecords(text: string): number {
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
