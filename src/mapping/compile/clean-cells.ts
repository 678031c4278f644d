import {
  type Cell,
  cellText,
  hasInvisible,
  withoutAnyInvisible,
  withoutControls,
  withoutInvisible,
} from '../../files/index.ts';
import type { TargetField } from '../../targets/index.ts';
import { fold } from '../fold.ts';
import type { Mapping } from '../mapping-schema.ts';
import type { FieldPlan } from './compile-context.ts';

/** What is done to a text of the file before anything else, outer space included. */
export type CleanText = (text: string) => string;

/** Texts that people read: what nobody sees stays in them, as it may be meant. */
const FREE_TEXT_KINDS: ReadonlySet<TargetField['holds']> = new Set(['name', 'place', 'note']);

/** A text that people read: without control characters, and blank where nothing can be seen. */
export function cleanFreeText(text: string): string {
  const trimmed = text.trim();
  if (!hasInvisible(trimmed)) return trimmed;
  return withoutAnyInvisible(trimmed).trim() === '' ? '' : withoutControls(trimmed).trim();
}

/** A key, an address, a number, a code or a name that is looked up: without anything that nobody sees. */
export function cleanIdentifier(text: string): string {
  return withoutInvisible(text).trim();
}

/** How the texts of a field are cleaned. */
export function cleanTextOf({ name, field, spec }: FieldPlan, key: unknown): CleanText {
  const isFree = field.type === 'text' && FREE_TEXT_KINDS.has(field.holds) && spec.lookup === undefined && name !== key;
  return isFree ? cleanFreeText : cleanIdentifier;
}

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
