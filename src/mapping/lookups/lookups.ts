import type { CustomFieldDefinition, Endpoint } from '../../api/index.ts';
import type { ValueError } from '../value-error.ts';

/** What a lookup found. */
export interface LookupMatch {
  readonly id: string;
  /** Its name on the server, where the lookup returned it. */
  readonly name?: string;
}

/** Turns a name into an id; synchronously where its list has been read before. `parent` is the id that it searches within. */
export interface Resolver {
  (text: string, parent?: string): LookupMatch | ValueError | Promise<LookupMatch | ValueError>;
  /** Whether a text names an entry; only lookups over whole lists have it. */
  readonly knows?: (text: string) => boolean;
}

/** Reads all rows of a list endpoint, page after page. */
export type ReadList = (endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => Promise<readonly unknown[]>;

/** The cache of reference lists between runs. */
export interface LookupCache {
  get(name: string): Promise<{ readonly rows: readonly unknown[]; readonly fetchedAt: number } | undefined>;
  set(name: string, rows: readonly unknown[], fetchedAt: number): Promise<void>;
}

/** The sources of lookups. Times are in milliseconds. */
export interface LookupSources {
  readonly read: ReadList;
  /** The same page by page, for lists too long to hold; `read` is used where it is not given. */
  readonly pages?: (endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => AsyncIterable<readonly unknown[]>;
  readonly cache?: LookupCache;
  /** The id that an earlier run learned for a record of a target by its key; `field` is the key field of that run, if known. */
  readonly learned?: (target: string, key: string, field?: string) => Promise<string | undefined>;
  readonly ttlMs: number;
  /** Send no requests: use the cache, whatever its age. */
  readonly offline: boolean;
  readonly now: () => number;
  /** The language of the names of time zones, languages and countries. */
  readonly language?: 'en' | 'zh';
}

/** The options of one lookup. */
export interface LookupOptions {
  /** The member by which a customer is found. */
  readonly by?: string;
  /** Return a customer's name with the id, even where that takes another request. */
  readonly named?: boolean;
  /** The record is removed or changed, so it must exist already and is never created. */
  readonly mustExist?: boolean;
}

/** The lookups of one run. */
export interface Lookups {
  readonly now: () => number;
  /** Prepares a lookup; reference lists are read here, once a run. Errors: `LookupUnavailable` offline if the list is not cached. */
  resolver(lookup: string, options?: LookupOptions): Promise<Resolver>;
  /** The definitions of the tenant's custom fields. */
  customFields(list: Endpoint): Promise<readonly CustomFieldDefinition[]>;
}
