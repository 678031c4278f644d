import { z } from 'zod';
import { listAnswer, optionalInteger, optionalText, wireInteger, wireList, wireText } from '../answer-schemas.ts';
import { defineEndpoint } from '../endpoint.ts';
import { filledText } from '../parameters.ts';

/**
 * Only the example of the enterprise's fields shows `field_id` and `field_variable`. `parent_data_id` is not in the
 * document, which shows no cascade; a server that exposes the tree may send it.
 */
const option = z.looseObject({
  field_id: optionalText,
  field_variable: optionalText,
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
  access: 'read',
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
  access: 'read',
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
  access: 'read',
  request: z.strictObject({}),
  answer: listAnswer(definition),
  repeatable: true,
});

/** One custom field's value. The field is named by `fieldid` or, for option fields, by `field_params`; several options are joined by `,`. */
export const customFieldEntry = z
  .strictObject({
    fieldid: filledText().optional().meta({ description: 'Custom field id' }),
    field_value: z
      .string()
      .meta({ description: 'Custom field value; of option fields the values of the options, joined by ","' }),
    field_params: filledText()
      .optional()
      .meta({ description: 'Param name, which may stand for fieldid where the field has options' }),
  })
  .refine((entry) => entry.fieldid !== undefined || entry.field_params !== undefined, {
    message: 'needs fieldid or field_params',
  });

const entries = z.array(customFieldEntry);

/** `ex_field_str`: the entries as a JSON array that is itself serialised into a string. */
export const customFieldText = z.string().superRefine((text, context) => {
  if (text === '') return;
  const parsed = entries.safeParse(parseJson(text));
  if (parsed.success) return;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` (entry ${issue.path.join('.')})`;
  context.addIssue({ code: 'custom', message: `must be a JSON array of {fieldid, field_value} in a string${where}` });
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
