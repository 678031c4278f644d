import { queryChoice, queryInteger, queryText } from '../checks/query.ts';
import { pageAnswer, placePage, queryPage } from '../paging.ts';
import { refuse } from '../refusal.ts';
import { type Customer, type CustomerText, isBlack } from '../store/customer.ts';
import { type Handler, nowSeconds, type World } from '../world.ts';
import { customerRow } from './customer-row.ts';

type Condition = (customer: Customer) => boolean;

/** What each `search_type` looks into. */
const searchTexts: Readonly<Record<string, CustomerText>> = {
  1: 'nick',
  2: 'uname',
  3: 'enterprise_name',
  4: 'tel',
  5: 'email',
};

/** The status that each `module_type` shows; 1 shows all, 6 those that have an agent. */
const moduleStatus: Readonly<Record<string, number>> = { 2: 1, 3: 2, 4: 3, 5: 4 };

/** A page of the customers that meet all conditions, the newest first. Source: "Query Customer List". */
export const listCustomers: Handler = ({ query }, world) => {
  const { customers } = world.store;
  const seconds = nowSeconds(world);
  const request = queryPage(query, 15, world);
  const created = customers.createdBetween(
    queryInteger(query, 'create_start_time'),
    queryInteger(query, 'create_end_time'),
  );
  const conditions = readConditions(query, seconds, world);
  const found = conditions.length === 0 ? undefined : select(customers.all, created, conditions);
  const page = placePage(request, found?.length ?? created.to - created.from, world);
  const shown = found?.slice(page.from, page.to) ?? newestFirst(customers.all, created.to, page.from, page.to);
  return pageAnswer(
    page,
    shown.map((customer) => customerRow(customer, seconds, world)),
    world,
  );
};

function newestFirst(all: readonly Customer[], end: number, from: number, to: number): readonly Customer[] {
  return all.slice(end - to, end - from).reverse();
}

function select(
  all: readonly Customer[],
  range: { readonly from: number; readonly to: number },
  conditions: readonly Condition[],
): readonly Customer[] {
  const found: Customer[] = [];
  for (let place = range.to - 1; place >= range.from; place--) {
    const customer = all[place] as Customer;
    if (conditions.every((holds) => holds(customer))) found.push(customer);
  }
  return found;
}

function readConditions(query: URLSearchParams, seconds: number, world: World): readonly Condition[] {
  queryChoice(query, 'development_mode', ['1', '2']);
  return [
    search(query),
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

/** Looks for the text anywhere in the field, whatever the case. */
function search(query: URLSearchParams): Condition | undefined {
  const type = queryChoice(query, 'search_type', Object.keys(searchTexts));
  const needle = queryText(query, 'search_value')?.toLowerCase();
  if (needle === undefined) return undefined;
  const field = searchTexts[type ?? ''] ?? refuse('required', 'search_type');
  return ({ texts }) => texts[field]?.toLowerCase().includes(needle) ?? false;
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
  return flag === undefined ? undefined : (customer) => isBlack(customer, seconds) === (flag === '1');
}

function inModule(type: string | undefined): Condition | undefined {
  if (type === undefined || type === '1') return undefined;
  if (type === '6') return ({ texts }) => Boolean(texts.liable_serviceid);
  const wanted = moduleStatus[type];
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
