import { objectBody, requiredText, text, textList } from '../checks/body.ts';
import { checkFilled, listedEntries, withEntries } from '../checks/custom-entries.ts';
import { checkPlaces } from '../checks/known.ts';
import { deriveId } from '../derive-id.ts';
import { type EnterpriseText, enterpriseTexts } from '../store/enterprise-store.ts';
import { type Handler, nowSeconds } from '../world.ts';

/** Creates an enterprise, whatever there is already. Source: "Create Enterprise". */
export const saveEnterprise: Handler = (call, world) => {
  const { tenant, store } = world;
  const body = objectBody(call);
  requiredText(body, 'enterprise_name');
  const texts: Partial<Record<EnterpriseText, string>> = {};
  for (const name of enterpriseTexts) {
    const value = text(body, name);
    if (value) texts[name] = value;
  }
  for (const [name, value] of Object.entries(checkPlaces(body, world))) texts[name as EnterpriseText] ||= value;
  const domains = textList(body, 'enterprise_domains') ?? [];
  const entries = listedEntries(body, 'extend_fields', tenant.enterpriseFields) ?? [];
  const custom = withEntries([], entries, false, tenant.enterpriseFields);
  checkFilled('extend_fields', custom, tenant.enterpriseFields);
  const sequence = store.enterprises.takeSequence();
  const id = deriveId(tenant.seed, 'enterprise', sequence);
  store.enterprises.add({ id, sequence, createTime: nowSeconds(world), texts, domains, custom });
  return { item: id };
};
