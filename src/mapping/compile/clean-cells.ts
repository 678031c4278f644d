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

/** Cleans a text of the file before anything else is done to it; trims it too. */
export type CleanText = (text: string) => string;

/** Kinds of text for people: invisible characters stay in them, since they may be intended. */
const FREE_TEXT_KINDS: ReadonlySet<TargetField['holds']> = new Set(['name', 'place', 'note']);

/** Removes control characters from a text for people; a text of only invisible characters becomes blank. */
export function cleanFreeText(text: string): string {
  const trimmed = text.trim();
  if (!hasInvisible(trimmed)) return trimmed;
  return withoutAnyInvisible(trimmed).trim() === '' ? '' : withoutControls(trimmed).trim();
}

/** Removes all invisible characters from a key, an address, a number, a code or a name that is looked up. */
export function cleanIdentifier(text: string): string {
  return withoutInvisible(text).trim();
}

/** The cleaning function of a field's texts. */
export function cleanTextOf({ name, field, spec }: FieldPlan, key: unknown): CleanText {
  const isFree = field.type === 'text' && FREE_TEXT_KINDS.has(field.holds) && spec.lookup === undefined && name !== key;
  return isFree ? cleanFreeText : cleanIdentifier;
}

/** The texts that a mapping's `nulls` lists. */
export class NullTexts {
  readonly #texts: ReadonlySet<string>;
  readonly #longest: number;

  constructor(texts: readonly (string | number | boolean | null)[]) {
    // YAML reads a bare NULL as null, but the word is meant.
    this.#texts = new Set(texts.map((text) => fold(String(text))));
    this.#longest = Math.max(...[...this.#texts].map((text) => text.length));
  }

  /** The cell, made blank where its text is one of the null texts. */
  blanked(cell: Cell): Cell {
    const text = cellText(cell);
    // Folding lengthens a text by a few characters at most, and most cells are longer than any null text.
    if (text === '' || text.length > this.#longest + 8) return cell;
    return this.#texts.has(fold(text)) ? '' : cell;
  }
}

const CACHED_NULL_TEXTS = new WeakMap<object, NullTexts>();

/** The null texts of a mapping, if it has any. */
export function nullTexts({ nulls }: Pick<Mapping, 'nulls'>): NullTexts | undefined {
  if (nulls === undefined) return undefined;
  const known = CACHED_NULL_TEXTS.get(nulls) ?? new NullTexts(nulls);
  CACHED_NULL_TEXTS.set(nulls, known);
  return known;
}
