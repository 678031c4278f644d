import { FileError } from '../file-error.ts';
import type { Row } from '../row.ts';
import { nextLineStart } from './line-breaks.ts';
import { mendRecord } from './mend-record.ts';
import { type QuotedParser, quotedParser } from './parse-quoted.ts';
import { maxRecordChars } from './record-limits.ts';

const maxBatch = 256;

interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Index of its place among the rows. */
  readonly at: number;
}

/**
 * Cuts text into rows. Lines without a quote are split as they are; the rest is cut where the count of quotes is even
 * and given to csv-parse in groups. If csv-parse finds a group well-formed the cuts were right, since every quoted cell
 * holds an even number of quotes; else the first malformed row is settled by {@link mendRecord} and cutting goes on after it.
 */
export class RecordCutter {
  readonly #path: string;
  readonly #delimiter: string;
  readonly #quotedDelimiter: string;
  readonly #parser: QuotedParser;
  #carry = '';
  #line = 1;
  #batchLimit = maxBatch;

  constructor(path: string, delimiter: string) {
    this.#path = path;
    this.#delimiter = delimiter;
    this.#quotedDelimiter = `"${delimiter}"`;
    this.#parser = quotedParser(delimiter);
  }

  /** Text that is not cut yet, and the line where it starts. */
  get rest(): { readonly text: string; readonly line: number } {
    return { text: this.#carry, line: this.#line };
  }

  /** The rows that `text` completes. `last` says that nothing follows. Blank lines are rows with one blank cell. */
  cut(text: string, last: boolean): Row[] {
    const whole = this.#carry.length === 0 ? text : this.#carry + text;
    const rows: Row[] = [];
    let from = 0;
    for (;;) {
      const stop = this.#cutWellFormed(whole, from, last, rows);
      if (!stop.malformed) {
        this.#keep(whole, stop.at);
        return rows;
      }
      const mended = mendRecord(this.#path, this.#parser, whole, stop.at, this.#line, last);
      if (mended === undefined) {
        this.#keep(whole, stop.at);
        return rows;
      }
      rows.push(mended.row);
      this.#line += mended.lines;
      from = stop.at + mended.length;
    }
  }

  #keep(text: string, from: number): void {
    this.#carry = text.slice(from);
    if (this.#carry.length > maxRecordChars) {
      throw new FileError(
        'row-too-long',
        this.#path,
        'the row that begins here is over 8 MB long. Is this a CSV file?',
        {
          line: this.#line,
        },
      );
    }
  }

  /** Cuts from `from` on until the text ends or a malformed record begins. */
  #cutWellFormed(text: string, from: number, last: boolean, rows: Row[]): { at: number; malformed: boolean } {
    const delimiter = this.#delimiter;
    const waiting: Candidate[] = [];
    let line = this.#line;
    let pos = from;
    let quote = find(text, '"', from);
    let lf = find(text, '\n', from);
    let cr = find(text, '\r', from);
    let open = false;
    while (pos < text.length) {
      if (lf < pos) lf = find(text, '\n', pos);
      if (cr < pos) cr = find(text, '\r', pos);
      let end = Math.min(lf, cr);
      // A CR at the very end may be the first half of a CRLF.
      if (!last && end >= text.length - (end === cr ? 1 : 0)) break;
      let next = end === cr && lf === cr + 1 ? cr + 2 : end + 1;
      if (end > text.length) end = next = text.length;
      if (quote >= end) {
        rows.push({ number: line, cells: text.slice(pos, end).split(delimiter) });
        pos = next;
        line++;
        continue;
      }
      let quotes = 0;
      let lines = 1;
      for (;;) {
        for (; quote < end; quote = find(text, '"', quote + 1)) quotes++;
        if ((quotes & 1) === 0) break;
        if (next >= text.length) {
          open = true;
          break;
        }
        const nextStart = nextLineStart(text, next);
        const broken = nextStart > next && (text[nextStart - 1] === '\n' || text[nextStart - 1] === '\r');
        if ((!broken && !last) || (!last && nextStart === text.length && text[nextStart - 1] === '\r')) {
          open = true;
          break;
        }
        end = nextStart;
        next = nextStart;
        lines++;
      }
      if (open) break;
      const cells = lines === 1 ? this.#allQuoted(text, pos, end, quotes) : undefined;
      if (cells === undefined) waiting.push({ start: pos, end: next, line, at: rows.length });
      rows.push({ number: line, cells: cells ?? [] });
      pos = next;
      line += lines;
      if (waiting.length >= this.#batchLimit) {
        const failed = this.#parse(text, waiting, rows);
        if (failed !== undefined) return this.#stopAt(failed, rows);
        waiting.length = 0;
      }
    }
    const failed = this.#parse(text, waiting, rows);
    if (failed !== undefined) return this.#stopAt(failed, rows);
    this.#line = line;
    return { at: pos, malformed: open && (last || text.length - pos > maxRecordChars) };
  }

  #stopAt(failed: Candidate, rows: Row[]): { at: number; malformed: true } {
    rows.length = failed.at;
    this.#line = failed.line;
    return { at: failed.start, malformed: true };
  }

  /** The cells of a line like `"a","b"` that holds no quotes but those around its cells. */
  #allQuoted(text: string, start: number, end: number, quotes: number): string[] | undefined {
    if (text.charCodeAt(start) !== 34 || text.charCodeAt(end - 1) !== 34) return undefined;
    const cells = text.slice(start + 1, end - 1).split(this.#quotedDelimiter);
    return cells.length * 2 === quotes ? cells : undefined;
  }

  /** Fills in the waiting rows' cells; answers the first that is malformed. */
  #parse(text: string, waiting: readonly Candidate[], rows: Row[]): Candidate | undefined {
    if (waiting.length === 0) return undefined;
    const records = this.#parser.strict(waiting.map(({ start, end }) => text.slice(start, end)));
    if (records !== undefined) {
      for (const [index, { at, line }] of waiting.entries())
        rows[at] = { number: line, cells: records[index] as string[] };
      if (this.#batchLimit < maxBatch) this.#batchLimit *= 2;
      return undefined;
    }
    this.#batchLimit = 1;
    for (const candidate of waiting) {
      const [cells] = this.#parser.strict([text.slice(candidate.start, candidate.end)]) ?? [];
      if (cells === undefined) return candidate;
      rows[candidate.at] = { number: candidate.line, cells };
    }
    return undefined;
  }
}

function find(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
