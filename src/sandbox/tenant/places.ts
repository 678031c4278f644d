import type { ProvinceRow } from './place-tables.ts';

/** A province, city or district, with the id of what it lies in. */
export interface Region {
  readonly id: string;
  readonly name: string;
  readonly within?: string;
}

export interface Regions {
  readonly provinces: ReadonlyMap<string, Region>;
  readonly cities: ReadonlyMap<string, Region>;
  readonly areas: ReadonlyMap<string, Region>;
}

/** Indexes the table of places by id. */
export function buildRegions(rows: readonly ProvinceRow[]): Regions {
  const places = {
    provinces: new Map<string, Region>(),
    cities: new Map<string, Region>(),
    areas: new Map<string, Region>(),
  };
  for (const province of rows) {
    places.provinces.set(province.id, { id: province.id, name: province.name });
    for (const city of province.cities) {
      places.cities.set(city.id, { id: city.id, name: city.name, within: province.id });
      for (const [id, name] of city.areas) places.areas.set(id, { id, name, within: city.id });
    }
  }
  return places;
}
