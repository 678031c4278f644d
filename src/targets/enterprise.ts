import { z } from 'zod';
import { endpoints } from '../api/endpoints/index.ts';
import { defineTarget } from './define-target.ts';
import { ADDRESS_FIELDS } from './place-fields.ts';

const enterpriseAnswer = z.looseObject({ item: z.string() });

/** Creates enterprises. The API has no way to find one again, so the ledger remembers their ids by the mapping's key. */
export const enterprise = defineTarget({
  name: 'enterprise',
  title: 'Enterprises',
  summary: 'Creates enterprises. The same name sent twice makes two, so give the mapping a key.',
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
