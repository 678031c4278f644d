import { deriveId } from '../seeded-values.ts';
import { TAG_GROUPS } from '../tenant/reference-tables.ts';
import type { Customer, CustomerText } from './customer.ts';
import { CustomerStore } from './customer-store.ts';
import { type Enterprise, EnterpriseStore } from './enterprise-store.ts';
import { type Assignment, AssignmentStore, type Behavior, BehaviorStore } from './history.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { type Tag, type TagGroup, TagStore } from './tag-store.ts';

/** The tenant's records, which calls read and change. */
export interface Store {
  readonly customers: CustomerStore;
  readonly enterprises: EnterpriseStore;
  readonly tags: TagStore;
  readonly behaviors: BehaviorStore;
  readonly assignments: AssignmentStore;
  readonly tokens: IssuedTokens;
}

/** Makes an empty store whose changes are written to the journal. */
export function createStore(journal: Journal, identifiedBy: readonly CustomerText[]): Store {
  const behaviors = new BehaviorStore(journal);
  const customers = new CustomerStore(journal, identifiedBy, (customer) => behaviors.ensureHistory(customer));
  return {
    customers,
    enterprises: new EnterpriseStore(journal),
    tags: new TagStore(journal, () => customers.rowCache.clear()),
    behaviors,
    assignments: new AssignmentStore(journal),
    tokens: new IssuedTokens(journal),
  };
}

/** The access tokens that were issued. */
class IssuedTokens {
  readonly #journal: Journal;
  readonly #expiresAtMs = new Map<string, number>();
  #issued = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** How many tokens were ever issued. */
  get issued(): number {
    return this.#issued;
  }

  /** Adds a new token; earlier ones expire unless they `stay`. */
  issue(token: string, expiresAtMs: number, stay: boolean): void {
    if (!stay) this.expireAll();
    this.restore(token, expiresAtMs);
    this.#journal.write('token', [token, expiresAtMs]);
  }

  isValid(token: string, nowMs: number): boolean {
    const expiresAtMs = this.#expiresAtMs.get(token);
    return expiresAtMs !== undefined && expiresAtMs > nowMs;
  }

  expireAll(): void {
    this.restoreExpiry();
    this.#journal.write('tokens-expired', null);
  }

  restore(token: string, expiresAtMs: number): void {
    this.#expiresAtMs.set(token, expiresAtMs);
    this.#issued++;
  }

  restoreExpiry(): void {
    this.#expiresAtMs.clear();
  }
}

/** Adds the tenant's initial tag groups and tags. */
export function seedTags(tags: TagStore, seed: string, nowMs: number): void {
  for (const { name, color, multiple, tags: tagNames } of TAG_GROUPS) {
    const groupId = deriveId(seed, 'tag-group', name);
    const times = { createTimeMs: nowMs, updateTimeMs: nowMs };
    tags.restoreGroup({ id: groupId, sequence: tags.takeSequence(), name, color, multiple, ...times });
    for (const tagName of tagNames) {
      const id = deriveId(seed, 'tag', name, tagName);
      tags.restoreTag({ id, sequence: tags.takeSequence(), groupId, name: tagName, paramName: null, ...times });
    }
  }
}

/** How each kind of change is repeated. */
const REDO: Readonly<Record<string, (store: Store, record: never) => void>> = {
  customer: ({ customers }, customer: Customer) => customers.restore(customer),
  'customer-removed': ({ customers }, id: string) => customers.restoreRemoval(id),
  enterprise: ({ enterprises }, enterprise: Enterprise) => enterprises.restore(enterprise),
  'tag-group': ({ tags }, group: TagGroup) => tags.restoreGroup(group),
  'tag-group-removed': ({ tags }, id: string) => tags.restoreGroupRemoval(id),
  tag: ({ tags }, tag: Tag) => tags.restoreTag(tag),
  'tag-removed': ({ tags }, id: string) => tags.restoreTagRemoval(id),
  behavior({ behaviors, customers }, [id, behavior]: [string, Behavior]) {
    const customer = customers.get(id);
    if (customer !== undefined) behaviors.restore(customer, behavior);
  },
  assignment: ({ assignments }, [agentId, assignment]: [string, Assignment]) =>
    assignments.restore(agentId, assignment),
  token: ({ tokens }, [token, expiresAtMs]: [string, number]) => tokens.restore(token, expiresAtMs),
  'tokens-expired': ({ tokens }) => tokens.restoreExpiry(),
};

/** Repeats stored changes without writing them to the journal. */
export function replay(store: Store, entries: readonly JournalEntry[]): void {
  for (const [kind, record] of entries) {
    if (Object.hasOwn(REDO, kind)) REDO[kind]?.(store, record as never);
  }
}
