import {
  hasInvisible,
  withoutAnyInvisible,
  withoutControls,
  withoutInvisible,
} from '../../files/text/invisible-characters.ts';
import type { TargetField } from '../../targets/target.ts';
import type { FieldPlan } from './field-plan.ts';

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
