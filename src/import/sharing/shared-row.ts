import type { Cell, Row } from '../../files/row.ts';

/** A row that another thread has read. Its cells, which hardly ever are asked for, are cut from the file's text again. */
export class SharedRow implements Row {
  readonly number: number;
  readonly #place: number;
  readonly #rows: () => readonly Row[];

  constructor(number: number, place: number, rows: () => readonly Row[]) {
    this.number = number;
    this.#place = place;
    this.#rows = rows;
  }

  get cells(): readonly Cell[] {
    return this.#rows()[this.#place]?.cells ?? [];
  }
}
