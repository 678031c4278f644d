import { type CsvError, type Options, parse } from 'csv-parse/sync';
import { FileError } from '../file-error.ts';
import type { Row } from '../row.ts';
import { countLineBreaks, MAX_RECORD_CHARS, nextLineStart } from '../text/lines.ts';

/** A record whose quotes are not as CSV wants them, and the text that it stands in. */
interface MalformedRecord {
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
interface RepairedRecord {
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

/** A record with stray quotes, read leniently. */
interface LenientRecord {
  readonly cells: string[];
  /** Characters of the text that the record takes, its line break included. */
  readonly length: number;
}

/** Parses records that hold quotes with csv-parse. */
export interface QuotedParser {
  /** The records' cells, or nothing unless every text is exactly one well-formed record. */
  strict(texts: readonly string[]): string[][] | undefined;
  /** The first record of a text, with quotes inside unquoted cells taken as they are; or where a quote stays open. */
  lenient(text: string): LenientRecord | { readonly openAt: number };
}

export function quotedParser(delimiter: string): QuotedParser {
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
  };
  return {
    strict(texts) {
      try {
        const records = parse(texts.join(''), options) as string[][];
        return records.length === texts.length ? records : undefined;
      } catch {
        return undefined;
      }
    },
    lenient(text) {
      const bytes = Buffer.from(text);
      try {
        const [first] = parse(bytes, { ...options, relax_quotes: true, info: true, to: 1 }) as unknown as {
          record: string[];
          info: { bytes: number };
        }[];
        if (first === undefined) return { cells: [''], length: text.length };
        return { cells: first.record, length: bytes.toString('utf8', 0, first.info.bytes).length };
      } catch (error) {
        const { bytes: openAt } = error as CsvError & { bytes?: number };
        return { openAt: bytes.toString('utf8', 0, openAt ?? 0).length };
      }
    },
  };
}

const QUOTE_CODE = 34;
const SPACE_CODE = 32;
const TAB_CODE = 9;
const EQUALS_CODE = 61;

/**
 * The cells of a record whose quoted cells are well-formed: `"a, b",c,"say ""hi"""`. Blanks around a quoted cell are no part of
 * it (`"a", "b"`), and `="007"`, by which many programs keep the zeros of a code, is one cell whatever stands in its quotes.
 * Nothing for any other record.
 */
export function splitQuotedLine(text: string, start: number, end: number, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  const delimiterCode = delimiter.charCodeAt(0);
  const isBlank = (code: number): boolean => (code === SPACE_CODE || code === TAB_CODE) && code !== delimiterCode;
  for (let at = start; ; ) {
    let open = at;
    while (open < end && isBlank(text.charCodeAt(open))) open++;
    const from = open;
    if (text.charCodeAt(open) === EQUALS_CODE) open++;
    if (open < end && text.charCodeAt(open) === QUOTE_CODE) {
      let close = text.indexOf('"', open + 1);
      let escaped = false;
      while (text.charCodeAt(close + 1) === QUOTE_CODE && close !== -1) {
        escaped = true;
        close = text.indexOf('"', close + 2);
      }
      if (close === -1 || close >= end) return undefined;
      const cell = open > from ? text.slice(from, close + 1) : text.slice(open + 1, close);
      cells.push(escaped && open === from ? cell.replaceAll('""', '"') : cell);
      let next = close + 1;
      while (next < end && isBlank(text.charCodeAt(next))) next++;
      if (next === end) return cells;
      if (text.charCodeAt(next) !== delimiterCode) return undefined;
      at = next + 1;
    } else {
      const next = text.indexOf(delimiter, at);
      const isLast = next === -1 || next >= end;
      const cell = text.slice(at, isLast ? end : next);
      if (cell.includes('"')) return undefined;
      cells.push(cell);
      if (isLast) return cells;
      at = next + 1;
    }
  }
}
