import { refuse } from './ret-code-error.ts';
import type { Customer } from './store/customer.ts';
import type { Region } from './tenant/regions.ts';
import type { Agent } from './tenant/tenant.ts';
import type { Call, World } from './world.ts';

/** A JSON object of parameters. */
export type Params = Readonly<Record<string, unknown>>;

export function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as an object. */
export function objectBody({ body }: Call): Params {
  return isParams(body) ? body : refuse('wrongBody', '', 'a JSON object');
}

/** The body as an array. */
export function arrayBody({ body }: Call): readonly unknown[] {
  return Array.isArray(body) ? body : refuse('wrongBody', '', 'a JSON array');
}

/** A text parameter; `null` counts as absent. */
export function textParam(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : refuse('wrongType', name, 'a string');
}

/** A text parameter that must not be blank. */
export function requiredText(params: Params, name: string): string {
  const value = textParam(params, name);
  return value === undefined || value.trim() === '' ? refuse('required', name) : value;
}

/** A text parameter of at most `maxLength` characters. */
export function shortText(params: Params, name: string, maxLength: number): string | undefined {
  const value = textParam(params, name);
  return value !== undefined && isLonger(value, maxLength) ? refuse('tooLong', name, `${maxLength} characters`) : value;
}

/** An integer parameter: a JSON number, as the tables say. */
export function integerParam(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  return Number.isSafeInteger(value) ? (value as number) : refuse('wrongType', name, 'an integer');
}

export function requiredInteger(params: Params, name: string): number {
  return integerParam(params, name) ?? refuse('required', name);
}

/** An array parameter. */
export function listParam(params: Params, name: string): readonly unknown[] | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value : refuse('wrongType', name, 'a list');
}

/** An array of strings. */
export function textList(params: Params, name: string): readonly string[] | undefined {
  const values = listParam(params, name);
  if (values?.some((value) => typeof value !== 'string')) refuse('wrongType', name, 'a list of strings');
  return values as readonly string[] | undefined;
}

/** Refuses a value that is not one of the allowed ones. */
export function allowed<Value extends string | number>(name: string, value: Value, values: readonly Value[]): Value {
  return values.includes(value) ? value : refuse('notAllowed', name, `${value} is none of ${values.join(', ')}`);
}

/** Does the text have more characters than this? Counts code points, not UTF-16 units. */
export function isLonger(value: string, maxLength: number): boolean {
  return value.length > maxLength && [...value].length > maxLength;
}

/** A parameter of the query; an empty one counts as absent. */
export function queryText(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}

export function requiredQueryText(query: URLSearchParams, name: string): string {
  const value = queryText(query, name);
  return value === undefined || value.trim() === '' ? refuse('required', name) : value;
}

/** An integer of the query: digits, optionally with a sign. */
export function queryInteger(query: URLSearchParams, name: string): number | undefined {
  const value = queryText(query, name);
  if (value === undefined) return undefined;
  return /^-?\d{1,15}$/.test(value) ? Number(value) : refuse('wrongType', name, 'an integer');
}

/** A parameter of the query that is one of the given values. */
export function queryChoice(query: URLSearchParams, name: string, values: readonly string[]): string | undefined {
  const value = queryText(query, name);
  return value === undefined || values.includes(value)
    ? value
    : refuse('notAllowed', name, `${value} is none of ${values.join(', ')}`);
}

/** The customer with this id. Leading and trailing spaces are ignored. */
export function knownCustomer(name: string, id: string, { store }: World): Customer {
  return store.customers.get(id.trim()) ?? refuse('unknownCustomer', name, id);
}

/** The agent with this id. */
export function knownAgent(name: string, id: string, { tenant }: World): Agent {
  return tenant.agents.get(id) ?? refuse('unknownAgent', name, id);
}

/** The names for the ids of province, city and district; refuses unknown or inconsistent ids. */
export function checkRegions(params: Params, { tenant: { regions } }: World): Record<string, string> {
  const province = regionOf(params, 'proviceid', regions.provinces, undefined);
  const city = regionOf(params, 'cityid', regions.cities, province);
  const area = regionOf(params, 'areaid', regions.areas, city);
  const names: Record<string, string> = {};
  if (province) names['provice_name'] = province.name;
  if (city) names['city_name'] = city.name;
  if (area) names['area_name'] = area.name;
  return names;
}

function regionOf(
  params: Params,
  name: string,
  regions: ReadonlyMap<string, Region>,
  within: Region | undefined,
): Region | undefined {
  const id = textParam(params, name);
  if (!id) return undefined;
  const region = regions.get(id) ?? refuse('unknownRegion', name, `no region has the id ${id}`);
  if (within !== undefined && region.within !== within.id) {
    refuse('unknownRegion', name, `${region.name} (${id}) is not in ${within.name} (${within.id})`);
  }
  return region;
}
