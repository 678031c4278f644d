import { endpoints } from '../../api/endpoints/index.ts';
import { pages, searchType } from '../../api/index.ts';
import type { Dispatcher } from '../../resilience/index.ts';
import type { Payload, Target } from '../../targets/index.ts';
import { t } from '../../words/index.ts';
import type { ReceivedIds } from '../identity/collisions.ts';
import type { OtherRuns, RunFacts } from '../import-job.ts';
import type { PendingRow } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import { lastSentId } from '../send/send-context.ts';
import type { CreatedRecord } from './created-records.ts';

/** Looks up whether a row's record was created. Errors: those of `Dispatcher.send`. */
export interface RecordLookup {
  /** Was the row's record created? */
  find(row: PendingRow): Promise<RecordLookupResult>;
  /** Does the list in which the row was looked up show that record? */
  isListed(record: CreatedRecord, row: PendingRow): Promise<boolean>;
  /** May a record that was found be that of a row which another process of the run is sending? */
  mayBeOfRival(match: FoundRecord, row: PendingRow): Promise<boolean>;
  /** Assigns the id to the row; returns whether another row of the run has it. */
  isOfOther(id: string, row: PendingRow): Promise<boolean>;
}

/** The payloads of rows with the same name that other processes of the run may be sending. */
export type FindRivals = (row: PendingRow) => Promise<readonly Payload[]>;

/** The collaborators of the lookup. */
interface LookupSource {
  readonly run: RunFacts;
  readonly ledger: OtherRuns;
  readonly ids: ReceivedIds | undefined;
  readonly dispatcher: Dispatcher;
  /** Absent if no other process sends rows of the run. */
  readonly findRivals?: FindRivals | undefined;
}

/** Can the records of a target be looked up at all? New customers can. */
export function canLookUp({ endpoint }: Target): boolean {
  return endpoint === endpoints.saveCustomer;
}

/** The lookup of a run whose records are customers. */
export function customerLookup({ run, ledger, ids, dispatcher, findRivals }: LookupSource): RecordLookup {
  return {
    find: async ({ row, payload, key }) =>
      findCustomer(dispatcher, payload, {
        createdAfter: run.startedAt - IMPORT_POLICY.reconcile.maxClockSkewMs,
        isOfOther: (id) => ids?.isOfOther(id, row.number) ?? false,
        knownId: await lastSentId(ledger, key),
      }),
    isListed: (record, { payload }) => isListed(dispatcher, record, payload),
    mayBeOfRival: async ({ record }, row) =>
      (await findRivals?.(row))?.some((payload) => matchCustomer(payload, record) !== 'other') === true,
    isOfOther: async (id, { row, key }) => (await ids?.note(id, row.number, key)) !== undefined,
  };
}

