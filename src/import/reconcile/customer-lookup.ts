import { endpoints } from '../../api/endpoints/index.ts';
import { pages, searchType } from '../../api/index.ts';
import type { Dispatcher } from '../../resilience/index.ts';
import type { Payload } from '../../targets/index.ts';
import type { SavedIds } from '../identity/collisions.ts';
import type { RunFacts, RunLedger } from '../import-job.ts';
import type { PendingRow } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { CreatedRecord } from './created-records.ts';

/** How the server is asked whether a row's record was made. Errors: those of `Dispatcher.send`. */
export interface RecordLookup {
  /** Was the row's record made? */
  find(row: PendingRow): Promise<RecordLookupResult>;
  /** Does the list in which the row was looked for show that record? */
  isListed(record: CreatedRecord, row: PendingRow): Promise<boolean>;
  /** Gives the id to the row; answers whether another row of the run has it. */
  isOfOther(id: string, row: PendingRow): boolean;
}

/** Where the lookup gets what it knows from. */
interface LookupSource {
  readonly run: RunFacts;
  readonly ledger: RunLedger;
  readonly ids: SavedIds | undefined;
  readonly dispatcher: Dispatcher;
}

/** Can the API be asked for the records of a run at all? It can for customers. */
export function canLookUp({ target }: RunFacts): boolean {
  return target.endpoint === endpoints.saveCustomer;
}

/** The lookup of a run whose records are customers. */
export function customerLookup({ run, ledger, ids, dispatcher }: LookupSource): RecordLookup {
  return {
    find: ({ row, payload, key }) =>
      findCustomer(dispatcher, payload, {
        createdAfter: run.startedAt - IMPORT_POLICY.reconcile.maxClockSkewMs,
        isOfOther: (id) => ids?.isOfOther(id, row.number) ?? false,
        knownId: key === undefined ? undefined : ledger.lastSent?.(key)?.id,
      }),
    isListed: (record, { payload }) => isListed(dispatcher, record, payload),
    isOfOther: (id, { row, key }) => ids?.note(id, row.number, key) !== undefined,
  };
}

/** Was the record made? `unsure` says why that cannot be told. */
export type RecordLookupResult =
  | { readonly kind: 'there'; readonly id: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure'; readonly why: string };

interface CustomerSearch {
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
async function findCustomer(
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
async function isListed(
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

/** Is a customer of the list the one that a payload would have made? `unsure` where the list does not say enough. */
type CustomerMatch = 'same' | 'unsure' | 'other';

/** Members that tell customers apart and that the list repeats. */
const IDENTITY = ['partnerid', 'tel', 'email', 'qq', 'wx', 'visitorids', 'wx_build_unionid'] as const;

/**
 * Compares what was sent with a row of the list. The same: its nick, at least one identity that is equal and none that
 * differs. An identity that the server may have rewritten, or a mere namesake, makes it unsure.
 */
export function matchCustomer(payload: Payload, row: Readonly<Record<string, unknown>>): CustomerMatch {
  let equal = 0;
  let alike = 0;
  for (const member of IDENTITY) {
    const sent = textOf(payload[member]);
    const seen = textOf(row[member]);
    if (sent === undefined || seen === undefined) continue;
    if (seen === sent) equal += 1;
    else if (isAlike(sent, seen)) alike += 1;
    else return 'other';
  }
  const isNamesake = textOf(payload['nick'])?.normalize() === textOf(row['nick'])?.normalize();
  if (equal > 0 && alike === 0 && isNamesake) return 'same';
  return equal + alike > 0 || isNamesake ? 'unsure' : 'other';
}

/** Two payloads of the same looks cannot be told apart in the list. */
export function matchKey(payload: Payload): string {
  return JSON.stringify(
    ['nick', ...IDENTITY].map((member) => textOf(payload[member])?.normalize('NFKC').toLowerCase() ?? ''),
  );
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value).trim() || undefined;
}

const LEAST_DIGITS = 6;

/** Could the server have made one of the other? It may change case and form, or leave out a telephone's country. */
function isAlike(one: string, other: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase();
  if (fold(one) === fold(other)) return true;
  const digits = [one, other].map((text) => text.replace(/\D+/g, '').replace(/^0+/, ''));
  const [short = '', long = ''] = digits.sort((a, b) => a.length - b.length);
  return short.length >= LEAST_DIGITS && long.endsWith(short);
}
