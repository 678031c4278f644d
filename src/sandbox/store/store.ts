import { AssignmentStore } from './assignment-store.ts';
import { BehaviorStore } from './behavior-store.ts';
import type { CustomerText } from './customer.ts';
import { CustomerStore } from './customer-store.ts';
import { EnterpriseStore } from './enterprise-store.ts';
import type { Journal } from './journal.ts';
import { TagStore } from './tag-store.ts';
import { TokenStore } from './token-store.ts';

/** The tenant's records: all that calls read and change. */
export interface Store {
  readonly customers: CustomerStore;
  readonly enterprises: EnterpriseStore;
  readonly tags: TagStore;
  readonly behaviors: BehaviorStore;
  readonly assignments: AssignmentStore;
  readonly tokens: TokenStore;
}

/** Makes an empty store whose changes the journal is told of. */
export function createStore(journal: Journal, identifiedBy: readonly CustomerText[]): Store {
  const behaviors = new BehaviorStore(journal);
  const customers = new CustomerStore(journal, identifiedBy, (customer) => behaviors.remember(customer));
  return {
    customers,
    enterprises: new EnterpriseStore(journal),
    tags: new TagStore(journal, () => customers.rows.forgetAll()),
    behaviors,
    assignments: new AssignmentStore(journal),
    tokens: new TokenStore(journal),
  };
}