/** A record that matches a row, as the list shows it. */
export interface FoundRecord {
  readonly kind: 'found';
  readonly id: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Was the record created? `unsure` says why that is not known. */
export type RecordLookupResult =
  | FoundRecord
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure'; readonly why: string };

interface CustomerSearch {
  /** Customers created before this are not matches, if the server's clock is right; epoch milliseconds. */
  readonly createdAfter: number;
  /** The id that an earlier run stored for the row's key: not a match either. */
  readonly knownId?: string | undefined;
  /** Does another row of the run have this id? Then it is not a match, however similar. */
  readonly isOfOther: (id: string) => boolean | Promise<boolean>;
}

/** The fields by which the API can search. It cannot search by `partnerid`, but its results show it. */
const SEARCHES = [
  ['tel', searchType.phone],
  ['email', searchType.email],
  ['nick', searchType.nickname],
] as const;

const { pageSize, maxPages } = IMPORT_POLICY.reconcile;

/**
 * Looks for the customer that a payload would have created. The API matches loosely, so its results are compared here.
 * Absent only if every search that the payload allows was read to its end. Errors: those of `Dispatcher.send`.
 */
async function findCustomer(
  dispatcher: Dispatcher,
  payload: Payload,
  { createdAfter, knownId, isOfOther }: CustomerSearch,
): Promise<RecordLookupResult> {
  const possible = new Set<string>();
  const older = new Set<string>();
  let isComplete = true;
  for (const [member, search_type] of SEARCHES) {
    const text = payload[member];
    if (typeof text !== 'string' || text.trim() === '') continue;
    const same = new Map<string, ListedCustomer>();
    isComplete =
      (await searchCustomers(dispatcher, { search_type, search_value: text }, async (row) => {
        const { id, create_time } = row;
        const found = matchCustomer(payload, row);
        if (found === 'other' || id === knownId || (await isOfOther(id))) return;
        const isOlder = (create_time ?? Number.POSITIVE_INFINITY) * 1000 < createdAfter;
        if (found === 'unsure') {
          if (!isOlder) possible.add(id);
        } else if (isOlder) older.add(id);
        else same.set(id, row);
      })) && isComplete;
    const [match] = same;
    if (same.size === 1 && match !== undefined) return { kind: 'found', id: match[0], record: match[1] };
    if (same.size > 1) return { kind: 'unsure', why: t`several customers match it: ${shown([...same.keys()])}` };
  }
  if (possible.size > 0) return { kind: 'unsure', why: t`it may be one of these customers: ${shown([...possible])}` };
  // An unrelated old record, or the row's own if the server's clock is wrong: leaving the row in doubt is better than a second record.
  if (older.size > 0)
    return { kind: 'unsure', why: t`a customer created before this run matches it: ${shown([...older])}` };
  return isComplete ? { kind: 'absent' } : { kind: 'unsure', why: t`not all customers with its name could be read` };
}

/** Does the list show a record, in the searches that would find the customer of `payload`? Errors: those of `Dispatcher.send`. */
async function isListed(
  dispatcher: Dispatcher,
  { id, payload: own }: CreatedRecord,
  payload: Payload,
): Promise<boolean> {
  const searches = (of: Payload) => SEARCHES.filter(([member]) => typeof of[member] === 'string' && own[member]);
  const relevant = searches(payload).length > 0 ? searches(payload) : searches(own);
  for (const [member, search_type] of relevant) {
    let isShown = false;
    await searchCustomers(dispatcher, { search_type, search_value: String(own[member]) }, (row) => {
      isShown ||= row.id === id;
    });
    if (!isShown) return false;
  }
  return relevant.length > 0;
}

interface ListedCustomer {
  readonly id: string;
  readonly create_time?: number | null;
  readonly [member: string]: unknown;
}

/** Calls `onRow` with each result of a search; returns whether these are all. */
async function searchCustomers(
  dispatcher: Dispatcher,
  query: Record<string, unknown>,
  onRow: (row: ListedCustomer) => void | Promise<void>,
): Promise<boolean> {
  const call = async (_: unknown, input: Record<string, unknown>) =>
    (await dispatcher.send(endpoints.listCustomers, input as never)).answer;
  let seen = 0;
  let total = 0;
  for await (const page of pages(call, endpoints.listCustomers, query, { pageSize })) {
    for (const row of page.items) await onRow(row as ListedCustomer);
    seen += page.items.length;
    total = page.total ?? total;
    if (page.number >= maxPages && page.items.length > 0) return false;
  }
  // A customer that was counted but not returned may be the one that is looked for.
  return seen >= total;
}

function shown(ids: readonly string[]): string {
  return ids.slice(0, 3).join(', ') + (ids.length > 3 ? ', …' : '');
}

/** Is a listed customer the one that a payload would have created? `unsure` if the list does not say enough. */
type CustomerMatch = 'same' | 'unsure' | 'other';

/** Fields that identify customers and that the list shows. */
const IDENTITY_FIELDS = ['partnerid', 'tel', 'email', 'qq', 'wx', 'visitorids', 'wx_build_unionid'] as const;

/**
 * Compares a payload with a listed customer. `same` requires an equal nick, at least one equal identity and none that differs. An
 * identity that the server may have rewritten, or an equal nick alone, is `unsure`.
 */
export function matchCustomer(payload: Payload, row: Readonly<Record<string, unknown>>): CustomerMatch {
  let equal = 0;
  let similar = 0;
  for (const member of IDENTITY_FIELDS) {
    const sent = textOf(payload[member]);
    const seen = textOf(row[member]);
    if (sent === undefined || seen === undefined) continue;
    if (seen === sent) equal += 1;
    else if (isSimilar(sent, seen)) similar += 1;
    else return 'other';
  }
  const isNamesake = nameOfCustomer(payload) === nameOfCustomer(row);
  if (equal > 0 && similar === 0 && isNamesake) return 'same';
  return equal + similar > 0 || isNamesake ? 'unsure' : 'other';
}

/** The name by which a payload and a listed customer are compared; empty if there is none. */
export function nameOfCustomer(of: Readonly<Record<string, unknown>>): string {
  return textOf(of['nick'])?.normalize() ?? '';
}

/** Payloads with equal match keys cannot be distinguished in the list. */
export function matchKey(payload: Payload): string {
  return JSON.stringify(
    ['nick', ...IDENTITY_FIELDS].map((member) => textOf(payload[member])?.normalize('NFKC').toLowerCase() ?? ''),
  );
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value).trim() || undefined;
}

const MIN_DIGITS = 6;

/** Could the server have stored one value as the other? It may change case and form, or drop the country code of a telephone number. */
function isSimilar(one: string, other: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase();
  if (fold(one) === fold(other)) return true;
  const digits = [one, other].map((text) => text.replace(/\D+/g, '').replace(/^0+/, ''));
  const [short = '', long = ''] = digits.sort((a, b) => a.length - b.length);
  return short.length >= MIN_DIGITS && long.endsWith(short);
}
