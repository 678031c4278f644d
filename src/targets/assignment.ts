import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

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
