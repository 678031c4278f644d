/** About a thousand rows: enough that sending them costs little, and few enough that no thread waits long for another. */
const CHUNK_CHARS = 64 * 1024;
/** A longer text without the end of a row is read in order instead. */
const MAX_CHUNK_CHARS = 4 * 1024 * 1024;

/** Text of a chunk that is not acknowledged. */
interface PendingChunk {
  /** The rest of the pieces before. */
  readonly carry: string;
  readonly pieces: string[];
}

/** Joins the pieces of a text to chunks of complete rows; can return the pieces if the rows must be read in order. */
export class TextChunks {
  readonly #pieces: PushbackText;
  readonly #endOfRows: (text: string) => number;
  readonly #unacknowledged: PendingChunk[] = [];
  #open: PendingChunk;
  #openChars = 0;
  #isOver = false;

  /** `carry` is the rest of the pieces so far; `endOfRows` returns the index after the last whole row of a text, or 0. */
  constructor(pieces: PushbackText, carry: string, endOfRows: (text: string) => number) {
    this.#pieces = pieces;
    this.#endOfRows = endOfRows;
    this.#open = { carry, pieces: [] };
  }

  /** The next chunk; undefined once the text has ended or failed, or has no end of a row for long. */
  async next(): Promise<string | undefined> {
    while (!this.#isOver) {
      // The error comes again where the text is read in order.
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
      this.#unacknowledged.push(this.#open);
      this.#open = { carry: text.slice(end), pieces: [] };
      this.#openChars = 0;
      return text.slice(0, end);
    }
    return undefined;
  }

  /** The oldest chunk was split, and need not be read again. */
  acknowledge(): void {
    this.#unacknowledged.shift();
  }

  /** Requeues the pieces of all unacknowledged chunks, and returns the rest of those before them. */
  requeue(): string {
    const chunks = [...this.#unacknowledged, this.#open];
    this.#isOver = true;
    this.#pieces.requeue(chunks.flatMap(({ pieces }) => pieces));
    return chunks[0]?.carry ?? '';
  }
}

/** The pieces of a text as they stream. Pieces can be requeued, and an error is thrown again by every further call. */
export class PushbackText implements AsyncIterable<string, void, undefined> {
  readonly #source: AsyncGenerator<string, void, undefined>;
  #requeued: string[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(source: AsyncGenerator<string, void, undefined>) {
    this.#source = source;
  }

  async next(): Promise<IteratorResult<string, void>> {
    const value = this.#requeued.shift();
    if (value !== undefined) return { value, done: false };
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return await this.#source.next();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /** Puts pieces before the remaining ones. */
  requeue(pieces: readonly string[]): void {
    this.#requeued = [...pieces, ...this.#requeued];
  }

  async return(): Promise<IteratorResult<string, void>> {
    await this.#source.return();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
