import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

/** Adds follow-up records. Sent twice, a record is there twice. */
export const followUp = defineTarget({
  name: 'follow-up',
  title: 'Follow-up records',
  summary: 'Adds follow-up records to customers.',
  endpoint: endpoints.saveFollowUp,
  fields: {
    userid: CUSTOMER_ID_FIELD,
    content: {
      label: 'Content',
      aliases: ['Note', 'Notes', 'Activity', 'Comment', 'Follow-up', 'Call notes', '跟进内容', '跟进记录', '内容'],
      holds: 'note',
    },
  },
  idField: 'userid',
  outcome: (_answer, payload) => ({ counter: 'created', action: 'follow-up', id: String(payload['userid']) }),
});
