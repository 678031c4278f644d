import type { Endpoint } from '../../api/endpoint.ts';
import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import type { LookupOptions, Lookups, Resolver } from '../../mapping/lookups/lookups.ts';
import { REFERENCE_LISTS } from '../../mapping/lookups/reference-lists.ts';

/** Lookups that remember what a mapping was compiled with, so that other threads can compile it, too. */
export class RecordingLookups implements Lookups {
  readonly now: () => number;
  readonly #lookups: Lookups;
  readonly #names = new Set<string>();
  customDefinitions: readonly CustomFieldDefinition[] = [];

  constructor(lookups: Lookups) {
    this.#lookups = lookups;
    this.now = lookups.now;
  }

  /** Do they search lists that are read whole? Others ask the API row by row, and then more threads are of no use. */
  get areReferenceLists(): boolean {
    return [...this.#names].every((name) => Object.hasOwn(REFERENCE_LISTS, name));
  }

  resolver(lookup: string, options?: LookupOptions): Promise<Resolver> {
    this.#names.add(lookup);
    return this.#lookups.resolver(lookup, options);
  }

  async customFields(list: Endpoint): Promise<readonly CustomFieldDefinition[]> {
    this.customDefinitions = await this.#lookups.customFields(list);
    return this.customDefinitions;
  }
}
