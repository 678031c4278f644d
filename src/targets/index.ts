import { customer } from './customer.ts';
import { customerUpdate } from './customer-update.ts';
import { enterprise } from './enterprise.ts';
import type { Target } from './target.ts';

/** Everything that can be imported, by name. */
export const targets: ReadonlyMap<string, Target> = new Map(
  [customer, customerUpdate, enterprise].map((target) => [target.name, target]),
);
