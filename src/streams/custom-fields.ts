import type { CustomFieldDefinition } from '../api/endpoints/custom-fields.ts';
import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';
import type { StreamRow } from './stream.ts';

/** `options` has the names of the options for people; all that the API tells of them stays beside it. */
function withOptions(answer: unknown): StreamRow[] {
  return (answer as { items: CustomFieldDefinition[] }).items.map((field) => ({
    ...field,
    options: field.cus_field_data_info_list.map(({ data_name }) => data_name ?? '').join('; '),
  }));
}

const fieldListStream = { id: ['field_id'], added: ['options'], rows: withOptions };

export const customerFields = defineStream({
  ...fieldListStream,
  name: 'customer-fields',
  title: 'Custom fields of customers',
  summary: 'The fields that your company added to customers, with their options.',
  endpoint: endpoints.listCustomerFields,
});

export const enterpriseFields = defineStream({
  ...fieldListStream,
  name: 'enterprise-fields',
  title: 'Custom fields of enterprises',
  summary: 'The fields that your company added to enterprises, with their options.',
  endpoint: endpoints.listEnterpriseFields,
});
