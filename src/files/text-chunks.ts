/** About a thousand rows: enough that sending them costs little, and few enough that no thread waits long for another. */
const CHUNK_CHARS = 64 * 1024;
/** Where no row ends for so long, something is odd. */
const MAX_CHUNK_CHARS = 4 * 1024 * 1024;

/** Text that was taken from the pieces, as it was when it was taken. */
interface PendingChunk {
  /** What the pieces before had left. */
  readonly carry: string;
  readonly pieces: string[];
}

/** Joins the pieces of a text to stretches of whole rows, and undoes that where the rows turn out to be others. */
export class TextChunks {
  readonly #pieces: PushbackText;
  readonly #endOfRows: (text: string) => number;
  readonly #unsettled: PendingChunk[] = [];
  #open: PendingChunk;
  #openChars = 0;
  #isOver = false;

  /** `carry` is what the pieces so far have left, `endOfRows` answers the index behind the last whole row of a text, or 0. */
  constructor(pieces: PushbackText, carry: string, endOfRows: (text: string) => number) {
    this.#pieces = pieces;
    this.#endOfRows = endOfRows;
    this.#open = { carry, pieces: [] };
  }

  /** The next stretch; nothing once the text has ended, goes wrong, or has no rows for long. */
  async next(): Promise<string | undefined> {
    while (!this.#isOver) {
      // What goes wrong is met again where the text is read in order.
      const { value: piece } = await this.#pieces.next().catch(() => ({ value: undefined }));
      this.#isOver = piece === undefined || this.#openChars > MAX_CHUNK_CHARS;
      if (piece === undefined) return undefined;
      this.#open.pieces.push(piece);
      this.#openChars += piece.length;
      if (this.#openChars < CHUNK_CHARS) continue;
      // Not joined at once: that would make one more copy.
      const text = this.#open.pieces.reduce((before, each) => before + each, this.#open.carry);
      const end = this.#endOfRows(text);
      if (end === 0) continue;
      this.#unsettled.push(this.#open);
      this.#open = { carry: text.slice(end), pieces: [] };
      this.#openChars = 0;
      return text.slice(0, end);
    }
    return undefined;
  }

  /** The oldest stretch was cut, and need not be read again. */
  acknowledge(): void {
    this.#unsettled.shift();
  }

  /** Gives the pieces of all stretches that are not settled back, and answers what those before them had left. */
  requeue(): string {
    const taken = [...this.#unsettled, this.#open];
    this.#isOver = true;
    this.#pieces.requeue(taken.flatMap(({ pieces }) => pieces));
    return taken[0]?.carry ?? '';
  }
}

/** The pieces of a text as they stream. Those that were taken can be given back, and what goes wrong does so again when it is asked for once more. */
export class PushbackText implements AsyncIterable<string, void, undefined> {
  readonly #source: AsyncGenerator<string, void, undefined>;
  #returned: string[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(source: AsyncGenerator<string, void, undefined>) {
    this.#source = source;
  }

  async next(): Promise<IteratorResult<string, void>> {
    const value = this.#returned.shift();
    if (value !== undefined) return { value, done: false };
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return await this.#source.next();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /** Puts pieces before those that are still to come. */
  requeue(pieces: readonly string[]): void {
    this.#returned = [...pieces, ...this.#returned];
  }

  async return(): Promise<IteratorResult<string, void>> {
    await this.#source.return();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
