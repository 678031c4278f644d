import { BlankRowCounter } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import type { ChunkFacts, ChunkSplitter, CsvChunkFormat } from '../splittable-table.ts';
import { mayHoldEscapes, stripTextPrefix, unescapeRows } from './formula-escaping.ts';
import { RecordCutter } from './record-cutter.ts';
import { RowsWithData } from './rows-with-data.ts';

/** Enough rows to spread the cost of a batch, and few enough to be gone before a garbage collection copies them. */
const CHARS_AT_ONCE = 32 * 1024;

/** Splits chunks of well-formed records, each of which ends with a record. Row numbers count from the chunk's first line. */
export function csvChunkSplitter({
  delimiter,
  rowPattern,
  unescapes,
  markedColumns,
}: CsvChunkFormat): ChunkSplitter<ChunkFacts> {
  return (text, take) => {
    const cutter = new RecordCutter('', delimiter);
    const blanks = new BlankRowCounter();
    const withData = new RowsWithData(rowPattern, blanks);
    const isEscaped = unescapes && mayHoldEscapes(text);
    try {
      for (let at = 0; at < text.length; at += CHARS_AT_ONCE) {
        const rows = cutter.cut(text.slice(at, at + CHARS_AT_ONCE), false);
        if (cutter.hasRepaired) return undefined;
        if (isEscaped) unescapeRows(rows);
        stripTextPrefix(rows, markedColumns);
        take(withData.take(rows, rowPattern.width === 1));
      }
      // The meaning of the last row depends on the text after it, unless it is complete: see `endOfRows`.
      if (withData.isUnsettled || (rowPattern.width > 1 && withData.endsShort)) return undefined;
      if (withData.isWaiting) take(withData.end());
    } catch (error) {
      // Reading in order fails again, with the line.
      if (error instanceof FileError) return undefined;
      throw error;
    }
    if (cutter.restLength > 0) return undefined;
    return { end: cutter.rest.line - 1, blanks: blanks.counts, hiddenRows: 0, outside: [] };
  };
}

/** A limit for files of short lines. */
const MAX_LINES_TRIED = 50;

/**
 * The index after the last record of a text that is certainly whole: as wide as the header, and followed by a line of more than one
 * cell, which cannot be the rest of that record. If the last ones are all short, any end will do, since the rows must be read in order.
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

/** Does the line that begins at `from` have a cell that ends in a delimiter? */
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
 * The index after the last line break of a text that probably stands between records, since the number of quotes before it is even.
 * Where quotes stand in the middle of cells that says little; then it is the last line break, right or wrong.
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
