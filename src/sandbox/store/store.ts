import { AssignmentStore } from './assignment-store.ts';
import { BehaviorStore } from './behavior-store.ts';
import type { CustomerText } from './customer.ts';
import { CustomerStore } from './customer-store.ts';
import { EnterpriseStore } from './enterprise-store.ts';
import type { Journal } from './journal.ts';
import { TagStore } from './tag-store.ts';
import { IssuedTokens } from './token-store.ts';

/** The tenant's records: all that calls read and change. */
export interface Store {
  readonly customers: CustomerStore;
  readonly enterprises: EnterpriseStore;
  readonly tags: TagStore;
  readonly behaviors: BehaviorStore;
  readonly assignments: AssignmentStore;
  readonly tokens: IssuedTokens;
}

/** Makes an empty store whose changes the journal is told of. */
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
