import { FileError } from '../file-error.ts';
import type { Row } from '../row.ts';
import { countLineBreaks, nextLineStart } from './line-breaks.ts';
import type { QuotedParser } from './parse-quoted.ts';
import { maxRecordChars } from './record-limits.ts';

/** What became of a record whose quotes are not as CSV wants them. */
export interface MendedRecord {
  readonly row: Row;
  /** Characters and lines that it takes. */
  readonly length: number;
  readonly lines: number;
}

/**
 * Settles a malformed record. A quote in the middle of an unquoted cell (`5" disk`) is text, as spreadsheets read it. A cell
 * that begins with a quote and goes on after the closing one is that row's problem if it ends on its own line; if not,
 * nobody can tell where the row ends, so the file is refused there. Answers nothing if more text is needed to decide.
 */
export function mendRecord(
  path: string,
  parser: QuotedParser,
  text: string,
  start: number,
  line: number,
  last: boolean,
): MendedRecord | undefined {
  let end = nextLineStart(text, start);
  for (;;) {
    const atEnd = end >= text.length;
    const record = parser.lenient(text.slice(start, end));
    if ('cells' in record && (last || !atEnd || text[end - 1] === '\n'))
      return judge(path, record.cells, record.length, text, start, line);
    if (atEnd) {
      if (!last && end - start <= maxRecordChars) return undefined;
      const openAt = 'openAt' in record ? record.openAt : 0;
      throw unclosed(path, line + countLineBreaks(text.slice(start, start + openAt)), 'is never closed');
    }
    end = nextLineStart(text, Math.min(text.length, start + 2 * (end - start)));
  }
}

function judge(path: string, cells: string[], length: number, text: string, start: number, line: number): MendedRecord {
  const raw = text.slice(start, start + length);
  const broken = cells.findIndex((cell) => cell.trimStart().startsWith('"'));
  const breaks = countLineBreaks(raw);
  const lines = Math.max(1, breaks);
  if (broken === -1) return { row: { number: line, cells }, length, lines };
  const quotes = raw.split('"').length - 1;
  const inner = countLineBreaks(raw.trimEnd());
  if (inner > 0 || quotes % 2 === 1) {
    const before = cells.slice(0, broken).reduce((sum, cell) => sum + countLineBreaks(cell), 0);
    throw unclosed(path, line + before, 'is not closed where its cell ends');
  }
  const message = `column ${broken + 1} has text outside its quotes; put the whole cell in quotes and double those inside it.`;
  const problem = { code: 'stray-quote', message, column: broken };
  return { row: { number: line, cells, problems: [problem] }, length, lines };
}

function unclosed(path: string, line: number, what: string): FileError {
  const message = `the quote that opens here ${what}, so the rows after it cannot be told apart. Close it, or double a quote that is meant as text.`;
  return new FileError('unclosed-quote', path, message, { line });
}
