import { queryPage, slicePage } from '../answers.ts';
import {
  allowed,
  knownCustomer,
  objectBody,
  queryInteger,
  queryText,
  requiredInteger,
  requiredText,
} from '../parameter-checks.ts';
import { type BlacklistEntry, type Customer, isBlacklisted, touch } from '../store/customer.ts';
import { type Answer, type Handler, nowSeconds } from '../world.ts';

/** Hours on the list, or -1 for ever. */
const BLACK_TYPES = [-1, 24, 48, 72];

/** The duration of "for ever" in the example of the list: 1000 days. */
const FOREVER_SECONDS = 86_400_000;

/** A page of the customers who are or were on the list, the latest first. Source: "Query the customer list on the blacklist". */
export const handleListBlacklist: Handler = ({ query }, world) => {
  const seconds = nowSeconds(world);
  const userId = queryText(query, 'user_id');
  const type = queryInteger(query, 'black_type');
  if (type !== undefined) allowed('black_type', type, BLACK_TYPES);
  const start = queryInteger(query, 'start_time') ?? Number.NEGATIVE_INFINITY;
  const end = queryInteger(query, 'end_time') ?? Number.POSITIVE_INFINITY;
  const rows = world.store.customers.everBlacklisted
    .filter(({ id, black }) => (userId === undefined || id === userId) && inRange(black, start, end))
    .filter((customer) => type === undefined || (isBlacklisted(customer, seconds) && customer.black?.type === type))
    .sort((one, other) => (other.black?.time ?? 0) - (one.black?.time ?? 0) || other.sequence - one.sequence);
  return slicePage(rows, queryPage(query, 15, world), (customer) => row(customer, seconds), world);
};

function inRange(black: BlacklistEntry | null, start: number, end: number): boolean {
  return black !== null && black.time >= start && black.time <= end;
}

/** A customer who is no longer listed has the type 0 and no times, as in the example. */
function row(customer: Customer, seconds: number): Answer {
  const { black } = customer;
  const listed = black !== null && isBlacklisted(customer, seconds);
  return {
    user_id: customer.id,
    black_type: listed ? black.type : 0,
    black_reason: listed ? black.reason : '',
    nick: customer.texts.nick,
    black_time: listed ? black.time : 0,
    black_end_time: listed ? black.endTime : 0,
    is_black: listed ? 1 : 0,
    user_status: listed ? 1 : 0,
  };
}

/** Puts a customer on the list and replaces an earlier entry. Source: "Add to customer blacklist". */
export const handleAddToBlacklist: Handler = (call, world) => {
  const { store, settings } = world;
  const body = objectBody(call);
  const customer = knownCustomer('user_id', requiredText(body, 'user_id'), world);
  const type = allowed('black_type', requiredInteger(body, 'black_type'), BLACK_TYPES);
  const reason = requiredText(body, 'black_reason');
  const time = nowSeconds(world);
  const endTime = time + (type === -1 ? FOREVER_SECONDS : type * 3600);
  store.customers.edit(customer, () => {
    customer.black = { type, reason, time, endTime, removed: false };
    touch(customer, time);
  });
  const content = { blackType: type, blackReason: reason, blackEndTime: endTime };
  store.behaviors.record(customer, { type: 'user_black_add', timeMs: settings.now(), content });
  return {};
};

/** Removes a customer from the list; a customer who is not on it stays unchanged. Source: "Remove from customer blacklist". */
export const handleRemoveFromBlacklist: Handler = (call, world) => {
  const { store, settings } = world;
  const customer = knownCustomer('user_id', requiredText(objectBody(call), 'user_id'), world);
  const { black } = customer;
  if (black === null || !isBlacklisted(customer, nowSeconds(world))) return {};
  store.customers.edit(customer, () => {
    customer.black = { ...black, removed: true };
    touch(customer, nowSeconds(world));
  });
  store.behaviors.record(customer, { type: 'user_black_remove', timeMs: settings.now() });
  return {};
};
