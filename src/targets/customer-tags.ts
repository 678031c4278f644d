import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

/** Replaces all tags of customers; an empty list takes all off. */
export const customerTags = defineTarget({
  name: 'customer-tags',
  title: 'Customer tags, replaced',
  summary: "Replaces the whole set of a customer's tags: what is not in the list is taken off.",
  endpoint: endpoints.replaceCustomerTags,
  fields: {
    id: CUSTOMER_ID_FIELD,
    list: { label: 'Tags', aliases: ['Tag', 'Tag list', 'Labels', '标签', '客户标签'], lookup: 'tag' },
  },
  idField: 'id',
  destructiveAction: 'takes off every tag that the list does not name',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'replace-tags', id: String(payload['id']) }),
});
