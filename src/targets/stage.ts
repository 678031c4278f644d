import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

/** Sets the follow-up stage of customers. A stage of the process unless stage_type says that it is a result. */
export const stage = defineTarget({
  name: 'stage',
  title: 'Stages',
  summary: 'Sets the follow-up stage of customers.',
  endpoint: endpoints.setStage,
  fields: {
    userid: CUSTOMER_ID_FIELD,
    stageid: {
      label: 'Stage',
      aliases: ['Stage name', 'Deal stage', 'Pipeline stage', 'Follow-up stage', '阶段', '跟进阶段'],
      lookup: 'stage',
    },
    stage_name: { label: 'Name of the stage', aliases: ['阶段名称'], nameOf: 'stageid' },
    stage_type: {
      label: 'Stage type',
      aliases: ['Result', 'Outcome', '阶段类型', '跟进结果'],
      valueNames: {
        won: 21,
        lost: 22,
        'follow-up-process': 1,
        'succeeded-order': 21,
        'failed-order': 22,
        成单: 21,
        输单: 22,
        无效: 23,
      },
      default: 1,
    },
    remark: { label: 'Note', aliases: ['Notes', 'Remark', 'Comment', '备注'] },
  },
  idField: 'userid',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'stage', id: String(payload['userid']) }),
});
