import pLimit from 'p-limit';
import { endpoints } from '../../api/endpoints/index.ts';
import { SobotError, searchType } from '../../api/index.ts';
import { fold, plainSpelling, spellings } from '../fold.ts';
import { memoizeLookup } from '../memoize.ts';
import { listed, ValueError } from '../value-error.ts';
import type { LookupMatch, LookupSources, Resolver } from './lookups.ts';

/** What `by:` may say for `lookup: customer`. */
export const CUSTOMER_KEYS = ['email', 'tel', 'nick', 'partnerid', 'id'] as const;

export type CustomerKey = (typeof CUSTOMER_KEYS)[number];

interface CustomerFacts {
  readonly id: string;
  readonly nick?: string | null;
  readonly [member: string]: unknown;
}

/** Searches in flight at once. */
const MAX_CUSTOMER_SEARCHES = 16;

const searchTypes = { email: searchType.email, tel: searchType.phone, nick: searchType.nickname } as const;

/** Finds customers by one of their fields: ids learned by earlier runs first, then the API, at most one search for each distinct value. */
export function customerResolver(sources: LookupSources, by: CustomerKey): Resolver {
  if (by === 'id') return (text) => ({ id: text });
  const limit = pLimit(MAX_CUSTOMER_SEARCHES);
  const scan = by === 'partnerid' ? partnerScan(sources) : undefined;
  return memoizeLookup((text) => {
    const learned = sources.learned?.('customer', text, by);
    if (learned !== undefined) return { id: learned };
    if (sources.offline) return new ValueError('offline', 'names a customer, which cannot be looked up offline');
    if (scan !== undefined) return scan(text);
    return limit(() => searchCustomer(sources, by as keyof typeof searchTypes, text));
  });
}

/** The same with the customer's name, which is read where finding the id has not told it. Who has none is refused. */
export function withNames(sources: LookupSources, resolve: Resolver): Resolver {
  const limit = pLimit(MAX_CUSTOMER_SEARCHES);
  const named = memoizeLookup((id) =>
    sources.offline
      ? new ValueError('offline', 'is a customer whose name cannot be read offline')
      : limit(() => readName(sources, id)),
  );
  const complete = (found: LookupMatch | ValueError) =>
    found instanceof ValueError || found.name !== undefined ? found : named(found.id);
  return (text, parent) => {
    const found = resolve(text, parent);
    return found instanceof Promise ? found.then(complete) : complete(found);
  };
}

async function readName(sources: LookupSources, id: string): Promise<LookupMatch | ValueError> {
  try {
    const [customer] = (await sources.read(endpoints.getCustomer, { id })) as CustomerFacts[];
    if (!customer) return new ValueError('not-found', 'is the id of no customer');
    if (!customer.nick)
      return new ValueError('no-name', 'is a customer without a nickname, which an edit needs: map nick');
    return { id, name: customer.nick };
  } catch (error) {
    if (!(error instanceof SobotError) || error.disposition !== 'reject-row') throw error;
    return new ValueError('not-found', `is no customer that can be read: ${error.message}`);
  }
}

async function searchCustomer(
  sources: LookupSources,
  by: keyof typeof searchTypes,
  text: string,
): Promise<LookupMatch | ValueError> {
  const found = new Map<string, CustomerFacts>();
  // The API compares marks as they are, so a name is searched as it may be spelled unless one is found that is written the same.
  for (const spelling of by === 'nick' ? spellings(text) : [text]) {
    const rows = await sources.read(endpoints.listCustomers, { search_type: searchTypes[by], search_value: spelling });
    for (const row of rows as CustomerFacts[]) found.set(row.id, row);
    if (found.values().some((row) => row[by] === text)) break;
  }
  return pickCustomer([...found.values()], by, text);
}

/** The API matches loosely, so what it found is compared here: exactly, else in its plain form. */
function pickCustomer(rows: readonly CustomerFacts[], by: CustomerKey, text: string): LookupMatch | ValueError {
  const wanted = plainForm(by, text);
  const exact = rows.filter((row) => row[by] === text);
  const matches =
    exact.length > 0
      ? exact
      : rows.filter((row) => valuesOf(row[by], by).some((value) => plainForm(by, value) === wanted));
  const [first] = matches;
  if (first === undefined) return new ValueError('not-found', `is the ${by} of no customer`);
  if (matches.length > 1) {
    const shown = matches.map((row) => `${row.nick ?? ''} (${row.id})`);
    return new ValueError('ambiguous', `is the ${by} of ${matches.length} customers: ${listed(shown, 3)}`);
  }
  return { id: first.id, ...(first.nick ? { name: first.nick } : {}) };
}

