import { endpoints } from '../api/endpoints/index.ts';
import { ApiError, CUSTOMER_MEMBERS_IN_EXAMPLES, customerMembers } from '../api/index.ts';
import type { Mirror } from './mirror.ts';
import { type PushedCustomer, rowWithDetail } from './pushed-changes.ts';
import type { WireRecord } from './record-packer.ts';
import type { CallContext } from './tag-reader.ts';

/** What the list and the details of a customer both show. What the details may leave out stays until the list shows the customer. */
const SHARED_MEMBERS = customerMembers.list.filter(
  (name) => customerMembers.detail.includes(name) && !CUSTOMER_MEMBERS_IN_EXAMPLES.includes(name),
);

/** What reading again showed. */
export interface RereadCounts {
  changed: number;
  vanished: number;
}

/**
 * Reads the customers again of which pushes told and which the list has not shown since, one call each, several at a time.
 * Errors: those of `Dispatcher.send`.
 */
export async function rereadPushed(
  mirror: Mirror,
  { dispatcher, clock, concurrency, serverNow, stop }: CallContext & { readonly stop?: AbortSignal | undefined },
): Promise<RereadCounts> {
  const counts = { changed: 0, vanished: 0 };
  const waiting = mirror.guard(() => mirror.parts.pushed.marks());
  const readNext = async () => {
    for (let next = waiting.shift(); next !== undefined && !stop?.aborted; next = waiting.shift()) {
      // The answer may be as old as the request.
      const readAtMs = serverNow() ?? clock.now();
      let detail: WireRecord | undefined;
      try {
        const { answer } = await dispatcher.send(endpoints.getCustomer, { id: next.id });
        detail = (answer.item as WireRecord | null | undefined) ?? undefined;
      } catch (error) {
        if (!(error instanceof ApiError && error.disposition === 'reject-row')) throw error;
      }
      const customer = next;
      const outcome = mirror.write(() => store(mirror, customer, { detail, readAtMs, noticedAt: clock.now() }));
      if (outcome !== undefined) counts[outcome] += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, waiting.length) }, readNext));
  return counts;
}

interface ReadDetail {
  /** Undefined if the customer does not exist. */
  readonly detail: WireRecord | undefined;
  readonly readAtMs: number;
  readonly noticedAt: number;
}

/** To be called within a transaction. */
function store(
  { parts: { customers, history, pushed, state } }: Mirror,
  customer: PushedCustomer,
  { detail, readAtMs, noticedAt }: ReadDetail,
): keyof RereadCounts | undefined {
  const { id } = customer;
  const isRecorded = state.facts.historySince !== undefined;
  const known = customers.get(id);
  const grown = () => state.update({ version: state.facts.version + 1 });
  if (detail === undefined) {
    pushed.unmark(customer);
    const row = customers.removeById(id);
    if (!row) return undefined;
    if (isRecorded) history.add('vanished', row, noticedAt, row);
    grown();
    return 'vanished';
  }
  pushed.separate(id);
  // Details alone make no row: a new customer is added by the list, which may show it late.
  if (!known) return undefined;
  pushed.unmark(customer);
  const row = rowWithDetail(known.row, detail, SHARED_MEMBERS);
  const result = customers.put(row);
  customers.putDetail(id, detail, readAtMs);
  if (result.kind !== 'changed') return undefined;
  if (isRecorded) history.add('changed', row, noticedAt, result.cells);
  grown();
  return 'changed';
}
