import type { Churn } from '../options.ts';
import { seededRandom } from '../seeded-random.ts';
import type { Customer } from '../store/customer.ts';
import { nowSeconds, type World } from '../world.ts';
import { customerMaker } from './customer-maker.ts';

/** Makes the function that lets customers come, as the newest, and go, from anywhere. Fractions are probabilities. */
export function createChurn({ inserts, removes, seed = 1 }: Churn, world: World): () => void {
  const random = seededRandom(`${seed}:churn`);
  const make = customerMaker(world, random);
  const { customers, behaviors } = world.store;
  const times = (mean: number): number => Math.floor(mean) + (random() < mean % 1 ? 1 : 0);
  return () => {
    const now = nowSeconds(world);
    for (let left = times(inserts); left > 0; left--) customers.add(make(now, now));
    for (let left = times(removes); left > 0 && customers.count > 0; left--) {
      const gone = customers.all[Math.floor(random() * customers.count)] as Customer;
      customers.remove(gone);
      behaviors.forget(gone.id);
    }
  };
}
