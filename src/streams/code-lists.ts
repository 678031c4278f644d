import { endpoints } from '../api/endpoints/index.ts';
import type { CustomFieldDefinition } from '../api/index.ts';
import { defineStream, type StreamRow } from './stream.ts';

export const countries = defineStream({
  name: 'countries',
  title: 'Countries',
  summary: 'The countries that a customer can be in.',
  endpoint: endpoints.listCountries,
  id: ['countryid'],
});

export const provinces = defineStream({
  name: 'provinces',
  title: 'Provinces',
  summary: 'The provinces that a customer can be in.',
  endpoint: endpoints.listProvinces,
  id: ['provinceid'],
});

export const cities = defineStream({
  name: 'cities',
  title: 'Cities',
  summary: 'The cities of every province.',
  endpoint: endpoints.listCities,
  id: ['cityid'],
  added: ['provinceid', 'province_name'],
  parents: {
    stream: provinces,
    parameter: 'provinceid',
    member: 'provinceid',
    adds: { provinceid: 'provinceid', province_name: 'province_name' },
  },
  lookups: { provinceid: 'province' },
});

export const areas = defineStream({
  name: 'areas',
  title: 'Districts',
  summary: 'The districts and counties of every city.',
  endpoint: endpoints.listAreas,
  id: ['areaid'],
  added: ['provinceid', 'province_name', 'cityid', 'city_name'],
  parents: {
    stream: cities,
    parameter: 'cityid',
    member: 'cityid',
    adds: {
      provinceid: 'provinceid',
      province_name: 'province_name',
      cityid: 'cityid',
      city_name: 'city_name',
    },
  },
});

export const timezones = defineStream({
  name: 'timezones',
  title: 'Time zones',
  summary: 'The time zones that a customer can be in.',
  endpoint: endpoints.listTimezones,
  id: ['timezoneid'],
});

export const languages = defineStream({
  name: 'languages',
  title: 'Languages',
  summary: 'The languages that a customer can have.',
  endpoint: endpoints.listLanguages,
  id: ['language_code'],
});

export const translations = defineStream({
  name: 'translations',
  title: 'Translations',
  summary: 'The text of one placeholder of multilingual content in each language. Needs --where placeholder={…}.',
  endpoint: endpoints.getMultilingualContent,
  id: ['placeholder', 'lang_type'],
  times: ['create_time', 'update_time'],
  added: ['lang_type', 'lang_value'],
  without: ['lang_list'],
  rows(answer): StreamRow[] {
    const { item } = answer as { item?: { lang_list: StreamRow[]; [member: string]: unknown } | null };
    if (!item) return [];
    const { lang_list, ...content } = item;
    return lang_list.map((translation) => ({ ...content, ...translation }));
  },
});

export const levels = defineStream({
  name: 'levels',
  title: 'VIP levels',
  summary: 'The levels of VIP customers.',
  endpoint: endpoints.listLevels,
  id: ['data_value'],
});

export const sources = defineStream({
  name: 'sources',
  title: 'Sources',
  summary: 'The sources of customers: the meaning of their codes.',
  endpoint: endpoints.listSources,
  id: ['value'],
});

export const stages = defineStream({
  name: 'stages',
  title: 'Follow-up stages',
  summary: 'The stages of the follow-up process.',
  endpoint: endpoints.listStages,
  id: ['id'],
});

/** Adds `options`, the names of the options; the original list of options stays. */
function withOptions(answer: unknown): StreamRow[] {
  return (answer as { items: CustomFieldDefinition[] }).items.map((field) => ({
    ...field,
    options: field.cus_field_data_info_list.map(({ data_name }) => data_name ?? '').join('; '),
  }));
}

const fieldListStream = { id: ['field_id'], added: ['options'], rows: withOptions };

export const customerFields = defineStream({
  ...fieldListStream,
  name: 'customer-fields',
  title: 'Custom fields of customers',
  summary: 'The fields that your company added to customers, with their options.',
  endpoint: endpoints.listCustomerFields,
});

export const enterpriseFields = defineStream({
  ...fieldListStream,
  name: 'enterprise-fields',
  title: 'Custom fields of enterprises',
  summary: 'The fields that your company added to enterprises, with their options.',
  endpoint: endpoints.listEnterpriseFields,
});
