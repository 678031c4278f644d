import type { ValueOwner } from '../../ledger/index.ts';
import { KeyIndex } from '../../sketches/index.ts';
import type { DuplicatePolicy } from '../admit/duplicates.ts';
import {
  fieldOf,
  HASH_LENGTH,
  type IdentityHashes,
  internationalHash,
  isClaiming,
  isExclusive,
  isInternationalHash,
  mayBeInternational,
} from './identity-hashes.ts';
import { ValueAnswers } from './value-answers.ts';

/** What to do with rows of different keys that the CRM would merge into one customer: send only the first, or all. */
const COLLISION_POLICIES = ['reject', 'send'] as const;

export type CollisionPolicy = (typeof COLLISION_POLICIES)[number];

/** A value that an earlier row of another key has. */
export interface Collision {
  readonly field: string;
  /** The earlier row. */
  readonly row: number;
  /** The row of an earlier run, if it is not of this run. */
  readonly earlier?: ValueOwner;
}

/** Finds the rows of earlier runs that were sent with identifying values. */
export interface EarlierOwners {
  /** Are rows without keys compared with earlier rows, too? Those of an errors file are. */
  readonly comparesKeyless: boolean;
  /** Takes the hashes of the values, in two halves each. There is one answer for each value. */
  find(hashes: readonly number[]): Promise<readonly (EarlierOwner | undefined)[]>;
}

/** The rows of earlier runs that have one value. */
export interface EarlierOwner {
  /** It counts for rows with another key. */
  readonly keyed?: ValueOwner | undefined;
  /** The row of a run behind an errors file: it counts for all rows, if the other does not. */
  readonly ofParent?: ValueOwner | undefined;
}

/** Stores which row has which identifying value, in 12 bytes a bucket: of the values only hashes are kept. */
export class Collisions {
  readonly #fields: readonly string[];
  readonly #identities: RowIdentities;
  readonly #owners = new KeyIndex();
  readonly #comparesKeyless: boolean;
  readonly #earlierOwners: ValueAnswers<EarlierOwner> | undefined;
  /** Does any row have a number with a country code? */
  #hasInternational = false;
  /** How many rows have a value of another row, by field. */
  readonly counts: Record<string, number> = {};
  /** How many rows have at least one. */
  rows = 0;

  constructor(fields: readonly string[], identities: RowIdentities, earlier: EarlierOwners | undefined) {
    this.#fields = fields;
    this.#identities = identities;
    this.#comparesKeyless = earlier?.comparesKeyless ?? false;
    this.#earlierOwners = earlier && new ValueAnswers((hashes) => earlier.find(hashes));
  }

