import type { SlabRange } from './store/kept-rows.ts';

/** The items of a page as JSON already, each with a comma before it. */
export class SerializedItems {
  readonly #pieces: Buffer[] = [];
  #texts = '';
  #stretch: SlabRange | undefined;

  /** Adds an item that lies in a slab; what lies behind the item before becomes one piece with it. */
  addRange(added: SlabRange): void {
    const last = this.#stretch;
    if (last !== undefined && last.slab === added.slab && last.end === added.start) {
      this.#stretch = { slab: last.slab, start: last.start, end: added.end };
      return;
    }
    this.#endPiece();
    this.#stretch = added;
  }

  addText(text: string): void {
    if (this.#stretch !== undefined) this.#endPiece();
    this.#texts += text;
  }

  /** The bytes, without the first comma. */
  chunks(): readonly Buffer[] {
    this.#endPiece();
    const [first, ...others] = this.#pieces;
    return first === undefined ? [] : [first.subarray(1), ...others];
  }

  #endPiece(): void {
    if (this.#texts !== '') this.#pieces.push(Buffer.from(this.#texts));
    if (this.#stretch !== undefined)
      this.#pieces.push(this.#stretch.slab.subarray(this.#stretch.start, this.#stretch.end));
    this.#texts = '';
    this.#stretch = undefined;
  }
}
