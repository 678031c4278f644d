import { itemsAnswer } from '../paging.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../tenant/places.ts';
import type { Handler } from '../world.ts';

/** Source: "Query Province". */
export const listProvinces: Handler = (_call, world) => {
  const provinces = [...world.tenant.places.provinces.values()];
  return itemsAnswer(
    provinces.map(({ id, name }) => ({ provinceid: id, province_name: name })),
    world,
  );
};

/** Source: "Query City". */
export const listCities: Handler = ({ pathParams }, world) => {
  const { provinces, cities } = world.tenant.places;
  const provinceid = knownId('provinceid', pathParams, provinces);
  const items = [...cities.values()].filter(({ within }) => within === provinceid);
  return itemsAnswer(
    items.map(({ id, name }) => ({ cityid: id, city_name: name, provinceid })),
    world,
  );
};

/** Source: "Query District and County". */
export const listAreas: Handler = ({ pathParams }, world) => {
  const { cities, areas } = world.tenant.places;
  const cityid = knownId('cityid', pathParams, cities);
  const items = [...areas.values()].filter(({ within }) => within === cityid);
  return itemsAnswer(
    items.map(({ id, name }) => ({ areaid: id, area_name: name, cityid })),
    world,
  );
};

function knownId(
  name: string,
  pathParams: Readonly<Record<string, string>>,
  places: ReadonlyMap<string, Place>,
): string {
  const id = pathParams[name] ?? '';
  return places.has(id) ? id : refuse('unknownPlace', name, `no such place: ${id}`);
}
