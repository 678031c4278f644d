import { FileError } from '../file-error.ts';
import type { Row } from '../row.ts';
import { countLineBreaks, nextLineStart } from './line-breaks.ts';
import type { QuotedParser } from './parse-quoted.ts';
import { MAX_RECORD_CHARS } from './record-limits.ts';

/** A record whose quotes are not as CSV wants them, and the text that it stands in. */
export interface MalformedRecord {
  readonly path: string;
  readonly parser: QuotedParser;
  readonly delimiter: string;
  readonly text: string;
  readonly start: number;
  readonly line: number;
  /** Nothing follows the text. */
  readonly last: boolean;
}

/** What became of it. */
export interface RepairedRecord {
  readonly row: Row;
  /** Characters and lines that it takes. */
  readonly length: number;
  readonly lines: number;
}

/**
 * Settles a malformed record. A quote in the middle of an unquoted cell (`5" disk`) is text, as spreadsheets read it. A cell
 * that begins with a quote and goes on after the closing one is that row's problem, if it is sure that the row ends with its
 * line; if not, nobody can tell the rows after it apart, and the file is refused there. Answers nothing if more text is
 * needed to decide.
 */
export function repairRecord(malformed: MalformedRecord): RepairedRecord | undefined {
  const { path, parser, text, start, line, last } = malformed;
  let end = nextLineStart(text, start);
  for (;;) {
    const atEnd = end >= text.length;
    const record = parser.lenient(text.slice(start, end));
    if ('cells' in record && (last || !atEnd || text[end - 1] === '\n'))
      return settleRecord(malformed, record.cells, record.length);
    if (atEnd) {
      if (!last && end - start <= MAX_RECORD_CHARS) return undefined;
      const openAt = 'openAt' in record ? record.openAt : 0;
      throw unclosed(path, line + countLineBreaks(text.slice(start, start + openAt)), 'is never closed');
    }
    end = nextLineStart(text, Math.min(text.length, start + 2 * (end - start)));
  }
}

function settleRecord(malformed: MalformedRecord, cells: string[], length: number): RepairedRecord | undefined {
  const { path, text, start, line } = malformed;
  const raw = text.slice(start, start + length);
  const lines = Math.max(1, countLineBreaks(raw));
  const broken = cells.findIndex((cell) => cell.trimStart().startsWith('"'));
  if (broken === -1) return { row: { number: line, cells }, length, lines };
  const isOneLine = countLineBreaks(raw.trimEnd()) === 0;
  const endsHere = isOneLine && ((raw.split('"').length - 1) % 2 === 0 || nextQuoteOpens(malformed, start + length));
  if (endsHere === undefined) return undefined;
  if (!endsHere) {
    const before = cells.slice(0, broken).reduce((sum, cell) => sum + countLineBreaks(cell), 0);
    throw unclosed(path, line + before, 'is not closed where its cell ends');
  }
  const message = `column ${broken + 1} has text outside its quotes; put the whole cell in quotes and double those inside it.`;
  const problem = { code: 'stray-quote', message, column: broken, ofRow: true as const };
  return { row: { number: line, cells, problems: [problem] }, length, lines };
}

/**
 * Does the next quote after a line with an odd one open a cell, rather than close one that was left open? Nothing if that
 * is not in the text yet.
 */
function nextQuoteOpens({ text, delimiter, last }: MalformedRecord, from: number): boolean | undefined {
  const quote = text.indexOf('"', from);
  if (quote === -1) return last || text.length - from > MAX_RECORD_CHARS ? true : undefined;
  const before = text[quote - 1];
  return quote === from || before === delimiter || before === '\n' || before === '\r';
}

function unclosed(path: string, line: number, what: string): FileError {
  const message = `the quote that opens here ${what}, so the rows after it cannot be told apart. Close it, or double a quote that is meant as text.`;
  return new FileError('unclosed-quote', path, message, { line });
}
