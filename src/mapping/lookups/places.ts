import { endpoints } from '../../api/endpoints/index.ts';
import { ValueError } from '../refusal.ts';
import type { ListReader } from './list-reader.ts';
import type { ReadList, Resolver } from './lookups.ts';
import { type NamedEntry, NameIndex } from './name-index.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

async function cities(read: ReadList, province: NamedEntry | string): Promise<NamedEntry[]> {
  const [id, where] = typeof province === 'string' ? [province, undefined] : [province.id, province.name];
  const rows = (await read(endpoints.listCities, { provinceid: id })) as Rows;
  return rows.map((row) => ({
    id: String(row['cityid']),
    name: String(row['city_name'] ?? ''),
    ...(where === undefined ? {} : { where }),
  }));
}

async function areas(read: ReadList, cityId: string): Promise<NamedEntry[]> {
  const rows = (await read(endpoints.listAreas, { cityid: cityId })) as Rows;
  return rows.map((row) => ({ id: String(row['areaid']), name: String(row['area_name'] ?? '') }));
}

async function allCities(read: ReadList): Promise<NamedEntry[]> {
  const provinces = (await read(endpoints.listProvinces, {})) as Rows;
  const lists = await Promise.all(
    provinces.map((row) => cities(read, { id: String(row['provinceid']), name: String(row['province_name'] ?? '') })),
  );
  return lists.flat();
}

/** Finds cities: within a province where it is known, else among all of them. Each list is read when it is first needed. */
export function cityResolver(lists: ListReader): Resolver {
  return byParent((parent) => (parent === undefined ? allCities(lists.read) : cities(lists.read, parent)), 'city');
}

/** Finds areas within a city, which must be known. */
export function areaResolver(lists: ListReader): Resolver {
  const within = byParent((parent) => areas(lists.read, parent ?? ''), 'area');
  const refusal = new ValueError('parent-missing', 'is an area whose city is not known; fill in the city');
  return (text, parent) => (parent === undefined ? refusal : within(text, parent));
}

function byParent(load: (parent: string | undefined) => Promise<NamedEntry[]>, noun: string): Resolver {
  const indexes = new Map<string | undefined, NameIndex | Promise<NameIndex>>();
  return (text, parent) => {
    const known = indexes.get(parent);
    if (known instanceof NameIndex) return known.find(text);
    if (known !== undefined) return known.then((index) => index.find(text));
    const loading = load(parent).then((entries) => {
      const index = new NameIndex(noun, entries);
      indexes.set(parent, index);
      return index;
    });
    indexes.set(parent, loading);
    loading.catch(() => indexes.delete(parent));
    return loading.then((index) => index.find(text));
  };
}
