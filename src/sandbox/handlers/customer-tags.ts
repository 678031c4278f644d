import { listPayload } from '../answers.ts';
import {
  arrayBody,
  isParams,
  knownCustomer,
  objectBody,
  type Params,
  requiredText,
  textList,
  textParam,
} from '../parameter-checks.ts';
import { refuse } from '../ret-code-error.ts';
import type { Customer } from '../store/customer.ts';
import type { Answer, Handler, World } from '../world.ts';
import { knownTag, mergeTags, setTags } from './tags.ts';

/** The limit of customers per call. The document names none; ours is that of its page sizes. */
const MAX_CUSTOMERS = 100;

/** The tags of each customer; unknown ids are skipped. Source: "Query Customer Tags in Batch". */
export const handleListCustomerTags: Handler = (call, world) => {
  const ids = arrayBody(call);
  if (ids.some((id) => typeof id !== 'string')) refuse('wrongType', 'ids', 'a list of strings');
  if (ids.length > MAX_CUSTOMERS) refuse('tooLong', 'ids', `${MAX_CUSTOMERS} customers`);
  const customers = [...new Set(ids as readonly string[])]
    .map((id) => world.store.customers.get(id.trim()))
    .filter((customer) => customer !== undefined);
  return listPayload(
    customers.map((customer) => tagSet(customer, world)),
    world,
  );
};

function tagSet(customer: Customer, { store: { tags } }: World): Answer {
  const set = customer.tags
    .map((id) => tags.tag(id))
    .filter((tag) => tag !== undefined)
    .map((tag) => ({ id: tag.id, name: tag.name, color_value: tags.group(tag.groupId)?.color }));
  return { userid: customer.id, label_set: set };
}

/** Replaces the tags of a customer by those of the body. Source: "Modify Customer Tag". */
export const handleReplaceCustomerTags: Handler = (call, world) => {
  const customer = knownCustomer('id', call.pathParams['id'] ?? '', world);
  const tags = arrayBody(call).map((entry) => {
    if (!isParams(entry)) return refuse('wrongType', 'list', 'a list of objects');
    requiredText(entry, 'name');
    return knownTag(requiredText(entry, 'id'), world);
  });
  setTags(customer, mergeTags('list', [], tags, world), world);
  return {};
};

/** Adds and removes tags of one customer. Source: "Tag the Business". */
export const handleTagCustomer: Handler = (call, world) => {
  const body = objectBody(call);
  const customer = namedCustomer(body, world);
  const added = textList(body, 'add_tag') ?? [];
  const removed = textList(body, 'remove_tag') ?? [];
  if (added.length === 0 && removed.length === 0) refuse('required', 'add_tag or remove_tag');
  const addedTags = added.map((id) => knownTag(id, world));
  const removedIds = new Set(removed.map((id) => knownTag(id, world).id));
  const tags = mergeTags('add_tag', customer.tags, addedTags, world).filter((id) => !removedIds.has(id));
  setTags(customer, tags, world);
  return {};
};

function namedCustomer(body: Params, world: World): Customer {
  const { customers } = world.store;
  const userId = textParam(body, 'userid');
  if (userId) return knownCustomer('userid', userId, world);
  const unionId = textParam(body, 'unionid');
  if (unionId) return customers.findByUnionId(unionId) ?? refuse('unknownCustomer', 'unionid', unionId);
  const externalId = textParam(body, 'external_userid');
  if (externalId) {
    return customers.findByExternalId(externalId) ?? refuse('unknownCustomer', 'external_userid', externalId);
  }
  return refuse('required', 'userid, unionid or external_userid');
}
