import type { ApiClient } from '../../src/api/client.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { Picker } from '../../src/sandbox/seeded-values.ts';
import { PROVINCES } from '../../src/sandbox/tenant/regions.ts';
import type { Tenant } from './random-file.ts';
import type { TenantState } from './tenant-state.ts';

/** Edits some customers at random, as another client of the tenant would. */
export async function editAtRandom(
  client: ApiClient,
  pick: Picker,
  { tenant, state, share }: { readonly tenant: Tenant; readonly state: TenantState; readonly share: number },
): Promise<void> {
  for (const [id, { nick = '' }] of state) {
    if (!pick.chance(share)) continue;
    const edit = (members: object) =>
      client.call(endpoints.updateCustomer, { id, nick, upset_ex_field_str: 1, ...members });
    const custom = pick.one(tenant.definitions.filter(({ field_type }) => field_type <= 2));
    const tags = [...tenant.tags.values()];
    const [stageName, stageid] = pick.one([...tenant.stages]);
    const province = pick.one(PROVINCES);
    const city = pick.one(province.cities);
    const text = `other ${pick.between(1, 999)}`;
    const edits: readonly (() => Promise<unknown>)[] = [
      () => edit({ nick: text }),
      () => edit({ remark: text, qq: pick.one(['', text]) }),
      () => edit({ sex: pick.between(1, 2), is_vip: pick.one(['0', '1']) }),
      () => edit({ lineids: [`other${pick.between(1, 9)}`], whatsappids: [] }),
      () => edit({ proviceid: province.id, cityid: city.id, areaid: '', area_name: '' }),
      () => edit({ ex_field_str: JSON.stringify([{ fieldid: custom.field_id, field_value: pick.one(['', text]) }]) }),
      () => client.call(endpoints.tagCustomer, { userid: id, add_tag: [pick.one(tags)] }),
      () => client.call(endpoints.tagCustomer, { userid: id, remove_tag: [pick.one(tags)] }),
      () => client.call(endpoints.setStage, { userid: id, stageid, stage_name: stageName, stage_type: 1 }),
      () => client.call(endpoints.addToBlacklist, { user_id: id, black_type: 48, black_reason: text }),
    ];
    for (let left = pick.between(1, 2); left > 0; left -= 1) await pick.one(edits)();
  }
}
