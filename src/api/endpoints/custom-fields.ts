import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { listAnswer, optionalInteger, optionalText, wireInteger, wireList, wireText } from '../wire.ts';

/** `parent_data_id` is not in the document, which shows no cascade: a server that tells the tree may send it. */
const option = z.looseObject({
  data_id: optionalText,
  data_value: wireText,
  data_name: optionalText,
  data_params: optionalText,
  parent_data_id: optionalText,
});

const definition = z.looseObject({
  field_id: wireText,
  field_name: optionalText,
  field_variable: optionalText,
  field_type: wireInteger,
  fill_flag: optionalInteger,
  field_status: optionalInteger,
  field_remark: optionalText,
  operate_type: optionalInteger,
  field_params: optionalText,
  cus_field_data_info_list: wireList(option),
});

/** A custom field's definition, with its options. */
export type CustomFieldDefinition = z.output<typeof definition>;

/** `custom_fieid_info_list` is spelt so on the wire. */
export const listCustomerFields = defineEndpoint({
  name: 'custom_field/custom_fieid_info_list',
  title: 'Query Customer Custom Field',
  summary: 'Lists the custom fields of customers.',
  method: 'GET',
  path: '/api/scrm/5/custom_field/custom_fieid_info_list',
  request: z.strictObject({}),
  answer: listAnswer(definition),
  repeatable: true,
});

/** The options of `vip_level`. */
export const listLevels = defineEndpoint({
  name: 'custom_field/get_vip_level_data_list',
  title: 'Query Customer Level',
  summary: 'Lists the VIP levels.',
  method: 'GET',
  path: '/api/scrm/5/custom_field/get_vip_level_data_list',
  request: z.strictObject({}),
  answer: listAnswer(z.looseObject({ data_value: wireText, data_name: optionalText })),
  repeatable: true,
});

/** The same shape as for customers. */
export const listEnterpriseFields = defineEndpoint({
  name: 'enterprise/query_custom_field_list',
  title: 'Query Enterprise Custom Field',
  summary: 'Lists the custom fields of enterprises.',
  method: 'GET',
  path: '/api/scrm/5/enterprise/query_custom_field_list',
  request: z.strictObject({}),
  answer: listAnswer(definition),
  repeatable: true,
});
