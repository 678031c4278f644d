import type { Assignment } from './assignment-store.ts';
import type { Behavior } from './behavior-store.ts';
import type { Customer } from './customer.ts';
import type { Enterprise } from './enterprise-store.ts';
import type { JournalEntry } from './file-journal.ts';
import type { Store } from './store.ts';
import type { Tag, TagGroup } from './tag-store.ts';

/** How each kind of change is done again. */
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

/** Does kept changes again, without telling the journal. */
export function replay(store: Store, entries: readonly JournalEntry[]): void {
  for (const [kind, record] of entries) {
    if (Object.hasOwn(REDO, kind)) REDO[kind]?.(store, record as never);
  }
}
