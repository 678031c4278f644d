import { z } from 'zod';
import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_TARGET_FIELDS } from './customer-fields.ts';
import { defineTarget } from './define-target.ts';

const customerAnswer = z.looseObject({ action: z.string().nullish(), data: z.looseObject({ userid: z.string() }) });

/** Creates customers, or updates those that the tenant's identification rules find. */
export const customer = defineTarget({
  name: 'customer',
  title: 'Customers',
  summary: "Creates customers, or updates those that the tenant's identification rules (telephone, e-mail, …) find.",
  endpoint: endpoints.saveCustomer,
  fields: {
    ...CUSTOMER_TARGET_FIELDS,
    crm_status: {
      label: 'Status',
      usual: 'first-inquiry',
      aliases: ['Customer status', 'Lifecycle stage', 'Lead status', 'CRM status', '客户状态', '状态'],
      valueNames: {
        '1st-inquiry': 1,
        new: 1,
        首次咨询: 1,
        待分配: 2,
        'following-up': 3,
        跟进中: 3,
        pool: 4,
        客户池: 4,
        公海: 4,
      },
    },
  },
  custom: { list: endpoints.listCustomerFields, member: 'ex_field_str', complete: true },
  followUps: true,
  keyed: true,
  outcome(answer) {
    const { action, data } = customerAnswer.parse(answer);
    return action === 'update'
      ? { counter: 'updated', action: 'update', id: data.userid }
      : { counter: 'created', action: 'add', id: data.userid };
  },
});
