import type { Enterprise } from '../store/enterprise-store.ts';
import type { Answer, World } from '../world.ts';
import { filledEntries } from './custom-values-answer.ts';

/** An enterprise in wire names. The API has no call that answers one: this is for looking into the sandbox. */
export function enterpriseRow(enterprise: Enterprise, { tenant }: World): Answer {
  const entries = filledEntries(enterprise.custom, tenant.enterpriseFields);
  return {
    id: enterprise.id,
    ...enterprise.texts,
    enterprise_domains: enterprise.domains,
    extend_fields: entries === undefined ? [] : JSON.parse(entries),
    create_time: enterprise.createTime,
  };
}
