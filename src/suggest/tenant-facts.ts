import type { CustomFieldDefinition } from '../api/index.ts';
import { type Lookups, REFERENCE_LISTS, ValueError } from '../mapping/index.ts';
import type { Target } from '../targets/index.ts';

/** What the tenant knows about a spreadsheet's values. */
export interface TenantFacts {
  readonly customFields: readonly CustomFieldDefinition[];
  /** The texts that a lookup rejects, each with its error; `undefined` for lookups that cannot check so many. */
  rejectedBy(lookup: string, texts: readonly string[]): Promise<ReadonlyMap<string, ValueError> | undefined>;
}

/** Each text of these lookups costs a request, so only a few are checked. */
const MAX_TENANT_SEARCHES = 5;

/** Reads from the tenant what a suggestion for a target needs. */
export async function tenantFactsOf(target: Target, lookups: Lookups): Promise<TenantFacts> {
  return {
    customFields: target.custom === undefined ? [] : await lookups.customFields(target.custom.list),
    async rejectedBy(lookup, texts) {
      const isList = Object.hasOwn(REFERENCE_LISTS, lookup) || lookup === 'city';
      if (!isList && lookup !== 'enterprise') return undefined;
      const resolve = await lookups.resolver(lookup);
      const rejected = new Map<string, ValueError>();
      for (const text of isList ? texts : texts.slice(0, MAX_TENANT_SEARCHES)) {
        const found = await resolve(text);
        // A city in several provinces is no error: the province of the row decides.
        if (found instanceof ValueError && (lookup !== 'city' || found.code === 'not-found')) rejected.set(text, found);
      }
      return rejected;
    },
  };
}
