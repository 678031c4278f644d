import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-id-field.ts';
import { defineTarget } from './define-target.ts';

/** Adds tags to customers and takes tags off them; all their other tags stay. */
export const customerTagging = defineTarget({
  name: 'customer-tagging',
  title: 'Customer tagging',
  summary: 'Adds tags to customers and takes tags off them; their other tags stay.',
  endpoint: endpoints.tagCustomer,
  fields: {
    userid: CUSTOMER_ID_FIELD,
    unionid: { label: 'WeCom unionid', aliases: ['unionid', '企微unionid'] },
    external_userid: {
      label: 'WeCom external user ID',
      aliases: ['external_userid', 'External user ID', '外部联系人ID'],
    },
    add_tag: {
      label: 'Tags to add',
      aliases: ['Tags', 'Tag', 'Labels', 'Label', 'Add tags', '标签', '客户标签', '添加标签'],
      lookup: 'tag',
    },
    remove_tag: {
      label: 'Tags to take off',
      aliases: ['Remove tags', '移除标签', '删除标签'],
      lookup: 'tag',
      mustExist: true,
    },
  },
  idField: 'userid',
  outcome(_answer, payload) {
    const id = payload['userid'];
    return { counter: 'done', action: 'tag', ...(typeof id === 'string' ? { id } : {}) };
  },
});
