import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

/** Puts customers on the blacklist. */
export const blacklist = defineTarget({
  name: 'blacklist',
  title: 'Blacklisting',
  summary: 'Puts customers on the blacklist, for a while or for ever.',
  endpoint: endpoints.addToBlacklist,
  fields: {
    user_id: CUSTOMER_ID_FIELD,
    black_type: {
      label: 'Duration',
      aliases: ['Blacklist type', 'For how long', 'Term', '拉黑时长', '黑名单类型', '时长'],
      valueNames: { '24 hours': 24, '48 hours': 48, '72 hours': 72, permanent: -1, 永久: -1 },
    },
    black_reason: { label: 'Reason', aliases: ['Blacklist reason', 'Why', '拉黑原因', '原因'] },
  },
  idField: 'user_id',
  destructiveAction: 'puts customers on the blacklist',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'blacklist', id: String(payload['user_id']) }),
});
