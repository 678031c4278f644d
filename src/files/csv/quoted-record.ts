import { type CsvError, type Options, parse } from 'csv-parse/sync';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Row } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
import { countLineBreaks, MAX_RECORD_CHARS, nextLineStart } from '../text/lines.ts';

/** A record with malformed quotes, and the text around it. */
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

interface RepairedRecord {
  readonly row: Row;
  /** Its length in characters, line break included. */
  readonly length: number;
  readonly lines: number;
}

/**
 * Reads a malformed record leniently. A quote in the middle of an unquoted cell (`5" disk`) is text, as spreadsheets read it. A cell
 * that begins with a quote and continues after the closing one is a problem of that row, if the row certainly ends with its
 * line; if not, the rows after it cannot be separated, and the file is an error from there on. Returns undefined if more text is
 * needed to decide.
 */
export function repairRecord(malformed: MalformedRecord): RepairedRecord | undefined {
  const { path, parser, text, start, line, last } = malformed;
  let end = nextLineStart(text, start);
  for (;;) {
    const atEnd = end >= text.length;
    const record = parser.lenient(text.slice(start, end));
    if ('cells' in record && (last || !atEnd || text[end - 1] === '\n'))
      return repaired(malformed, record.cells, record.length);
    if (atEnd) {
      if (!last && end - start <= MAX_RECORD_CHARS) return undefined;
      const openAt = 'openAt' in record ? record.openAt : 0;
      throw unclosed(path, line + countLineBreaks(text.slice(start, start + openAt)), UNCLOSED.neverClosed());
    }
    end = nextLineStart(text, Math.min(text.length, start + 2 * (end - start)));
  }
}

function repaired(malformed: MalformedRecord, cells: string[], length: number): RepairedRecord | undefined {
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
    throw unclosed(path, line + before, UNCLOSED.closedElsewhere());
  }
  const message = ROW_MESSAGES['stray-quote'].text.doubled(broken + 1);
  const problem = { code: 'stray-quote', message, column: broken, ofRow: true as const };
  return { row: { number: line, cells, problems: [problem] }, length, lines };
}

/**
 * Does the next quote after a line with an odd number of quotes open a cell, rather than close one that was left open? Undefined
 * if the text does not reach that far yet.
 */
function nextQuoteOpens({ text, delimiter, last }: MalformedRecord, from: number): boolean | undefined {
  const quote = text.indexOf('"', from);
  if (quote === -1) return last || text.length - from > MAX_RECORD_CHARS ? true : undefined;
  const before = text[quote - 1];
  return quote === from || before === delimiter || before === '\n' || before === '\r';
}

const UNCLOSED = FILE_MESSAGES['unclosed-quote'].text;

function unclosed(path: string, line: number, message: string): FileError {
  return new FileError('unclosed-quote', path, message, { line });
}

/** A record with stray quotes, read leniently. */
interface LenientRecord {
  readonly cells: string[];
  /** Its length in characters, line break included. */
  readonly length: number;
}

/** Parses records that hold quotes with csv-parse. */
export interface QuotedParser {
  /** The cells of the records; undefined unless every text is exactly one well-formed record. */
  strict(texts: readonly string[]): string[][] | undefined;
  /** The first record of a text, with quotes inside unquoted cells read as text; or the index of a quote that stays open. */
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
 * The cells of a record whose quoted cells are well-formed: `"a, b",c,"say ""hi"""`. Blanks around a quoted cell are not part of
 * it (`"a", "b"`), and `="007"`, by which many programs keep the zeros of a code, is one cell whatever its quotes hold.
 * Undefined for any other record.
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
