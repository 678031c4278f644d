import { z } from 'zod';
import { crmStatus, customFieldUpdate } from '../codes/customer.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, optional, required, text } from '../parameters.ts';
import { dataAnswer, plainAnswer, wireText } from '../wire.ts';
import { customerParameters } from './customer-parameters.ts';

/** An upsert: the server finds the customer by the tenant's identification rules, and then leaves crm_status, liable_serviceid and liable_service_name as they are. */
export const saveCustomer = defineEndpoint({
  name: 'user/save',
  title: 'Create Customer',
  summary: "Creates a customer, or updates the one that the tenant's identification rules find.",
  method: 'POST',
  path: '/api/scrm/5/user/save',
  request: z.strictObject({
    ...customerParameters,
    crm_status: required(
      code(crmStatus),
      'Customer status (1: 1st inquiry, 2: to be assigned, 3: follow-up, 4: customer pool); ignored on update',
    ),
  }),
  answer: dataAnswer(z.looseObject({ userid: wireText })),
  repeatable: 'when-identified',
  requiredWhen: [{ field: 'crm_status', equals: crmStatus['follow-up'], requires: 'liable_serviceid' }],
});

/** Without `upset_ex_field_str` 1 the server overwrites **all** custom fields with those of the call. */
export const updateCustomer = defineEndpoint({
  name: 'user/update',
  title: 'Edit Customer Info',
  summary: 'Edits the customer with the given id.',
  method: 'POST',
  path: '/api/scrm/5/user/update/{id}',
  request: z.strictObject({
    id: required(filledText(), 'Customer id'),
    ...customerParameters,
    vip_level: optional(text(), 'VIP level: the value of an option of Query Customer Level'),
    upset_ex_field_str: optional(
      code(customFieldUpdate),
      'What becomes of custom fields that are not sent (0: all are overwritten, the default; 1: they stay)',
    ),
  }),
  answer: plainAnswer,
  repeatable: true,
});