  /** The values that rows with other keys have, one for each field. */
  find(hashes: IdentityHashes, row: number, key: string | undefined): readonly Collision[] {
    let found: Collision[] | undefined;
    const { length } = hashes;
    for (let at = 0; at < length; at += HASH_LENGTH) {
      const role = hashes[at + 2] as number;
      if (!isExclusive(role)) continue;
      const [high, low] = [hashes[at] as number, hashes[at + 1] as number];
      let owner = this.#owners.getAt(high, low);
      if (owner === undefined && this.#hasInternational && mayBeInternational(role))
        owner = this.#owners.getAt(internationalHash(high), low);
      if (owner === undefined || owner === row) continue;
      if (this.#identities.ofRow(owner) === this.#identities.of(row, key)) continue;
      const field = this.#fields[fieldOf(role)] ?? '';
      found ??= [];
      if (!found.some((one) => one.field === field)) found.push({ field, row: owner });
    }
    return found ?? NONE;
  }

  /** May rows with this key, or without one, have values of earlier runs? */
  mayBeEarlier(key: string | undefined): boolean {
    return this.#earlierOwners !== undefined && (key !== undefined || this.#comparesKeyless);
  }

  /** Reads what `findEarlier` needs to know about rows. */
  async loadEarlier(rows: readonly IdentityHashes[]): Promise<void> {
    const values: number[] = [];
    for (const hashes of rows) {
      for (let at = 0; at < hashes.length; at += HASH_LENGTH) {
        const role = hashes[at + 2] as number;
        if (!isExclusive(role)) continue;
        const [high, low] = [hashes[at] as number, hashes[at + 1] as number];
        values.push(high, low);
        if (mayBeInternational(role)) values.push(internationalHash(high), low);
      }
    }
    await this.#earlierOwners?.load(values);
  }

  /** The values that earlier runs sent under other keys, one for each field. The row must be loaded. */
  findEarlier(hashes: IdentityHashes, key: string | undefined): readonly Collision[] {
    if (!this.#earlierOwners?.hasAny) return NONE;
    let found: Collision[] | undefined;
    for (let at = 0; at < hashes.length; at += HASH_LENGTH) {
      const role = hashes[at + 2] as number;
      if (!isExclusive(role)) continue;
      const [high, low] = [hashes[at] as number, hashes[at + 1] as number];
      const earlier =
        this.#earlierOwner(high, low, key) ??
        (mayBeInternational(role) ? this.#earlierOwner(internationalHash(high), low, key) : undefined);
      if (earlier === undefined) continue;
      const field = this.#fields[fieldOf(role)] ?? '';
      found ??= [];
      if (!found.some((one) => one.field === field)) found.push({ field, row: earlier.row, earlier });
    }
    return found ?? NONE;
  }

  #earlierOwner(high: number, low: number, key: string | undefined): ValueOwner | undefined {
    const { keyed, ofParent } = this.#earlierOwners?.get(high, low) ?? {};
    return keyed !== undefined && keyed.key !== key && this.mayBeEarlier(key) ? keyed : ofParent;
  }

  /** Gives the row those of its values that no other row has. */
  take(hashes: IdentityHashes, row: number, key: string | undefined): void {
    this.#identities.of(row, key);
    const { length } = hashes;
    for (let at = 0; at < length; at += HASH_LENGTH) {
      const role = hashes[at + 2] as number;
      if (!isClaiming(role)) continue;
      if (isInternationalHash(role)) this.#hasInternational = true;
      this.#owners.claimAt(hashes[at] as number, hashes[at + 1] as number, row);
    }
  }

  /** The row that has a value. */
  ownerOf(high: number, low: number): number | undefined {
    return this.#owners.getAt(high, low);
  }

  /** Counts a row that has values of other rows. */
  count(found: readonly Collision[]): void {
    this.rows += 1;
    for (const { field } of found) this.counts[field] = (this.counts[field] ?? 0) + 1;
  }
}

const NONE: readonly Collision[] = [];

/** Groups the rows of a file into customers by their keys. Each row without a key is a customer of its own. */
export class RowIdentities {
  /** The first row of each key; needed only if several rows of a key are sent. */
  readonly #firstRows: KeyIndex | undefined;
  /** For each row that is not the first of its key, the number of the first. */
  readonly #firstOf = new KeyIndex();

  constructor(policy: DuplicatePolicy) {
    this.#firstRows = policy === 'all' ? new KeyIndex() : undefined;
  }

  /** The number of the first row with the same key, which represents all of them. */
  of(row: number, key: string | undefined): number {
    if (this.#firstRows === undefined || key === undefined) return row;
    const first = this.#firstRows.claim(key, row);
    if (first !== row) this.#firstOf.set(String(row), first);
    return first;
  }

  /** The same, for a row that was passed to `of` before. */
  ofRow(row: number): number {
    return this.#firstOf.size === 0 ? row : (this.#firstOf.get(String(row)) ?? row);
  }
}

/** Knows which row of the run received which id. */
export interface ReceivedIds {
  /** Notes the id that a row received; returns another row that has it, if that row has another key. */
  note(id: string, row: number, key: string | undefined): number | undefined | Promise<number | undefined>;
  /** Is it the id of a row other than this one? */
  isOfOther(id: string, row: number): boolean | Promise<boolean>;
}

/** Stores which row received which customer id, in 12 bytes a bucket. */
export class SavedIds implements ReceivedIds {
  readonly #owners = new KeyIndex();
  readonly #identities: RowIdentities | undefined;

  constructor(identities: RowIdentities | undefined) {
    this.#identities = identities;
  }

  note(id: string, row: number, key: string | undefined): number | undefined {
    const own = this.#identities?.of(row, key) ?? row;
    const owner = this.#owners.claim(id, row);
    if (owner === row) return undefined;
    return (this.#identities?.ofRow(owner) ?? owner) === own ? undefined : owner;
  }

  isOfOther(id: string, row: number): boolean {
    const owner = this.#owners.get(id);
    return owner !== undefined && owner !== row;
  }
}
