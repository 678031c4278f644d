import { listPayload } from '../answers.ts';
import { allowed, integerParam, objectBody, queryChoice, requiredText, textList } from '../parameter-checks.ts';
import { type Language, refuse } from '../ret-code-error.ts';
import { deriveId } from '../seeded-values.ts';
import type { CustomField, FieldSet } from '../tenant/custom-fields.ts';
import { SOURCES, TRANSLATIONS } from '../tenant/reference-tables.ts';
import type { Region } from '../tenant/regions.ts';
import type { Answer, Call, Handler } from '../world.ts';

/** Source: "Search Time Zone". */
export const handleListTimezones: Handler = (call, world) => {
  const language = requestedLanguage(call);
  const { timezones, seed } = world.tenant;
  const items = [...timezones.values()].map((timezone) => ({
    id: deriveId(seed, 'timezone', language, timezone.id),
    language,
    timezone_value: timezone[language],
    timezoneid: timezone.id,
  }));
  return listPayload(items, world);
};

/** Source: "Search language". */
export const handleListLanguages: Handler = (call, world) => {
  const language = requestedLanguage(call);
  const { languages, seed } = world.tenant;
  const items = [...languages.values()].map((entry) => ({
    id: deriveId(seed, 'language', language, entry.code),
    language,
    language_value: entry[language],
    language_code: entry.code,
  }));
  return listPayload(items, world);
};

/** Source: "Search country". */
export const handleListCountries: Handler = (call, world) => {
  const language = requestedLanguage(call);
  const items = [...world.tenant.countries.values()].map((country) => ({
    countryid: country.id,
    country_name: country[language],
  }));
  return listPayload(items, world);
};

/** The `language` of the query: it is required, whatever the header says. */
function requestedLanguage({ query }: Call): Language {
  const language = queryChoice(query, 'language', ['zh', 'en']) ?? refuse('required', 'language');
  return language === 'en' ? 'en' : 'zh';
}

/** The text of a placeholder in each language. Source: "Query multilingual content detail". */
export const handleGetMultilingualContent: Handler = (call, { tenant: { seed, companyId } }) => {
  const body = objectBody(call);
  const placeholder = requiredText(body, 'placeholder');
  const wanted = textList(body, 'lang_type');
  const rich = allowed('rich_text_flag', integerParam(body, 'rich_text_flag') ?? 0, [0, 1]) === 1;
  const found = TRANSLATIONS.find((one) => one.placeholder === placeholder);
  if (found === undefined) return refuse('unknownCode', 'placeholder', placeholder);
  const values = found.values.filter(({ language }) => wanted === undefined || wanted.includes(language));
  return {
    item: {
      lang_list: values.map((value) => ({
        lang_value: rich ? value.rich : value.rich.replace(/<[^>]*>/g, ''),
        lang_type: value.language,
      })),
      companyid: companyId,
      update_time: found.updateTimeMs,
      catalogid: deriveId(seed, 'catalog', found.name),
      placeholderid: deriveId(seed, 'placeholder', found.placeholder),
      create_time: found.createTimeMs,
      name: found.name,
      default_value: found.defaultValue,
      placeholder: found.placeholder,
      status: found.status,
    },
  };
};

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
  regions: ReadonlyMap<string, Region>,
): string {
  const id = pathParams[name] ?? '';
  return regions.has(id) ? id : refuse('unknownRegion', name, `no region has the id ${id}`);
}

/** Source: "Query Customer Source". */
export const handleListSources: Handler = (_call, world) => listPayload(SOURCES, world);

/** The tree of departments and agents. Source: "Query Agent List". */
export const handleListAgents: Handler = (_call, world) => listPayload(world.tenant.departments, world);

/** The definitions of the customers' custom fields. Source: "Query Customer Custom Field". */
export const handleListCustomerFields: Handler = (_call, world) =>
  listPayload(fieldDefinitions(world.tenant.customerFields), world);

/** The definitions of the enterprises' custom fields. Source: "Query Enterprise Custom Field". */
export const handleListEnterpriseFields: Handler = (_call, world) =>
  listPayload(fieldDefinitions(world.tenant.enterpriseFields), world);

/** The levels that `vip_level` may have. Source: "Query Customer Level". */
export const handleListLevels: Handler = (_call, world) => {
  const levels = [...world.tenant.levels.values()];
  return listPayload(
    levels.map(({ name, value }) => ({ data_name: name, data_value: value })),
    world,
  );
};

function fieldDefinitions({ fields, operateType }: FieldSet): Answer[] {
  return fields.map((field) => ({
    field_id: field.id,
    field_name: field.name,
    field_variable: field.variable,
    field_type: field.type,
    fill_flag: field.required ? 1 : 0,
    field_status: 1,
    field_remark: '',
    operate_type: operateType,
    field_params: field.params,
    cus_field_data_info_list: field.options.length === 0 ? null : fieldOptions(field),
  }));
}

/** Options of a cascade also have the id of their parent: the document shows them flat, without a tree. */
function fieldOptions(field: CustomField): Answer[] {
  return field.options.map((option) => ({
    data_id: option.id,
    data_value: option.value,
    data_name: option.name,
    field_id: field.id,
    field_variable: null,
    data_params: option.params,
    ...(option.parent && { parent_data_id: option.parent.id }),
  }));
}
