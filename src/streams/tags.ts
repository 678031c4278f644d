import { endpoints } from '../api/endpoints/index.ts';
import { customers } from './customers.ts';
import { defineStream, type StreamRow } from './stream.ts';

export const tagGroups = defineStream({
  name: 'tag-groups',
  title: 'Tag groups',
  summary: 'The groups of business tags.',
  endpoint: endpoints.listTagGroups,
  id: ['id'],
  times: ['create_time_ms', 'update_time_ms'],
});

export const tags = defineStream({
  name: 'tags',
  title: 'Tags',
  summary: 'The business tags of every group.',
  endpoint: endpoints.listTags,
  id: ['id'],
  times: ['create_time_ms', 'update_time_ms'],
  added: ['groupid', 'group_name'],
  parents: { stream: tagGroups, parameter: 'groupid', member: 'id', adds: { group_name: 'name', groupid: 'id' } },
  lookups: { groupid: 'tag-group' },
});

/** Customers per request. The API document gives no limit; this keeps requests and responses small. */
const MAX_CUSTOMERS_PER_CALL = 100;

export const tagsOfCustomers = defineStream({
  name: 'customer-tags',
  title: 'Tags of customers',
  summary: 'The tags of customers: one row for each customer and tag.',
  endpoint: endpoints.listCustomerTags,
  id: ['userid', 'id'],
  added: ['userid', 'id', 'name', 'color_value'],
  without: ['label_set'],
  parents: { stream: customers, parameter: 'ids', member: 'id', batch: MAX_CUSTOMERS_PER_CALL },
  rows(answer): StreamRow[] {
    const { items } = answer as { items: { userid: string; label_set: StreamRow[] }[] };
    return items.flatMap(({ userid, label_set }) => label_set.map((tag) => ({ userid, ...tag })));
  },
});
