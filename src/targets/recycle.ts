import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

/** Puts customers back into the customer pool. */
export const recycle = defineTarget({
  name: 'recycle',
  title: 'Recycling',
  summary: 'Puts customers back into the customer pool.',
  endpoint: endpoints.recycleCustomers,
  fields: {
    confirmids: CUSTOMER_ID_FIELD,
    confirm_type: {
      label: 'Valid or invalid',
      aliases: ['Customer type', 'Valid', 'Validity', '是否有效', '客户类型'],
      valueNames: { yes: 1, no: 2, 有效: 1, 无效: 2, 是: 1, 否: 2 },
    },
  },
  idField: 'confirmids',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'recycle', id: String(payload['confirmids']) }),
});
