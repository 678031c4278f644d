import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Row } from '../row.ts';
import { MAX_RECORD_CHARS } from '../text/lines.ts';
import { type QuotedParser, quotedParser, repairRecord, splitQuotedLine } from './quoted-record.ts';

const MAX_BATCH = 256;
const LONG_CARRY_CHARS = 256 * 1024;

/** A record with quotes that waits for csv-parse: its text, its line, and its index among the rows. */
interface PendingRecord {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly at: number;
  /** A single line that is not well-formed, so csv-parse is not needed to know it. */
  readonly malformed: boolean;
}

/**
 * Splits text into rows. Lines without a quote, and lines whose quoted cells end on them, are split here; the rest is cut where the
 * number of quotes is even and parsed by csv-parse in groups. If csv-parse finds a group well-formed the cuts were right, since
 * every quoted cell holds an even number of quotes; otherwise {@link repairRecord} reads the first malformed row, and cutting
 * continues after it.
 */
export class RecordCutter {
  readonly #path: string;
  readonly #delimiter: string;
  readonly #parser: QuotedParser;
  #carry = '';
  /** Pieces that follow the carry and have not been examined. */
  #later: string[] = [];
  #laterLength = 0;
  #line = 1;
  #batchLimit = MAX_BATCH;
  #pending: PendingRecord[] = [];
  #hasRepaired = false;

  constructor(path: string, delimiter: string) {
    this.#path = path;
    this.#delimiter = delimiter;
    this.#parser = quotedParser(delimiter);
  }

