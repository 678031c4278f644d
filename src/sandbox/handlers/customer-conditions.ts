import { queryChoice, queryInteger, queryText } from '../checks/query.ts';
import { type Customer, isBlacklisted } from '../store/customer.ts';
import type { World } from '../world.ts';

/** Does a customer belong in the list? */
export type Condition = (customer: Customer) => boolean;

/** The status that each `module_type` shows; 1 shows all, 6 those that have an agent. */
const MODULE_STATUSES: Readonly<Record<string, number>> = { 2: 1, 3: 2, 4: 3, 5: 4 };

/** The conditions of a query beside its search and its range of creation times. */
export function readConditions(query: URLSearchParams, seconds: number, world: World): readonly Condition[] {
  queryChoice(query, 'development_mode', ['1', '2']);
  return [
    same(queryText(query, 'wx_build_unionId'), ({ texts }) => texts.wx_build_unionid),
    same(queryText(query, 'stageid'), ({ stage }) => stage?.id),
    same(queryText(query, 'liable_serviceid'), ({ texts }) => texts.liable_serviceid),
    tagged(queryText(query, 'user_label')),
    blacklisted(queryChoice(query, 'isblack', ['0', '1']), seconds),
    inModule(queryChoice(query, 'module_type', ['1', '2', '3', '4', '5', '6'])),
    external(queryText(query, 'external_userid'), world),
    ...updated(queryInteger(query, 'update_start_time'), queryInteger(query, 'update_end_time')),
  ].filter((condition) => condition !== undefined);
}

function same(wanted: string | undefined, read: (customer: Customer) => string | undefined): Condition | undefined {
  return wanted === undefined ? undefined : (customer) => read(customer) === wanted;
}

/** Customers that bear any of the tags. */
function tagged(joined: string | undefined): Condition | undefined {
  if (joined === undefined) return undefined;
  const wanted = new Set(joined.split(','));
  return ({ tags }) => tags.some((tag) => wanted.has(tag));
}

function blacklisted(flag: string | undefined, seconds: number): Condition | undefined {
  return flag === undefined ? undefined : (customer) => isBlacklisted(customer, seconds) === (flag === '1');
}

function inModule(type: string | undefined): Condition | undefined {
  if (type === undefined || type === '1') return undefined;
  if (type === '6') return ({ texts }) => Boolean(texts.liable_serviceid);
  const wanted = MODULE_STATUSES[type];
  return ({ status }) => status === wanted;
}

function external(id: string | undefined, { store }: World): Condition | undefined {
  if (id === undefined) return undefined;
  const wanted = store.customers.findByExternalId(id);
  return (customer) => customer === wanted;
}

function updated(start: number | undefined, end: number | undefined): readonly Condition[] {
  const conditions: Condition[] = [];
  if (start !== undefined) conditions.push(({ updateTime }) => updateTime >= start);
  if (end !== undefined) conditions.push(({ updateTime }) => updateTime <= end);
  return conditions;
}
