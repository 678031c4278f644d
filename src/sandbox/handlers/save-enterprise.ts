import { objectBody, requiredText, textList, textParam } from '../checks/body.ts';
import { checkFilled, listedEntries, withEntries } from '../checks/custom-entries.ts';
import { checkRegions } from '../checks/known.ts';
import { deriveId } from '../derive-id.ts';
import { ENTERPRISE_TEXTS, type EnterpriseText } from '../store/enterprise-store.ts';
import { type Handler, nowSeconds } from '../world.ts';

/** Creates an enterprise, whatever there is already. Source: "Create Enterprise". */
export const handleSaveEnterprise: Handler = (call, world) => {
  const { tenant, store } = world;
  const body = objectBody(call);
  requiredText(body, 'enterprise_name');
  const texts: Partial<Record<EnterpriseText, string>> = {};
  for (const name of ENTERPRISE_TEXTS) {
    const value = textParam(body, name);
    if (value) texts[name] = value;
  }
  for (const [name, value] of Object.entries(checkRegions(body, world))) texts[name as EnterpriseText] ||= value;
  const domains = textList(body, 'enterprise_domains') ?? [];
  const entries = listedEntries(body, 'extend_fields', tenant.enterpriseFields) ?? [];
  const custom = withEntries([], entries, false, tenant.enterpriseFields);
  checkFilled('extend_fields', custom, tenant.enterpriseFields);
  const sequence = store.enterprises.takeSequence();
  const id = deriveId(tenant.seed, 'enterprise', sequence);
  store.enterprises.add({ id, sequence, createTime: nowSeconds(world), texts, domains, custom });
  return { item: id };
};
