import type { ProvinceRow } from './place-tables.ts';

/** A province, city or district, with the id of what it lies in. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly within?: string;
}

export interface Places {
  readonly provinces: ReadonlyMap<string, Place>;
  readonly cities: ReadonlyMap<string, Place>;
  readonly areas: ReadonlyMap<string, Place>;
}

/** Indexes the table of places by id. */
export function buildPlaces(rows: readonly ProvinceRow[]): Places {
  const places = {
    provinces: new Map<string, Place>(),
    cities: new Map<string, Place>(),
    areas: new Map<string, Place>(),
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
