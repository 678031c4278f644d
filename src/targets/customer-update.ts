import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_TARGET_FIELDS } from './customer-fields.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

/** Edits customers by their ids. Sends `upset_ex_field_str: 1` unless told otherwise: the API's own default wipes every custom field that a call does not carry. */
export const customerUpdate = defineTarget({
  name: 'customer-update',
  title: 'Customer edits',
  summary:
    'Edits customers by their ids. Custom fields that are not mapped stay as they are, unless upset_ex_field_str is 0.',
  endpoint: endpoints.updateCustomer,
  fields: {
    // A column called "Customer ID" is most often the id in the company's own system: partnerid.
    id: { ...CUSTOMER_ID_FIELD, aliases: ['Sobot ID', 'Sobot customer ID', 'userid', '智齿客户ID'] },
    ...CUSTOMER_TARGET_FIELDS,
    // The API requires it. Where no column holds it, the customer keeps the name that it has.
    nick: { ...CUSTOMER_TARGET_FIELDS.nick, nameOf: 'id' },
    vip_level: { label: 'VIP level', aliases: ['Level', 'Tier', '客户等级', 'VIP等级'], lookup: 'level' },
    upset_ex_field_str: {
      label: 'Custom fields not sent',
      aliases: ['Merge custom fields'],
      default: 1,
    },
  },
  custom: { list: endpoints.listCustomerFields, member: 'ex_field_str', complete: false },
  idField: 'id',
  followUps: true,
  outcome: (_answer, payload) => ({ counter: 'updated', action: 'update', id: String(payload['id']) }),
});
