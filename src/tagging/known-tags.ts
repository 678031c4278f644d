import { fold } from '../mapping/fold.ts';
import type { LookupMatch, Lookups, Resolver } from '../mapping/lookups/lookups.ts';
import { ValueError } from '../mapping/refusal.ts';
import type { MissingTag } from './missing-tags.ts';
import type { TagCatalogue } from './tag-catalogue.ts';

const PLANNED_ID_PREFIX = 'planned:';

/** Lookups that find tags in a catalogue that was read just now, and those that a dry run would make. */
export function withKnownTags(lookups: Lookups, catalogue: TagCatalogue, planned: readonly MissingTag[]): Lookups {
  return withTagResolver(lookups, tagResolver(catalogue, planned), catalogue);
}

/** Lookups with a resolver of their own for tags, but for those to take off or to edit: they are in the catalogue or nowhere. */
export function withTagResolver(lookups: Lookups, resolve: Resolver, catalogue: TagCatalogue): Lookups {
  const existing = tagResolver(catalogue, []);
  return {
    ...lookups,
    resolver(lookup, options) {
      if (lookup !== 'tag') return lookups.resolver(lookup, options);
      return Promise.resolve(options?.mustExist ? existing : resolve);
    },
  };
}

/** Finds tags in a catalogue, and among those that are planned. */
export function tagResolver(
  catalogue: TagCatalogue,
  planned: readonly MissingTag[],
): ((text: string) => LookupMatch | ValueError) & { readonly knows: (text: string) => boolean } {
  const names = new Map(
    planned.flatMap(({ group, tag, isBare = false }) => {
      const name = `${group}/${tag}`;
      return [name, ...(isBare ? [tag] : [])].map((written) => [fold(written), name] as const);
    }),
  );
  const resolve = (text: string) => {
    const found = catalogue.find(text);
    const name = found instanceof ValueError ? names.get(fold(text)) : undefined;
    return name === undefined ? found : plannedTag(name);
  };
  return Object.assign(resolve, { knows: (text: string) => catalogue.knows(text) || names.has(fold(text)) });
}

/** What stands for a tag that there is not yet. */
export function plannedTag(name: string): LookupMatch {
  return { id: PLANNED_ID_PREFIX + name, name };
}

/** The full name of a tag by its id, also of one that would be made. */
export function fullTagName(id: string, catalogue: TagCatalogue): string {
  return id.startsWith(PLANNED_ID_PREFIX) ? id.slice(PLANNED_ID_PREFIX.length) : (catalogue.nameOf(id) ?? id);
}
