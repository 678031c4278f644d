import { searchType } from '../../api/codes/customer-list.ts';
import { endpoints } from '../../api/endpoints/index.ts';
import { pages } from '../../api/pages.ts';
import type { Dispatcher } from '../../resilience/dispatcher.ts';
import type { Payload } from '../../targets/target.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { CreatedRecord } from './created-records.ts';
import { matchCustomer } from './customer-match.ts';

/** Was the record made? `unsure` says why that cannot be told. */
export type RecordLookupResult =
  | { readonly kind: 'there'; readonly id: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure'; readonly why: string };

export interface CustomerSearch {
  /** Customers from before are not the one, if the server's clock is right; epoch milliseconds. */
  readonly createdAfter: number;
  /** The id that an earlier run learned for the row's key: that is not the one either. */
  readonly knownId?: string | undefined;
  /** Has another row of the run got this id? Then it is not the one, however alike they are. */
  readonly isOfOther: (id: string) => boolean;
}

/** The members by which the API can search. It cannot by `partnerid`, but its rows show it. */
const SEARCHES = [
  ['tel', searchType.phone],
  ['email', searchType.email],
  ['nick', searchType.nickname],
] as const;

const { pageSize, maxPages } = IMPORT_POLICY.reconcile;

/**
 * Looks for the customer that a payload would have made. The API matches loosely, so what it finds is compared here.
 * Absent only if every search that the payload allows was read to its end. Errors: those of `Dispatcher.send`.
 */
export async function findCustomer(
  dispatcher: Dispatcher,
  payload: Payload,
  { createdAfter, knownId, isOfOther }: CustomerSearch,
): Promise<RecordLookupResult> {
  const maybe = new Set<string>();
  const older = new Set<string>();
  let isWhole = true;
  for (const [member, search_type] of SEARCHES) {
    const text = payload[member];
    if (typeof text !== 'string' || text.trim() === '') continue;
    const same = new Set<string>();
    isWhole =
      (await searchCustomers(dispatcher, { search_type, search_value: text }, (row) => {
        const { id, create_time } = row;
        if (id === knownId || isOfOther(id)) return;
        const found = matchCustomer(payload, row);
        const isOlder = (create_time ?? Number.POSITIVE_INFINITY) * 1000 < createdAfter;
        if (found === 'same') (isOlder ? older : same).add(id);
        if (found === 'unsure' && !isOlder) maybe.add(id);
      })) && isWhole;
    const [id] = same;
    if (same.size === 1 && id !== undefined) return { kind: 'there', id };
    if (same.size > 1) return { kind: 'unsure', why: `several customers look like it: ${shown(same)}` };
  }
  if (maybe.size > 0) return { kind: 'unsure', why: `it may be one of these customers: ${shown(maybe)}` };
  // Another's record of long ago, or its own under a wrong clock: a second one would be worse than a question.
  if (older.size > 0) return { kind: 'unsure', why: `a customer dated before this run looks like it: ${shown(older)}` };
  return isWhole ? { kind: 'absent' } : { kind: 'unsure', why: 'not all customers that bear its name could be read' };
}

/** Does the list show a record, in the searches that would find the customer of `payload`? Errors: those of `Dispatcher.send`. */
export async function isListed(
  dispatcher: Dispatcher,
  { id, payload: own }: CreatedRecord,
  payload: Payload,
): Promise<boolean> {
  const searches = (of: Payload) => SEARCHES.filter(([member]) => typeof of[member] === 'string' && own[member]);
  const wanted = searches(payload).length > 0 ? searches(payload) : searches(own);
  for (const [member, search_type] of wanted) {
    let isThere = false;
    await searchCustomers(dispatcher, { search_type, search_value: String(own[member]) }, (row) => {
      isThere ||= row.id === id;
    });
    if (!isThere) return false;
  }
  return wanted.length > 0;
}

interface ListedCustomer {
  readonly id: string;
  readonly create_time?: number | null;
  readonly [member: string]: unknown;
}

/** Hands over the rows of a search; answers whether those were all. */
async function searchCustomers(
  dispatcher: Dispatcher,
  query: Record<string, unknown>,
  take: (row: ListedCustomer) => void,
): Promise<boolean> {
  const call = async (_: unknown, input: Record<string, unknown>) =>
    (await dispatcher.send(endpoints.listCustomers, input as never)).answer;
  let seen = 0;
  let total = 0;
  for await (const page of pages(call, endpoints.listCustomers, query, { pageSize })) {
    for (const row of page.items) take(row as ListedCustomer);
    seen += page.items.length;
    total = page.total ?? total;
    if (page.number >= maxPages && page.items.length > 0) return false;
  }
  // What was counted and did not come may be the one that is looked for.
  return seen >= total;
}

function shown(ids: ReadonlySet<string>): string {
  return [...ids].slice(0, 3).join(', ') + (ids.size > 3 ? ', …' : '');
}
