import { fold } from '../mapping/fold.ts';
import type { Lookups } from '../mapping/lookups/lookups.ts';
import { Refusal } from '../mapping/refusal.ts';
import type { MissingTag } from './missing-tags.ts';
import type { TagCatalogue } from './tag-catalogue.ts';

const PREFIX = 'planned:';

/** Lookups that find tags in a catalogue that was read just now, and those that a dry run would make. */
export function withKnownTags(lookups: Lookups, catalogue: TagCatalogue, planned: readonly MissingTag[]): Lookups {
  const names = new Map(
    planned.flatMap(({ group, tag, isBare = false }) => {
      const name = `${group}/${tag}`;
      return [name, ...(isBare ? [tag] : [])].map((written) => [fold(written), name] as const);
    }),
  );
  const resolveTag = (text: string) => {
    const found = catalogue.find(text);
    const name = found instanceof Refusal ? names.get(fold(text)) : undefined;
    return name === undefined ? found : { id: PREFIX + name, name };
  };
  const resolver = Object.assign(resolveTag, {
    knows: (text: string) => catalogue.knows(text) || names.has(fold(text)),
  });
  return {
    ...lookups,
    resolver: (lookup, options) => (lookup === 'tag' ? Promise.resolve(resolver) : lookups.resolver(lookup, options)),
  };
}

/** The full name of a tag by its id, also of one that would be made. */
export function tagName(id: string, catalogue: TagCatalogue): string {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : (catalogue.nameOf(id) ?? id);
}
