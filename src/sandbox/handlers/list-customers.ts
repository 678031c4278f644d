import { locatePage, pagePayload, queryPage, SerializedItems, wireJson } from '../answers.ts';
import { queryChoice, queryInteger, queryText } from '../parameter-checks.ts';
import { refuse } from '../ret-code-error.ts';
import { type Customer, type CustomerText, isBlacklisted } from '../store/customer.ts';
import { type Answer, type Handler, nowSeconds, type World } from '../world.ts';
import { customerRow } from './customer-answers.ts';

/** The field that each `search_type` searches. */
const SEARCH_FIELDS: Readonly<Record<string, CustomerText>> = {
  1: 'nick',
  2: 'uname',
  3: 'enterprise_name',
  4: 'tel',
  5: 'email',
};

/** A page of the customers that meet all conditions, the newest first. Source: "Query Customer List". */
export const handleListCustomers: Handler = ({ query }, world) => {
  const { customers } = world.store;
  const seconds = nowSeconds(world);
  const request = queryPage(query, 15, world);
  const created = customers.createdBetween(
    queryInteger(query, 'create_start_time'),
    shownUntil(queryInteger(query, 'create_end_time'), seconds, world),
  );
  const search = readSearch(query);
  const conditions = readConditions(query, seconds, world);
  const found =
    search === undefined && conditions.length === 0
      ? undefined
      : cachedSearch(query, seconds, world, () => select(created, search, conditions, world));
  const page = locatePage(request, found?.length ?? created.to - created.from, world);
  const shown = found?.slice(page.from, page.to) ?? newestFirst(customers.all, created.to, page.from, page.to);
  return pagePayload(page, shown.length === 0 ? [] : writeRows(shown, seconds, world), world);
};

/** A list with a lag does not show the newest customers. */
function shownUntil(end: number | undefined, seconds: number, { settings }: World): number | undefined {
  const { listLagSeconds } = settings;
  return listLagSeconds === 0 ? end : Math.min(end ?? Number.POSITIVE_INFINITY, seconds - listLagSeconds - 1);
}

function writeRows(shown: readonly Customer[], seconds: number, world: World): SerializedItems {
  const { rowCache: rows } = world.store.customers;
  const items = new SerializedItems();
  for (const customer of shown) {
    const cached = rows.get(customer);
    if (cached !== undefined) {
      items.addRange(cached);
      continue;
    }
    const text = `,${wireJson(listedRow(customer, seconds, world), world.settings.stringNumbers)}`;
    // The row of a customer who is or was on the blacklist changes as time passes.
    const range = customer.black === null ? rows.add(customer, text) : undefined;
    if (range === undefined) items.addText(text);
    else items.addRange(range);
  }
  return items;
}

function listedRow(customer: Customer, seconds: number, world: World): Answer {
  const row = customerRow(customer, seconds, world);
  if (world.settings.listMembers === 'basic') delete row['ex_field_str'];
  if (world.settings.listMembers === 'table') for (const member of BEYOND_TABLE) delete row[member];
  return row;
}

/** Members that the example of "Query Customer List" has, and its table has not. */
const BEYOND_TABLE = ['crm_status', 'liable_serviceid', 'liable_service_name'];

interface Search {
  readonly field: CustomerText;
  readonly text: string;
}

function readSearch(query: URLSearchParams): Search | undefined {
  const type = queryChoice(query, 'search_type', Object.keys(SEARCH_FIELDS));
  const value = queryText(query, 'search_value');
  if (value === undefined) return undefined;
  return { field: SEARCH_FIELDS[type ?? ''] ?? refuse('required', 'search_type'), text: value.toLowerCase() };
}

const lastSearches = new WeakMap<World, { readonly key: string; readonly found: readonly Customer[] }>();

/** The result of the same query, cached until a customer changes: clients read page after page. */
function cachedSearch(
  query: URLSearchParams,
  seconds: number,
  world: World,
  find: () => readonly Customer[],
): readonly Customer[] {
  const rest = new URLSearchParams(query);
  rest.delete('page_no');
  rest.delete('page_size');
  // The blacklist changes as time passes.
  const time = query.has('isblack') || world.settings.listLagSeconds > 0 ? seconds : 0;
  const key = `${world.store.customers.version} ${time} ${rest}`;
  const last = lastSearches.get(world);
  if (last?.key === key) return last.found;
  const found = find();
  lastSearches.set(world, { key, found });
  return found;
}

function newestFirst(all: readonly Customer[], end: number, from: number, to: number): readonly Customer[] {
  return all.slice(end - to, end - from).reverse();
}

/** The customers in a range of the creation order that meet all conditions, the newest first. */
function select(
  created: { readonly from: number; readonly to: number },
  search: Search | undefined,
  conditions: readonly Condition[],
  { store: { customers } }: World,
): readonly Customer[] {
  const all = search === undefined ? conditions : [holdsText(search), ...conditions];
  const candidates = search && customers.searched(search.field, search.text);
  if (candidates === undefined) {
    const found: Customer[] = [];
    for (let index = created.to - 1; index >= created.from; index--) {
      const customer = customers.all[index] as Customer;
      if (all.every((holds) => holds(customer))) found.push(customer);
    }
    return found;
  }
  const first = customers.all[created.from]?.createTime ?? Number.POSITIVE_INFINITY;
  const last = customers.all[created.to - 1]?.createTime ?? Number.NEGATIVE_INFINITY;
  return candidates.filter(
    (customer) => customer.createTime >= first && customer.createTime <= last && all.every((holds) => holds(customer)),
  );
}

/** Searches for the text anywhere in the field, ignoring case. */
function holdsText({ field, text }: Search): Condition {
  return ({ texts }) => texts[field]?.toLowerCase().includes(text) ?? false;
}

/** Does a customer belong to the list? */
type Condition = (customer: Customer) => boolean;

/** The status that each `module_type` shows; 1 shows all, 6 those that have an agent. */
const MODULE_STATUSES: Readonly<Record<string, number>> = { 2: 1, 3: 2, 4: 3, 5: 4 };

/** The conditions of a query other than its search and its range of creation times. */
function readConditions(query: URLSearchParams, seconds: number, world: World): readonly Condition[] {
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

/** Customers with any of the tags. */
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
