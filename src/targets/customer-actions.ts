import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-fields.ts';
import { defineTarget } from './target.ts';

/** Assigns customers to agents. */
export const assignment = defineTarget({
  name: 'assignment',
  title: 'Assignments',
  summary: 'Assigns customers to agents.',
  endpoint: endpoints.assignCustomers,
  fields: {
    confirmids: CUSTOMER_ID_FIELD,
    assign_biz_type: {
      label: 'Kind of assignment',
      aliases: ['Assignment type', 'Assign type', '分配类型'],
      valueNames: {
        pool: '2',
        receive: '3',
        mine: '4',
        'follow-up': '5',
        待分配: '1',
        客户池: '2',
        领取: '3',
        跟进中: '5',
      },
    },
    liable_serviceid: {
      label: 'Agent',
      aliases: ['Owner', 'New owner', 'Assigned to', 'Assignee', '负责人', '客服', '跟进人'],
      lookup: 'agent',
      memberOf: 'liable_list',
    },
    liable_service_name: {
      label: 'Agent name',
      aliases: ['Owner name', '客服名称', '负责人姓名'],
      nameOf: 'liable_serviceid',
      memberOf: 'liable_list',
    },
    liable_departmentid: {
      label: 'Department',
      aliases: ['Team', 'Agent department', '部门', '所属部门'],
      lookup: 'department',
      memberOf: 'liable_list',
    },
  },
  idField: 'confirmids',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'assign', id: String(payload['confirmids']) }),
});

/** Returns customers to the customer pool. */
export const recycle = defineTarget({
  name: 'recycle',
  title: 'Recycling',
  summary: 'Returns customers to the customer pool.',
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

/** Adds follow-up records. A record that is sent twice exists twice. */
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

/** Sets the follow-up stage of customers: a stage of the process, unless stage_type makes it a result. */
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

/** Adds customers to the blacklist. */
export const blacklist = defineTarget({
  name: 'blacklist',
  title: 'Blacklisting',
  summary: 'Adds customers to the blacklist, for some hours or permanently.',
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
  destructiveAction: 'adds customers to the blacklist',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'blacklist', id: String(payload['user_id']) }),
});

/** Removes customers from the blacklist. */
export const unblacklist = defineTarget({
  name: 'unblacklist',
  title: 'Blacklist removals',
  summary: 'Removes customers from the blacklist.',
  endpoint: endpoints.removeFromBlacklist,
  fields: { user_id: CUSTOMER_ID_FIELD },
  idField: 'user_id',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'unblacklist', id: String(payload['user_id']) }),
});
