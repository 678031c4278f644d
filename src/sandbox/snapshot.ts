import { customerRow, filledEntries } from './handlers/customer-answers.ts';
import { type Customer, type CustomerText, isBlacklisted } from './store/customer.ts';
import type { Enterprise } from './store/enterprise-store.ts';
import { type Answer, nowSeconds, type World } from './world.ts';

/** A record in wire names. */
type WireRecord = Record<string, unknown>;

/** All that can be written to a customer. */
export interface CustomerRecord extends Pick<Customer, 'id' | 'status' | 'sex' | 'texts' | 'tags'> {
  readonly lists: NonNullable<Customer['lists']>;
  /** Values of custom fields by their ids; blank ones are missing. */
  readonly custom: Readonly<Record<string, string>>;
  readonly stageId: string | undefined;
  /** The kind and the reason, if the customer is listed now. */
  readonly blacklisted: readonly [type: number, reason: string] | undefined;
}

/** Direct access to the sandbox's records without the API, for tests. */
export interface Snapshot {
  /** Customers as rows of their list, the oldest first; only those whose text fields have these values. */
  customers(where?: Readonly<Record<string, string>>): WireRecord[];
  customerCount(): number;
  /** Every customer with all that the sandbox keeps of it but times, the oldest first. */
  records(): CustomerRecord[];
  /** Ids of the customers, the oldest first. */
  customerIds(): string[];
  /** Values of `tel`, `email` or `partnerid` that several customers share, with their number. */
  duplicateCustomers(by: CustomerText): Record<string, number>;
  enterprises(where?: { readonly enterprise_name?: string }): WireRecord[];
  enterpriseCount(): number;
  /** Names that several enterprises share, with their number. */
  duplicateEnterprises(): Record<string, number>;
  /** All follow-up records, repeated ones included. */
  followUps(): { readonly userid: string; readonly content: string }[];
}

/** Opens the records for reading. */
export function openSnapshot(world: World): Snapshot {
  const { customers, enterprises, behaviors } = world.store;
  return {
    customers: (where = {}) =>
      select(world, where).map((customer) => ({
        ...customerRow(customer, nowSeconds(world), world),
        ...customer.lists,
        stageid: customer.stage?.id,
      })),
    customerCount: () => customers.count,
    records: () => customers.all.map((customer) => recordOf(customer, world)),
    customerIds: () => customers.all.map(({ id }) => id),
    duplicateCustomers(by) {
      const index = customers.index(by);
      if (index === undefined) throw new RangeError(`Customers are not indexed by ${by}`);
      return index.duplicates();
    },
    enterprises: ({ enterprise_name: name } = {}) =>
      enterprises.all
        .filter(({ texts }) => name === undefined || texts.enterprise_name === name)
        .map((enterprise) => enterpriseRow(enterprise, world)),
    enterpriseCount: () => enterprises.count,
    duplicateEnterprises: () => countRepeated(enterprises.all.map(({ texts }) => texts.enterprise_name ?? '')),
    followUps: () =>
      behaviors
        .ofType('user_follow_record')
        .map(([userid, { content }]) => ({ userid, content: String(content?.['content']) })),
  };
}

function recordOf(customer: Customer, world: World): CustomerRecord {
  const { id, status, sex, texts, tags, lists, custom, stage, black } = customer;
  const filled = world.tenant.customerFields.fields.flatMap((field) => {
    const value = custom[field.position];
    return value ? [[field.id, value] as const] : [];
  });
  const isListed = black !== null && isBlacklisted(customer, nowSeconds(world));
  return {
    ...{ id, status, sex, texts, tags },
    lists: lists ?? {},
    custom: Object.fromEntries(filled),
    stageId: stage?.id,
    blacklisted: isListed ? [black.type, black.reason] : undefined,
  };
}

function select({ store: { customers } }: World, where: Readonly<Record<string, string>>): readonly Customer[] {
  const conditions = Object.entries(where) as [CustomerText | 'id', string][];
  const [first] = conditions;
  if (first === undefined) return customers.all;
  const [name, value] = first;
  const start = name === 'id' ? [customers.get(value)] : (customers.index(name)?.findAll(value) ?? customers.all);
  return start
    .filter((customer) => customer !== undefined)
    .filter((one) => conditions.every((each) => hasValue(one, each)));
}

function hasValue(customer: Customer, [name, value]: [CustomerText | 'id', string]): boolean {
  return (name === 'id' ? customer.id : customer.texts[name]) === value;
}

function countRepeated(values: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries([...counts].filter(([, count]) => count > 1));
}

/** An enterprise in wire names. The API has no call that returns one: this is for snapshots only. */
function enterpriseRow(enterprise: Enterprise, { tenant }: World): Answer {
  const entries = filledEntries(enterprise.custom, tenant.enterpriseFields);
  return {
    id: enterprise.id,
    ...enterprise.texts,
    enterprise_domains: enterprise.domains,
    extend_fields: entries === undefined ? [] : JSON.parse(entries),
    create_time: enterprise.createTime,
  };
}