  /** Text that is not split yet, and the line where it starts. */
  get rest(): { readonly text: string; readonly line: number } {
    return { text: this.#carry + this.#later.join(''), line: this.#line };
  }

  /** Was any record malformed, so that its reading depended on what follows it? */
  get hasRepaired(): boolean {
    return this.#hasRepaired;
  }

  /** Drops the text that is not split yet and continues with another that begins at a line. */
  resume(text: string, line: number): void {
    this.#carry = text;
    this.#later = [];
    this.#laterLength = 0;
    this.#line = line;
  }

  /** The length of the text that is not split yet. */
  get restLength(): number {
    return this.#carry.length + this.#laterLength;
  }

  /**
   * Returns the rows that `text` completes; nothing follows where it is the `last`. Blank lines are rows with one blank cell.
   * The rows are added to `rows`, which holds those before an error even where this throws.
   */
  cut(text: string, last: boolean, rows: Row[] = []): Row[] {
    this.#later.push(text);
    this.#laterLength += text.length;
    // A record that spans many pieces is examined whenever it has doubled, not with every piece.
    if (!last && this.#carry.length > LONG_CARRY_CHARS && this.#laterLength < this.#carry.length) return rows;
    const whole = this.rest.text;
    this.#later = [];
    this.#laterLength = 0;
    let from = 0;
    for (;;) {
      const stop = this.#cutWellFormed(whole, from, last, rows);
      const repaired = stop.malformed
        ? repairRecord({
            path: this.#path,
            parser: this.#parser,
            delimiter: this.#delimiter,
            text: whole,
            start: stop.at,
            line: this.#line,
            last,
          })
        : undefined;
      if (repaired === undefined) {
        this.#keep(whole, stop.at);
        return rows;
      }
      this.#hasRepaired = true;
      rows.push(repaired.row);
      this.#line += repaired.lines;
      from = stop.at + repaired.length;
    }
  }

  #keep(text: string, from: number): void {
    this.#carry = text.slice(from);
    if (this.#carry.length <= MAX_RECORD_CHARS) return;
    throw new FileError('row-too-long', this.#path, FILE_MESSAGES['row-too-long'].text.csv(), { line: this.#line });
  }

  /** Splits records from `from` until the text ends or a malformed record begins; `at` is that index. */
  #cutWellFormed(text: string, from: number, last: boolean, rows: Row[]): { at: number; malformed: boolean } {
    const lines = new LineCursor(text, from, last);
    let line = this.#line;
    let done = from;
    let open = false;
    while (lines.advance()) {
      let taken = 1;
      if (lines.quote >= lines.end) {
        rows.push({ number: line, cells: text.slice(lines.start, lines.end).split(this.#delimiter) });
      } else {
        taken = this.#cutQuoted(lines, line, rows);
        open = taken === 0;
        if (open) break;
        const mustParse = this.#pending.length >= this.#batchLimit || this.#pending.at(-1)?.malformed === true;
        const failed = mustParse ? this.#parsePending(text, rows) : undefined;
        if (failed !== undefined) return this.#stopAt(failed, rows);
      }
      line += taken;
      done = lines.next;
    }
    const failed = this.#parsePending(text, rows);
    if (failed !== undefined) return this.#stopAt(failed, rows);
    this.#line = line;
    return { at: done, malformed: open && (last || text.length - done > MAX_RECORD_CHARS) };
  }

  /** Splits a record with quotes. Returns its number of lines, or 0 if its end is not in the text. */
  #cutQuoted(lines: LineCursor, line: number, rows: Row[]): number {
    const { text, start } = lines;
    let quotes = 0;
    let opens = false;
    for (; lines.quote < lines.end; lines.passQuote()) {
      quotes++;
      opens ||= this.#mayOpen(text, lines.quote, start);
    }
    const cells = opens
      ? splitQuotedLine(text, start, lines.end, this.#delimiter)
      : text.slice(start, lines.end).split(this.#delimiter);
    if (cells !== undefined) {
      rows.push({ number: line, cells });
      return 1;
    }
    let taken = 1;
    for (; (quotes & 1) === 1; taken++) {
      if (!lines.extend()) return 0;
      for (; lines.quote < lines.end; lines.passQuote()) quotes++;
    }
    const overLines = taken > 1 ? splitQuotedLine(text, start, lines.end, this.#delimiter) : undefined;
    if (overLines !== undefined) {
      rows.push({ number: line, cells: overLines });
      return taken;
    }
    this.#pending.push({ start, end: lines.next, line, at: rows.length, malformed: taken === 1 });
    rows.push({ number: line, cells: [] });
    return taken;
  }

  /** Can a quoted cell begin here? A quote after other text of its cell, as in `5" disk`, is text. */
  #mayOpen(text: string, quote: number, lineStart: number): boolean {
    const before = text[quote - 1];
    if (before === '=') return this.#mayOpen(text, quote - 1, lineStart);
    return quote === lineStart || before === this.#delimiter || before === ' ' || before === '\t' || before === '"';
  }

  /** Fills in the cells of the pending rows; returns the first that is malformed. */
  #parsePending(text: string, rows: Row[]): PendingRecord | undefined {
    const malformed = this.#pending.at(-1)?.malformed === true ? this.#pending.pop() : undefined;
    const pending = this.#pending;
    if (pending.length === 0) return malformed;
    this.#pending = [];
    const records = this.#parser.strict(pending.map(({ start, end }) => text.slice(start, end)));
    if (records !== undefined) {
      for (const [index, { at, line }] of pending.entries()) {
        rows[at] = { number: line, cells: records[index] as string[] };
      }
      this.#batchLimit = Math.min(MAX_BATCH, this.#batchLimit * 2);
      return malformed;
    }
    this.#batchLimit = 1;
    for (const candidate of pending) {
      const [cells] = this.#parser.strict([text.slice(candidate.start, candidate.end)]) ?? [];
      if (cells === undefined) return candidate;
      rows[candidate.at] = { number: candidate.line, cells };
    }
    return malformed;
  }

  #stopAt(failed: PendingRecord, rows: Row[]): { at: number; malformed: true } {
    rows.length = failed.at;
    this.#line = failed.line;
    return { at: failed.start, malformed: true };
  }
}

/** After the end of any text, and still a small integer, which the engine stores without a heap object. */
const NOT_FOUND = 0x3fff_ffff;

/**
 * Iterates over the lines of a text. LF, CR and CRLF end a line. Unless the text is the last piece, it stops before a line without
 * an end, and before one that ends in a CR at the very end, which may be half a CRLF.
 */
class LineCursor {
  readonly text: string;
  /** The current line: the indexes of its first character, after its last one, and of the start of the next line. */
  start: number;
  end: number;
  next: number;
  /** The first quote from `start` that is not passed yet; `NOT_FOUND` if there is none. */
  quote: number;
  readonly #last: boolean;
  #lf: number;
  #cr: number;

  constructor(text: string, from: number, last: boolean) {
    this.text = text;
    this.#last = last;
    this.start = from;
    this.end = from;
    this.next = from;
    this.quote = find(text, '"', from);
    this.#lf = find(text, '\n', from);
    this.#cr = find(text, '\r', from);
  }

  /** Moves to the next line, if there is a whole one. */
  advance(): boolean {
    const from = this.next;
    if (!this.#findEnd(from)) return false;
    this.start = from;
    return true;
  }

  /** Extends the current line to the end of the next one, if there is a whole one. */
  extend(): boolean {
    return this.#findEnd(this.next);
  }

  /** Moves to the quote after the current one. */
  passQuote(): void {
    this.quote = find(this.text, '"', this.quote + 1);
  }

  #findEnd(from: number): boolean {
    const { length } = this.text;
    if (from >= length) return false;
    if (this.#lf < from) this.#lf = find(this.text, '\n', from);
    if (this.#cr < from) this.#cr = find(this.text, '\r', from);
    const end = Math.min(this.#lf, this.#cr);
    if (end >= length) {
      if (!this.#last) return false;
      this.end = length;
      this.next = length;
      return true;
    }
    if (!this.#last && end === this.#cr && end === length - 1) return false;
    this.end = end;
    this.next = end === this.#cr && this.#lf === end + 1 ? end + 2 : end + 1;
    return true;
  }
}

function find(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at === -1 ? NOT_FOUND : at;
}
