import { deriveId } from '../derive-id.ts';
import { seededRandom } from '../seeded-random.ts';
import type { World } from '../world.ts';
import { customValueMaker } from './custom-values.ts';
import { customerMaker } from './customer-maker.ts';
import { ENTERPRISE_NAMES } from './name-tables.ts';
import { picker } from './pick.ts';

const TWO_YEARS_SECONDS = 2 * 365 * 86_400;

/** Fills the tenant with so many customers, created over the two years before, and an enterprise for every fifty. */
export function populate(world: World, count: number, nowMs: number): void {
  const random = seededRandom(`${world.tenant.seed}:customers`);
  const now = Math.floor(nowMs / 1000);
  for (let number = 1; number <= Math.ceil(count / 50); number++) addEnterprise(world, random, now - TWO_YEARS_SECONDS);
  const make = customerMaker(world, random);
  const { customers, assignments } = world.store;
  for (let number = 0; number < count; number++) {
    const createTime = Math.floor(now - TWO_YEARS_SECONDS + ((number + random()) / count) * (TWO_YEARS_SECONDS - 1));
    const customer = make(createTime, now);
    customers.restore(customer);
    const agentId = customer.texts.liable_serviceid;
    if (agentId) assignments.restore(agentId, { time: createTime, customerId: customer.id });
  }
}

function addEnterprise({ store, tenant }: World, random: () => number, createTime: number): void {
  const pick = picker(random);
  const sequence = store.enterprises.takeSequence();
  const { first, second, legal } = ENTERPRISE_NAMES;
  store.enterprises.restore({
    id: deriveId(tenant.seed, 'enterprise', sequence),
    sequence,
    createTime,
    texts: { enterprise_name: `${pick.one(first)} ${pick.one(second)} ${pick.one(legal)} ${sequence}` },
    domains: [`enterprise${sequence}.example`],
    custom: customValueMaker(tenant.enterpriseFields, pick)('Founded in a garage'),
  });
}
