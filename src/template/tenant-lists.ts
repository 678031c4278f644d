import type { CustomFieldDefinition } from '../api/index.ts';
import { fold, type NamedEntry } from '../mapping/index.ts';

/** What a template takes from the tenant. */
export interface TenantLists {
  readonly customFields: readonly CustomFieldDefinition[];
  /** The entries of the lists of these lookups, by the lookup's name. */
  readonly entries: ReadonlyMap<string, readonly NamedEntry[]>;
}

/** The texts by which a lookup finds the entries: names, with their groups where several share a name. */
export function choiceTexts(entries: readonly NamedEntry[]): string[] {
  const counts = countsOf(entries.map(({ name }) => name));
  const named = entries.map((entry) => {
    const { name, where, id } = entry;
    const isUnique = counts.get(fold(name)) === 1;
    return name === '' ? id : isUnique || where === undefined ? name : `${where}/${name}`;
  });
  const again = countsOf(named);
  return named.flatMap((text, at) => {
    // What even the group does not tell apart is given by its id.
    const id = entries[at]?.id ?? '';
    return [(again.get(fold(text)) ?? 0) > 1 && id !== '' ? id : text];
  });
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(fold(text), (counts.get(fold(text)) ?? 0) + 1);
  return counts;
}
