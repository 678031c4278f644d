import { type Customer, type CustomerText, touch } from '../store/customer.ts';
import { nowSeconds, type World } from '../world.ts';

/**
 * Combines two customers as people do in the CRM, for which the API has no call: the first keeps what it has and gets what it
 * lacks, with the tags of both; the second is no more. Throws a RangeError for unknown ones.
 */
export function combineCustomers(userid: string, mergedUserid: string, world: World): void {
  const [kept, merged] = [known(userid, world), known(mergedUserid, world)];
  if (kept === merged) throw new RangeError('A customer cannot be combined with itself');
  const { customers } = world.store;
  customers.remove(merged);
  customers.edit(kept, () => {
    kept.texts = { ...kept.texts, ...lacking(kept, merged) };
    kept.custom = kept.custom.map((value, position) => value ?? merged.custom[position] ?? null);
    kept.tags = [...new Set([...kept.tags, ...merged.tags])];
    touch(kept, nowSeconds(world));
  });
}

function known(id: string, { store }: World): Customer {
  const customer = store.customers.get(id);
  if (customer === undefined) throw new RangeError(`There is no customer "${id}"`);
  return customer;
}

function lacking(kept: Customer, merged: Customer): Partial<Record<CustomerText, string>> {
  const names = Object.keys(merged.texts) as CustomerText[];
  return Object.fromEntries(names.flatMap((name) => (kept.texts[name] ? [] : [[name, merged.texts[name] ?? '']])));
}
