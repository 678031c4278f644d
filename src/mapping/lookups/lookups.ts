import type { CustomFieldDefinition, Endpoint } from '../../api/index.ts';
import type { ValueError } from '../value-error.ts';

/** What a lookup found. */
export interface LookupMatch {
  readonly id: string;
  /** The name it has on the server, where the lookup learned it. */
  readonly name?: string;
}

/** Turns a name into an id; at once where what it needs has been read before. `parent` is the id that it searches within. */
export interface Resolver {
  (text: string, parent?: string): LookupMatch | ValueError | Promise<LookupMatch | ValueError>;
  /** Whether a text names something in what has been read; only lookups over whole lists can tell. */
  readonly knows?: (text: string) => boolean;
}

/** Reads all rows of a list endpoint, page after page. */
export type ReadList = (endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => Promise<readonly unknown[]>;

/** Where reference lists are kept between runs. */
export interface LookupCache {
  get(name: string): { readonly rows: readonly unknown[]; readonly fetchedAt: number } | undefined;
  set(name: string, rows: readonly unknown[], fetchedAt: number): void;
}

/** What lookups are made of. Times are in milliseconds. */
export interface LookupSources {
  readonly read: ReadList;
  /** The same page by page, for lists too long to hold; `read` is used where it is not given. */
  readonly pages?: (endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => AsyncIterable<readonly unknown[]>;
  readonly cache?: LookupCache;
  /** The id that an earlier run learned for a record of a target by its key; `field` is what the key must have been, if that is known. */
  readonly learned?: (target: string, key: string, field?: string) => string | undefined;
  readonly ttlMs: number;
  /** Ask the API nothing: use what the cache holds, whatever its age. */
  readonly offline: boolean;
  readonly now: () => number;
  /** Language in which time zones, languages and countries are named. */
  readonly language?: 'en' | 'zh';
}

/** How a lookup finds. */
export interface LookupOptions {
  /** The member by which a customer is found. */
  readonly by?: string;
  /** A customer's name is wanted with the id, though another call is needed to learn it. */
  readonly named?: boolean;
  /** What is asked for is to be taken away or changed: it must be there already, and is never made. */
  readonly mustExist?: boolean;
}

/** The lookups of one run. */
export interface Lookups {
  readonly now: () => number;
  /**
   * Prepares a lookup: reference lists are read here, once a run.
   * @throws LookupUnavailable offline, where the cache does not hold the list.
   */
  resolver(lookup: string, options?: LookupOptions): Promise<Resolver>;
  /** The definitions of the tenant's custom fields. */
  customFields(list: Endpoint): Promise<readonly CustomFieldDefinition[]>;
}