/** A customer may have several telephones or addresses in one text. */
function valuesOf(value: unknown, by: CustomerKey): string[] {
  if (typeof value !== 'string') return [];
  return by === 'nick' ? [value] : value.split(/[,;]/);
}

function plainForm(by: CustomerKey, text: string): string {
  return by === 'tel' ? plainSpelling(text).replace(/[\s().-]+/g, '') : fold(text);
}

/** The API cannot search by partnerid, so the whole list is read once, and only ids are kept. */
function partnerScan(sources: LookupSources): (text: string) => Promise<LookupMatch | ValueError> {
  let index: Promise<Map<string, string[]>> | undefined;
  return async (text) => {
    index ??= readPartners(sources);
    const ids = (await index).get(text) ?? [];
    const [id] = ids;
    if (id === undefined) return new ValueError('not-found', 'is the partnerid of no customer');
    if (ids.length > 1)
      return new ValueError('ambiguous', `is the partnerid of ${ids.length} customers: ${listed(ids, 3)}`);
    return { id };
  };
}

async function readPartners(sources: LookupSources): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const add = (rows: readonly unknown[]): void => {
    for (const { id, partnerid } of rows as CustomerFacts[]) {
      if (typeof partnerid !== 'string' || partnerid === '') continue;
      const ids = found.get(partnerid);
      if (ids === undefined) found.set(partnerid, [id]);
      else if (!ids.includes(id)) ids.push(id);
    }
  };
  if (sources.pages === undefined) add(await sources.read(endpoints.listCustomers, {}));
  else for await (const page of sources.pages(endpoints.listCustomers, {})) add(page);
  return found;
}

const MAX_ENTERPRISE_SEARCHES = 16;
const ENTERPRISE_ID = /^[0-9a-f]{32}$/;

/**
 * Finds enterprises: ids that earlier imports learned (by the key of their mapping) first, then an id as it is, then by
 * name among customers' companies, since the API has no list of enterprises.
 */
export function enterpriseResolver(sources: LookupSources): Resolver {
  const limit = pLimit(MAX_ENTERPRISE_SEARCHES);
  return memoizeLookup((text) => {
    const learned = sources.learned?.('enterprise', text);
    if (learned !== undefined) return { id: learned };
    if (ENTERPRISE_ID.test(text)) return { id: text };
    if (sources.offline) return new ValueError('offline', 'names an enterprise that no earlier import made here');
    return limit(() => searchCompany(sources, text));
  });
}

async function searchCompany(sources: LookupSources, text: string): Promise<LookupMatch | ValueError> {
  const exact = new Map<string, string>();
  const alike = new Map<string, string>();
  const wanted = fold(text);
  // The API compares marks as they are, so a name is searched as it may be spelled unless one is found that is written the same.
  for (const spelling of spellings(text)) {
    const rows = (await sources.read(endpoints.listCustomers, {
      search_type: searchType.company,
      search_value: spelling,
    })) as { enterpriseid?: string | null; enterprise_name?: string | null }[];
    for (const { enterpriseid, enterprise_name } of rows) {
      if (!enterpriseid || !enterprise_name || fold(enterprise_name) !== wanted) continue;
      if (enterprise_name === text) exact.set(enterpriseid, enterprise_name);
      alike.set(enterpriseid, enterprise_name);
    }
    if (exact.size > 0) break;
  }
  const found = exact.size > 0 ? exact : alike;
  const [first] = found;
  if (first === undefined) {
    return new ValueError(
      'not-found',
      'is no enterprise that an earlier import made or that a customer belongs to; import enterprises first',
    );
  }
  if (found.size > 1) {
    return new ValueError('ambiguous', `is the name of ${found.size} enterprises: ${listed([...found.keys()], 3)}`);
  }
  return { id: first[0], name: first[1] };
}
