import type { CustomFieldDefinition } from '../api/index.ts';
import { type Lookups, REFERENCE_LISTS, ValueError } from '../mapping/index.ts';
import type { Target } from '../targets/index.ts';

/** What the tenant can tell of a spreadsheet's columns. */
export interface TenantFacts {
  readonly customFields: readonly CustomFieldDefinition[];
  /** Those of the texts that a lookup refuses, each with the reason; `undefined` where it cannot be asked for so many. */
  refusedBy(lookup: string, texts: readonly string[]): Promise<ReadonlyMap<string, ValueError> | undefined>;
}

/** Each text of these lookups costs a request, so that only a few are asked for. */
const MAX_TENANT_SEARCHES = 5;

/** Asks the tenant for what a suggestion for a target needs to know. */
export async function tenantFactsOf(target: Target, lookups: Lookups): Promise<TenantFacts> {
  return {
    customFields: target.custom === undefined ? [] : await lookups.customFields(target.custom.list),
    async refusedBy(lookup, texts) {
      const isList = Object.hasOwn(REFERENCE_LISTS, lookup) || lookup === 'city';
      if (!isList && lookup !== 'enterprise') return undefined;
      const resolve = await lookups.resolver(lookup);
      const refused = new Map<string, ValueError>();
      for (const text of isList ? texts : texts.slice(0, MAX_TENANT_SEARCHES)) {
        const found = await resolve(text);
        // A city of several provinces is told apart by the province of the row.
        if (found instanceof ValueError && (lookup !== 'city' || found.code === 'not-found')) refused.set(text, found);
      }
      return refused;
    },
  };
}
