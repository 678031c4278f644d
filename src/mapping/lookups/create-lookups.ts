import type { CustomFieldDefinition } from '../../api/index.ts';
import { ValueError } from '../value-error.ts';
import {
  CUSTOMER_KEYS,
  type CustomerKey,
  customerResolver,
  enterpriseResolver,
  withNames,
} from './customers-and-enterprises.ts';
import type { LookupSources, Lookups, Resolver } from './lookups.ts';
import { NameIndex } from './name-index.ts';
import {
  areaResolver,
  cityResolver,
  createListReader,
  type ListReader,
  REFERENCE_LISTS,
  type ReferenceList,
} from './reference-lists.ts';

/** Creates the lookups of one run. Each list is read once, when a mapping first needs it. */
export function createLookups(sources: LookupSources): Lookups {
  const lists = createListReader(sources);
  const prepared = new Map<string, Promise<Resolver>>();

  const prepare = async (lookup: string, by: string, named: boolean): Promise<Resolver> => {
    if (lookup === 'customer') {
      const resolve = customerResolver(sources, by as CustomerKey);
      return named ? withNames(sources, resolve) : resolve;
    }
    if (lookup === 'enterprise') return enterpriseResolver(sources);
    if (lookup === 'city') return cityResolver(lists);
    if (lookup === 'area') return areaResolver(lists);
    const list = Object.hasOwn(REFERENCE_LISTS, lookup)
      ? (REFERENCE_LISTS as Readonly<Record<string, ReferenceList>>)[lookup]
      : undefined;
    if (list === undefined) throw new Error(`unknown lookup ${lookup}`);
    return listResolver(list, lists, sources.language ?? 'en');
  };

  return {
    now: sources.now,
    resolver(lookup, { by = 'email', named = false } = {}) {
      const name = `${lookup} ${by} ${named}`;
      let resolver = prepared.get(name);
      if (resolver === undefined) {
        resolver = prepare(lookup, by, named);
        prepared.set(name, resolver);
        resolver.catch(() => prepared.delete(name));
      }
      return resolver;
    },
    customFields: async (list) => (await lists.read(list, {})) as CustomFieldDefinition[],
  };
}

/** A name that a cached list does not have may be new: then the list is read again, once. */
async function listResolver(list: ReferenceList, lists: ListReader, language: 'en' | 'zh'): Promise<Resolver> {
  let index = new NameIndex(list.noun, await list.entries(lists.read, language));
  let refresh: Promise<void> | undefined;
  const resolve = (text: string) => {
    const found = index.find(text);
    const isUnknown = found instanceof ValueError && found.code === 'not-found';
    if (!isUnknown || (refresh === undefined && !lists.mayBeStale())) return found;
    refresh ??= list.entries(lists.readFresh, language).then((entries) => {
      index = new NameIndex(list.noun, entries);
      return;
    });
    return refresh.then(() => index.find(text));
  };
  return Object.assign(resolve, { knows: (text: string) => index.knows(text) });
}

/** The lookups that a mapping can use, with what they do. */
export const LOOKUP_DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(REFERENCE_LISTS).map(([name, list]): [string, string] => [name, list.description]),
  ['city', 'A city by name, within the province of the same row, which distinguishes cities of the same name.'],
  ['area', 'A district or county by name, within the city of the same row.'],
  [
    'enterprise',
    'An enterprise by the key of an earlier import, by its id, or by the company name of existing customers.',
  ],
  ['customer', `A customer by what \`by\` says: ${CUSTOMER_KEYS.join(', ')}. Exactly one must match.`],
]);

export { CUSTOMER_KEYS };
