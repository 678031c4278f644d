import { foldPlaceholder, isNullWord } from '../files/damage/placeholder-words.ts';
import type { Placement, Suggestion } from './suggestion.ts';

/** In a single column that is no contact, such a word may be an answer. */
const LEAST_COLUMNS = 2;
const MOST_WORDS = 12;

/**
 * The texts of a file that stand for "there is none": those in columns of telephones, addresses and ids, and those that occur in
 * several columns. Not a text that the mapping gives a meaning.
 */
export function nullWords({ placements, table }: Pick<Suggestion, 'placements' | 'table'>): string[] {
  const meant = new Set(placements.flatMap(({ spec }) => Object.keys(spec.values ?? {}).map(foldPlaceholder)));
  const contacts = new Set(
    placements.filter(isContact).flatMap(({ columns }) => columns.map(({ profile }) => profile.index)),
  );
  const found = new Map<string, { readonly text: string; columns: number; isOfContact: boolean; count: number }>();
  for (const { index, placeholders } of table.columns) {
    for (const [text, count] of placeholders) {
      const isOfContact = contacts.has(index);
      if (!isOfContact && !isNullWord(text)) continue;
      const folded = foldPlaceholder(text);
      const known = found.get(folded) ?? { text, columns: 0, isOfContact: false, count: 0 };
      known.columns += 1;
      known.count += count;
      known.isOfContact ||= isOfContact;
      found.set(folded, known);
    }
  }
  return [...found]
    .filter(([folded, { columns, isOfContact }]) => !meant.has(folded) && (isOfContact || columns >= LEAST_COLUMNS))
    .sort(([, one], [, other]) => other.count - one.count)
    .slice(0, MOST_WORDS)
    .map(([, { text }]) => text);
}

function isContact({ candidate: slot }: Placement): boolean {
  return slot.section === 'fields' && (slot.field.holds === 'phone' || slot.field.holds === 'email');
}
