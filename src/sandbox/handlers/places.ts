import { listPayload } from '../paging.ts';
import { refuse } from '../refusal.ts';
import type { Region } from '../tenant/places.ts';
import type { Handler } from '../world.ts';

/** Source: "Query Province". */
export const handleListProvinces: Handler = (_call, world) => {
  const provinces = [...world.tenant.regions.provinces.values()];
  return listPayload(
    provinces.map(({ id, name }) => ({ provinceid: id, province_name: name })),
    world,
  );
};

/** Source: "Query City". */
export const handleListCities: Handler = ({ pathParams }, world) => {
  const { provinces, cities } = world.tenant.regions;
  const provinceid = knownId('provinceid', pathParams, provinces);
  const items = [...cities.values()].filter(({ within }) => within === provinceid);
  return listPayload(
    items.map(({ id, name }) => ({ cityid: id, city_name: name, provinceid })),
    world,
  );
};

/** Source: "Query District and County". */
export const handleListAreas: Handler = ({ pathParams }, world) => {
  const { cities, areas } = world.tenant.regions;
  const cityid = knownId('cityid', pathParams, cities);
  const items = [...areas.values()].filter(({ within }) => within === cityid);
  return listPayload(
    items.map(({ id, name }) => ({ areaid: id, area_name: name, cityid })),
    world,
  );
};

function knownId(
  name: string,
  pathParams: Readonly<Record<string, string>>,
  places: ReadonlyMap<string, Region>,
): string {
  const id = pathParams[name] ?? '';
  return places.has(id) ? id : refuse('unknownPlace', name, `no such place: ${id}`);
}
