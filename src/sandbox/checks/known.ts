import { refuse } from '../refusal.ts';
import type { Customer } from '../store/customer.ts';
import type { Agent } from '../tenant/agents.ts';
import type { Region } from '../tenant/places.ts';
import type { World } from '../world.ts';
import { type Params, textParam } from './body.ts';

/** The customer with this id. Outer space does not count. */
export function knownCustomer(name: string, id: string, { store }: World): Customer {
  return store.customers.get(id.trim()) ?? refuse('unknownCustomer', name, id);
}

/** The agent with this id. */
export function knownAgent(name: string, id: string, { tenant }: World): Agent {
  return tenant.agents.get(id) ?? refuse('unknownAgent', name, id);
}

/** Names that follow from the ids of province, city and district; refuses ids that are unknown or do not fit together. */
export function checkRegions(params: Params, { tenant: { regions: places } }: World): Record<string, string> {
  const province = regionOf(params, 'proviceid', places.provinces, undefined);
  const city = regionOf(params, 'cityid', places.cities, province);
  const area = regionOf(params, 'areaid', places.areas, city);
  const names: Record<string, string> = {};
  if (province) names['provice_name'] = province.name;
  if (city) names['city_name'] = city.name;
  if (area) names['area_name'] = area.name;
  return names;
}

function regionOf(
  params: Params,
  name: string,
  places: ReadonlyMap<string, Region>,
  within: Region | undefined,
): Region | undefined {
  const id = textParam(params, name);
  if (!id) return undefined;
  const place = places.get(id) ?? refuse('unknownPlace', name, `no such place: ${id}`);
  if (within !== undefined && place.within !== within.id) {
    refuse('unknownPlace', name, `${place.name} (${id}) does not lie in ${within.name} (${within.id})`);
  }
  return place;
}
