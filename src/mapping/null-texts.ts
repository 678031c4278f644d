import { type Cell, cellText } from '../files/row.ts';
import { fold } from './fold.ts';
import type { Mapping } from './mapping-schema.ts';

/** The texts that a mapping's `nulls` lists. */
export class NullTexts {
  readonly #texts: ReadonlySet<string>;
  readonly #longest: number;

  constructor(texts: readonly (string | number | boolean | null)[]) {
    // YAML reads a bare NULL as nothing; meant is the word.
    this.#texts = new Set(texts.map((text) => fold(String(text))));
    this.#longest = Math.max(...[...this.#texts].map((text) => text.length));
  }

  /** The cell, blank where it holds one of the texts. */
  blanked(cell: Cell): Cell {
    const text = cellText(cell);
    // Folding makes no text longer but by a few characters, and most cells are longer than any of these.
    if (text === '' || text.length > this.#longest + 8) return cell;
    return this.#texts.has(fold(text)) ? '' : cell;
  }
}

const made = new WeakMap<object, NullTexts>();

/** Those of a mapping, if it has any. */
export function nullTexts({ nulls }: Pick<Mapping, 'nulls'>): NullTexts | undefined {
  if (nulls === undefined) return undefined;
  const known = made.get(nulls) ?? new NullTexts(nulls);
  made.set(nulls, known);
  return known;
}
