/** Behind the end of any text, and still a small integer, which the engine keeps in place. */
const NOT_FOUND = 0x3fff_ffff;

/**
 * Walks over the lines of a text. LF, CR and CRLF end a line. Unless the text is the last piece, a line without its end is
 * not walked over, nor is one that ends in a CR at the very end, which may be half a CRLF.
 */
export class LineCursor {
  readonly text: string;
  /** The current line: its first character, the one behind its last, and the start of the next line. */
  start: number;
  end: number;
  next: number;
  /** The first quote from `start` on that is not passed yet; `nowhere` if there is none. */
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

  /** Makes the current line end where the next one does, if there is a whole one. */
  extend(): boolean {
    return this.#findEnd(this.next);
  }

  /** Goes to the quote after the current one. */
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
