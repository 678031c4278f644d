import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Row } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
import { countLineBreaks, MAX_RECORD_CHARS } from '../text/lines.ts';

const QUOTE = '"';

/** A record, and where the next one begins. */
interface EscapedRecord {
  readonly cells: string[];
  readonly next: number;
  /** The index of the cell with text after its closing quote, if there is one. */
  readonly stray: number | undefined;
}

/**
 * Splits text into rows in which a quote inside quotes has an escape character before it, as MySQL and many programs write it.
 * Doubled quotes are read, too, and an unquoted `\N` is MySQL's blank.
 */
export class EscapedRecordCutter {
  readonly #path: string;
  readonly #delimiter: string;
  readonly #escape: string;
  #carry = '';
  #line = 1;

  constructor(path: string, delimiter: string, escapeCharacter: string) {
    this.#path = path;
    this.#delimiter = delimiter;
    this.#escape = escapeCharacter;
  }

  get rest(): { readonly text: string; readonly line: number } {
    return { text: this.#carry, line: this.#line };
  }

  get restLength(): number {
    return this.#carry.length;
  }

  resume(text: string, line: number): void {
    this.#carry = text;
    this.#line = line;
  }

  /** See `RecordCutter.cut`. */
  cut(text: string, last: boolean, rows: Row[] = []): Row[] {
    const whole = this.#carry + text;
    let at = 0;
    while (at < whole.length) {
      const record = this.#record(whole, at, last);
      if (record === undefined) break;
      rows.push(this.#row(record));
      this.#line += Math.max(1, countLineBreaks(whole.slice(at, record.next)));
      at = record.next;
    }
    this.#carry = whole.slice(at);
    if ((last && this.#carry !== '') || this.#carry.length > MAX_RECORD_CHARS) throw this.#unclosed();
    return rows;
  }

  #row({ cells, stray }: EscapedRecord): Row {
    if (stray === undefined) return { number: this.#line, cells };
    const message = ROW_MESSAGES['stray-quote'].text.escaped(stray + 1, this.#escape);
    const problem = { code: 'stray-quote', message, column: stray, ofRow: true as const };
    return { number: this.#line, cells, problems: [problem] };
  }

  /** The record that begins at an index; undefined if its end is not in the text. */
  #record(text: string, from: number, last: boolean): EscapedRecord | undefined {
    const cells: string[] = [];
    let stray: number | undefined;
    let cell = '';
    let isQuoted = false;
    let isOpen = false;
    for (let at = from; ; at++) {
      const character = text[at];
      if (character === undefined) {
        if (!last || isOpen) return undefined;
        return { cells: [...cells, this.#value(cell, isQuoted)], next: at, stray };
      }
      if (character === this.#escape) {
        const next = text[at + 1];
        if (next === undefined && !last) return undefined;
        if (next !== undefined && this.#isEscaped(next)) {
          cell += next;
          at++;
        } else cell += character;
      } else if (isOpen) {
        if (character !== QUOTE) cell += character;
        else if (text[at + 1] === QUOTE) {
          cell += QUOTE;
          at++;
        } else if (text[at + 1] === undefined && !last) return undefined;
        else isOpen = false;
      } else if (character === QUOTE && !isQuoted && cell.trim() === '') {
        cell = '';
        isQuoted = true;
        isOpen = true;
      } else if (character === this.#delimiter || character === '\n' || character === '\r') {
        cells.push(this.#value(cell, isQuoted));
        cell = '';
        isQuoted = false;
        if (character === this.#delimiter) continue;
        if (character === '\r' && text[at + 1] === undefined && !last) return undefined;
        const isPair = character === '\r' && text[at + 1] === '\n';
        return { cells, next: at + (isPair ? 2 : 1), stray };
      } else {
        // A blank after the closing quote is not part of the cell.
        if (isQuoted && character !== ' ' && character !== '\t') stray ??= cells.length;
        if (!isQuoted || stray !== undefined) cell += character;
      }
    }
  }

  /** MySQL's files escape delimiters and line breaks, too. */
  #isEscaped(character: string): boolean {
    return [QUOTE, this.#escape, this.#delimiter, '\n', '\r', '\t'].includes(character);
  }

  #value(cell: string, isQuoted: boolean): string {
    return !isQuoted && cell === `${this.#escape}N` ? '' : cell;
  }

  #unclosed(): FileError {
    const message = FILE_MESSAGES['unclosed-quote'].text.escapable();
    return new FileError('unclosed-quote', this.#path, message, { line: this.#line });
  }
}
