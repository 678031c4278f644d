import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

/** Takes customers off the blacklist. */
export const unblacklist = defineTarget({
  name: 'unblacklist',
  title: 'Blacklist removals',
  summary: 'Takes customers off the blacklist.',
  endpoint: endpoints.removeFromBlacklist,
  fields: { user_id: CUSTOMER_ID_FIELD },
  idField: 'user_id',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'unblacklist', id: String(payload['user_id']) }),
});
