import type { ValueOwner } from '../../ledger/index.ts';
import type { DuplicatePolicy } from '../admit/duplicates.ts';
import { KeyIndex } from '../key-index.ts';
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

/** What becomes of rows of different keys that the CRM would take for one customer: the first only is sent, or all. */
const COLLISION_POLICIES = ['reject', 'send'] as const;

export type CollisionPolicy = (typeof COLLISION_POLICIES)[number];

/** A value that an earlier row of another key has. */
export interface Collision {
  readonly field: string;
  /** The earlier row. */
  readonly row: number;
  /** The run that sent it, where that is not the one in hand. */
  readonly earlier?: ValueOwner;
}

/** Finds a row of an earlier run that was sent with a value, and that is not of this key. */
export type EarlierOwner = (high: number, low: number, key: string | undefined) => ValueOwner | undefined;

/** Remembers which row has which identifying value, in 12 bytes a value: of the values only hashes are kept. */
export class Collisions {
  readonly #fields: readonly string[];
  readonly #identities: RowIdentities;
  readonly #owners = new KeyIndex();
  readonly #earlierOwner: EarlierOwner | undefined;
  /** Has any row a number behind its country? */
  #anyAbroad = false;
  /** How many rows have a value of another row, by the field. */
  readonly counts: Record<string, number> = {};
  /** How many rows have at least one. */
  rows = 0;

  constructor(fields: readonly string[], identities: RowIdentities, earlierOwner: EarlierOwner | undefined) {
    this.#fields = fields;
    this.#identities = identities;
    this.#earlierOwner = earlierOwner;
  }

  /** The values that rows of other keys have, one for each field. */
  find(marks: IdentityHashes, row: number, key: string | undefined): readonly Collision[] {
    let found: Collision[] | undefined;
    const { length } = marks;
    for (let at = 0; at < length; at += HASH_LENGTH) {
      const role = marks[at + 2] as number;
      if (!isExclusive(role)) continue;
      const [high, low] = [marks[at] as number, marks[at + 1] as number];
      let owner = this.#owners.getAt(high, low);
      if (owner === undefined && this.#anyAbroad && mayBeInternational(role))
        owner = this.#owners.getAt(internationalHash(high), low);
      if (owner === undefined || owner === row) continue;
      if (this.#identities.ofRow(owner) === this.#identities.of(row, key)) continue;
      const field = this.#fields[fieldOf(role)] ?? '';
      found ??= [];
      if (!found.some((one) => one.field === field)) found.push({ field, row: owner });
    }
    return found ?? NONE;
  }

  /** The values that rows of other keys were sent with by earlier runs, one for each field. */
  findEarlier(marks: IdentityHashes, key: string | undefined): readonly Collision[] {
    const earlierOwner = this.#earlierOwner;
    if (earlierOwner === undefined) return NONE;
    let found: Collision[] | undefined;
    for (let at = 0; at < marks.length; at += HASH_LENGTH) {
      const role = marks[at + 2] as number;
      if (!isExclusive(role)) continue;
      const [high, low] = [marks[at] as number, marks[at + 1] as number];
      const earlier =
        earlierOwner(high, low, key) ??
        (mayBeInternational(role) ? earlierOwner(internationalHash(high), low, key) : undefined);
      if (earlier === undefined) continue;
      const field = this.#fields[fieldOf(role)] ?? '';
      found ??= [];
      if (!found.some((one) => one.field === field)) found.push({ field, row: earlier.row, earlier });
    }
    return found ?? NONE;
  }

  /** Gives the values to the row, but for those that another has. */
  take(marks: IdentityHashes, row: number, key: string | undefined): void {
    this.#identities.of(row, key);
    const { length } = marks;
    for (let at = 0; at < length; at += HASH_LENGTH) {
      const role = marks[at + 2] as number;
      if (!isClaiming(role)) continue;
      if (isInternationalHash(role)) this.#anyAbroad = true;
      this.#owners.claimAt(marks[at] as number, marks[at + 1] as number, row);
    }
  }

  /** The row that has a value. */
  ownerOf(high: number, low: number): number | undefined {
    return this.#owners.getAt(high, low);
  }

  /** Counts a row that has values of others. */
  count(found: readonly Collision[]): void {
    this.rows += 1;
    for (const { field } of found) this.counts[field] = (this.counts[field] ?? 0) + 1;
  }
}

const NONE: readonly Collision[] = [];

/** Tells which rows of a file are of one customer by their key. Rows without a key are each of their own. */
export class RowIdentities {
  /** The first row of each key; needed only where several rows of a key are sent. */
  readonly #firstRows: KeyIndex | undefined;
  /** For each row that is not the first of its key, the first. */
  readonly #firstOf = new KeyIndex();

  constructor(policy: DuplicatePolicy) {
    this.#firstRows = policy === 'all' ? new KeyIndex() : undefined;
  }

  /** The number of the first row of the same key, which stands for all of them. */
  of(row: number, key: string | undefined): number {
    if (this.#firstRows === undefined || key === undefined) return row;
    const first = this.#firstRows.claim(key, row);
    if (first !== row) this.#firstOf.set(String(row), first);
    return first;
  }

  /** The same, for a row that was told before. */
  ofRow(row: number): number {
    return this.#firstOf.size === 0 ? row : (this.#firstOf.get(String(row)) ?? row);
  }
}

/** Remembers which row got which customer id, in 12 bytes each. */
export class SavedIds {
  readonly #owners = new KeyIndex();
  readonly #identities: RowIdentities | undefined;

  constructor(identities: RowIdentities | undefined) {
    this.#identities = identities;
  }

  /** Notes the id that a row got; answers another row that has it, if that is of another key. */
  note(id: string, row: number, key: string | undefined): number | undefined {
    const own = this.#identities?.of(row, key) ?? row;
    const owner = this.#owners.claim(id, row);
    if (owner === row) return undefined;
    return (this.#identities?.ofRow(owner) ?? owner) === own ? undefined : owner;
  }

  /** Is it the id of a row other than this one? */
  isOfOther(id: string, row: number): boolean {
    const owner = this.#owners.get(id);
    return owner !== undefined && owner !== row;
  }
}
