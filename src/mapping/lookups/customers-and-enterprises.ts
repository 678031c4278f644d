import pLimit from 'p-limit';
import { endpoints } from '../../api/endpoints/index.ts';
import { SobotError, searchType } from '../../api/index.ts';
import { fold, plainSpelling, spellings } from '../fold.ts';
import { memoizeLookup } from '../memoize.ts';
import { listed, ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import type { LookupMatch, LookupSources, Resolver } from './lookups.ts';

/** The values of `by:` for `lookup: customer`. */
export const CUSTOMER_KEYS = ['email', 'tel', 'nick', 'partnerid', 'id'] as const;

export type CustomerKey = (typeof CUSTOMER_KEYS)[number];

interface CustomerFacts {
  readonly id: string;
  readonly nick?: string | null;
  readonly [member: string]: unknown;
}

const NOT_FOUND = VALUE_MESSAGES['not-found'].text;

/** Concurrent searches. */
const MAX_CUSTOMER_SEARCHES = 16;

const SEARCH_TYPES = { email: searchType.email, tel: searchType.phone, nick: searchType.nickname } as const;

/** Finds customers by one of their fields: first among ids learned by earlier runs, then with one search for each distinct value. */
export function customerResolver(sources: LookupSources, by: CustomerKey): Resolver {
  if (by === 'id') return (text) => ({ id: text });
  const limit = pLimit(MAX_CUSTOMER_SEARCHES);
  const scan = by === 'partnerid' ? partnerScan(sources) : undefined;
  return memoizeLookup(async (text) => {
    const learned = await sources.learned?.('customer', text, by);
    if (learned !== undefined) return { id: learned };
    if (sources.offline) return new ValueError('offline', VALUE_MESSAGES.offline.text.customer());
    if (scan !== undefined) return scan(text);
    return limit(() => searchCustomer(sources, by as keyof typeof SEARCH_TYPES, text));
  });
}

/** Adds the customer's name, which is read where the lookup returned only the id. A customer without a name is a value error. */
export function withNames(sources: LookupSources, resolve: Resolver): Resolver {
  const limit = pLimit(MAX_CUSTOMER_SEARCHES);
  const named = memoizeLookup((id) =>
    sources.offline
      ? new ValueError('offline', VALUE_MESSAGES.offline.text.customerName())
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
    if (!customer) return new ValueError('not-found', NOT_FOUND.customer('id'));
    if (!customer.nick) return new ValueError('no-name', VALUE_MESSAGES['no-name'].text.customer());
    return { id, name: customer.nick };
  } catch (error) {
    if (!(error instanceof SobotError) || error.disposition !== 'reject-row') throw error;
    return new ValueError('not-found', NOT_FOUND.unreadableCustomer(error.message));
  }
}

async function searchCustomer(
  sources: LookupSources,
  by: keyof typeof SEARCH_TYPES,
  text: string,
): Promise<LookupMatch | ValueError> {
  const found = new Map<string, CustomerFacts>();
  // The API compares punctuation literally, so a name is searched in its likely spellings until one matches exactly.
  for (const spelling of by === 'nick' ? spellings(text) : [text]) {
    const rows = await sources.read(endpoints.listCustomers, { search_type: SEARCH_TYPES[by], search_value: spelling });
    for (const row of rows as CustomerFacts[]) found.set(row.id, row);
    if (found.values().some((row) => row[by] === text)) break;
  }
  return pickCustomer([...found.values()], by, text);
}

/** The API matches loosely, so its results are compared here: exactly, else in their plain form. */
function pickCustomer(rows: readonly CustomerFacts[], by: CustomerKey, text: string): LookupMatch | ValueError {
  const wanted = plainForm(by, text);
  const exact = rows.filter((row) => row[by] === text);
  const matches =
    exact.length > 0
      ? exact
      : rows.filter((row) => valuesOf(row[by], by).some((value) => plainForm(by, value) === wanted));
  const [first] = matches;
  if (first === undefined) return new ValueError('not-found', NOT_FOUND.customer(by));
  if (matches.length > 1) {
    const shown = matches.map((row) => `${row.nick ?? ''} (${row.id})`);
    return new ValueError('ambiguous', VALUE_MESSAGES.ambiguous.text.customers(by, matches.length, listed(shown, 3)));
  }
  return { id: first.id, ...(first.nick ? { name: first.nick } : {}) };
}

/** A customer may have several telephone numbers or addresses in one text. */
function valuesOf(value: unknown, by: CustomerKey): string[] {
  if (typeof value !== 'string') return [];
  return by === 'nick' ? [value] : value.split(/[,;]/);
}

function plainForm(by: CustomerKey, text: string): string {
  return by === 'tel' ? plainSpelling(text).replace(/[\s().-]+/g, '') : fold(text);
}

/** The API cannot search by partnerid, so the whole list is read once, keeping only the ids. */
function partnerScan(sources: LookupSources): (text: string) => Promise<LookupMatch | ValueError> {
  let index: Promise<Map<string, string[]>> | undefined;
  return async (text) => {
    index ??= readPartners(sources);
    const ids = (await index).get(text) ?? [];
    const [id] = ids;
    if (id === undefined) return new ValueError('not-found', NOT_FOUND.customer('partnerid'));
    if (ids.length > 1)
      return new ValueError(
        'ambiguous',
        VALUE_MESSAGES.ambiguous.text.customers('partnerid', ids.length, listed(ids, 3)),
      );
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
 * Finds enterprises: first among ids learned by earlier imports (by the key of their mapping), then an id as it is, then by name
 * among customers' companies, since the API has no list of enterprises.
 */
export function enterpriseResolver(sources: LookupSources): Resolver {
  const limit = pLimit(MAX_ENTERPRISE_SEARCHES);
  return memoizeLookup(async (text) => {
    const learned = await sources.learned?.('enterprise', text);
    if (learned !== undefined) return { id: learned };
    if (ENTERPRISE_ID.test(text)) return { id: text };
    if (sources.offline) return new ValueError('offline', VALUE_MESSAGES.offline.text.enterprise());
    return limit(() => searchCompany(sources, text));
  });
}

async function searchCompany(sources: LookupSources, text: string): Promise<LookupMatch | ValueError> {
  const exact = new Map<string, string>();
  const similar = new Map<string, string>();
  const wanted = fold(text);
  // The API compares punctuation literally, so a name is searched in its likely spellings until one matches exactly.
  for (const spelling of spellings(text)) {
    const rows = (await sources.read(endpoints.listCustomers, {
      search_type: searchType.company,
      search_value: spelling,
    })) as { enterpriseid?: string | null; enterprise_name?: string | null }[];
    for (const { enterpriseid, enterprise_name } of rows) {
      if (!enterpriseid || !enterprise_name || fold(enterprise_name) !== wanted) continue;
      if (enterprise_name === text) exact.set(enterpriseid, enterprise_name);
      similar.set(enterpriseid, enterprise_name);
    }
    if (exact.size > 0) break;
  }
  const found = exact.size > 0 ? exact : similar;
  const [first] = found;
  if (first === undefined) {
    return new ValueError('not-found', NOT_FOUND.enterprise());
  }
  if (found.size > 1) {
    return new ValueError(
      'ambiguous',
      VALUE_MESSAGES.ambiguous.text.enterprises(found.size, listed([...found.keys()], 3)),
    );
  }
  return { id: first[0], name: first[1] };
}
