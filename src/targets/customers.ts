import { z } from 'zod';
import { endpoints } from '../api/endpoints/index.ts';
import { ADDRESS_FIELDS, CUSTOMER_ID_FIELD, CUSTOMER_TARGET_FIELDS } from './customer-fields.ts';
import { defineTarget } from './target.ts';

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

/** Edits customers by their ids. Sends `upset_ex_field_str: 1` by default: the API's own default clears every custom field that a request does not contain. */
export const customerUpdate = defineTarget({
  name: 'customer-update',
  title: 'Customer edits',
  summary:
    'Edits customers by their ids. Custom fields that are not mapped stay as they are, unless upset_ex_field_str is 0.',
  endpoint: endpoints.updateCustomer,
  fields: {
    // A column called "Customer ID" is most often the id in the company's own system: partnerid.
    id: { ...CUSTOMER_ID_FIELD, aliases: ['Sobot ID', 'Sobot customer ID', 'userid', '智齿客户ID'] },
    ...CUSTOMER_TARGET_FIELDS,
    // The API requires it. Without a mapped column, the customer keeps its name.
    nick: { ...CUSTOMER_TARGET_FIELDS.nick, nameOf: 'id' },
    vip_level: { label: 'VIP level', aliases: ['Level', 'Tier', '客户等级', 'VIP等级'], lookup: 'level' },
    upset_ex_field_str: {
      label: 'Custom fields not sent',
      aliases: ['Merge custom fields'],
      default: 1,
    },
  },
  custom: { list: endpoints.listCustomerFields, member: 'ex_field_str', complete: false },
  idField: 'id',
  followUps: true,
  outcome: (_answer, payload) => ({ counter: 'updated', action: 'update', id: String(payload['id']) }),
});

const enterpriseAnswer = z.looseObject({ item: z.string() });

/** Creates enterprises. The API has no way to find one again, so the ledger remembers their ids by the mapping's key. */
export const enterprise = defineTarget({
  name: 'enterprise',
  title: 'Enterprises',
  summary: 'Creates enterprises. The same name sent twice creates two, so give the mapping a key.',
  endpoint: endpoints.saveEnterprise,
  fields: {
    enterprise_name: {
      label: 'Enterprise name',
      aliases: [
        'Company',
        'Company name',
        'Account',
        'Account name',
        'Organization',
        'Name',
        '公司',
        '公司名称',
        '企业',
        '企业名称',
        '名称',
        '客户名称',
        '单位名称',
      ],
      holds: 'name',
    },
    ...ADDRESS_FIELDS,
    enterprise_domains: {
      label: 'Domains',
      aliases: ['Domain', 'Company domain', 'Website', 'Web site', '域名', '网站', '企业域名'],
    },
  },
  custom: { list: endpoints.listEnterpriseFields, member: 'extend_fields', complete: true },
  keyed: true,
  outcome: (answer) => ({ counter: 'created', action: 'add', id: enterpriseAnswer.parse(answer).item }),
});
