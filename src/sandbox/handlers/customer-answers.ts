import { knownCustomer, objectBody, requiredText } from '../parameter-checks.ts';
import {
  CUSTOMER_LISTS,
  type Customer,
  type CustomerText,
  type CustomValues,
  isBlacklisted,
} from '../store/customer.ts';
import { type CustomField, FIELD_TYPES, type FieldSet } from '../tenant/custom-fields.ts';
import { type Answer, type Handler, nowSeconds, type World } from '../world.ts';

/** Texts of the details, absent if empty. */
const DETAIL_TEXTS: readonly CustomerText[] = [
  'uname',
  'visitorids',
  'partnerid',
  'email',
  'tel',
  'qq',
  'wx',
  'countryid',
  'proviceid',
  'provice_name',
  'cityid',
  'city_name',
  'areaid',
  'area_name',
  'remark',
  'enterpriseid',
  'enterprise_name',
  'vip_level',
  'wx_build_unionid',
];

/** Members whose name in the table differs from the style of the example. */
const CAMEL_CASE_NAMES: Readonly<Record<string, string>> = {
  visitorids: 'visitorIds',
  partnerid: 'partnerId',
  countryid: 'countryId',
  country_name: 'countryName',
  proviceid: 'proviceId',
  provice_name: 'proviceName',
  cityid: 'cityId',
  city_name: 'cityName',
  areaid: 'areaId',
  area_name: 'areaName',
  enterpriseid: 'enterpriseId',
  enterprise_name: 'enterpriseName',
  is_vip: 'isVip',
  vip_level: 'vipLevel',
  user_status: 'userStatus',
  create_type: 'createType',
  create_time: 'createTime',
  create_date: 'createDate',
  update_time: 'updateTime',
  wx_external_userids: 'wxExternalUserIds',
  wx_unionids: 'wxUnionIds',
  wx_openids: 'wxOpenIds',
};

/** All details of one customer, with numbers as strings as in the example. Source: "Query Customer Details". */
export const handleGetCustomer: Handler = (call, world) => {
  const { tenant, settings } = world;
  const customer = knownCustomer('id', requiredText(objectBody(call), 'id'), world);
  const { texts, tags, lists } = customer;
  const item: Answer = { id: customer.id, nick: texts.nick };
  for (const name of DETAIL_TEXTS) {
    const value = texts[name];
    if (value) item[name] = value;
  }
  if (texts.countryid) item['country_name'] = tenant.countries.get(texts.countryid)?.en;
  for (const name of CUSTOMER_LISTS) {
    const values = lists?.[name];
    if (values !== undefined && values.length > 0) item[name] = values;
  }
  if (customer.sex !== null) item['sex'] = String(customer.sex);
  item['is_vip'] = texts.is_vip || '0';
  item['user_status'] = isBlacklisted(customer, nowSeconds(world)) ? '1' : '0';
  if (tags.length > 0) item['biz_label'] = tags.join(',');
  item['ex_field_str'] = allEntries(customer.custom, tenant.customerFields);
  item['source'] = String(customer.source);
  item['create_type'] = '1';
  item['create_time'] = String(customer.createTime);
  item['create_date'] = String(startOfDay(customer.createTime));
  item['update_time'] = String(customer.updateTime);
  addLocale(item, texts, tenant);
  return { item: settings.camelCaseDetail ? inCamelCase(item) : item };
};

function inCamelCase(item: Answer): Answer {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [CAMEL_CASE_NAMES[name] ?? name, value]));
}

/** Texts in a row of the list under their own name, absent if empty. */
const ROW_TEXTS: readonly CustomerText[] = [
  'uname',
  'visitorids',
  'partnerid',
  'email',
  'tel',
  'qq',
  'wx',
  'remark',
  'enterpriseid',
  'enterprise_name',
  'vip_level',
  'proviceid',
  'provice_name',
  'cityid',
  'city_name',
  'areaid',
  'area_name',
  'liable_serviceid',
  'liable_service_name',
  'wx_build_unionid',
];

/** The id and name of the author of changes by the API. */
export const API_AGENT = { id: 'f1b8dfc486bd42508edbc80e5c9fd8e9', name: 'Open API' };

/** A customer as a row of "Query Customer List", members in the order of its example. */
export function customerRow(customer: Customer, seconds: number, { tenant, store }: World): Answer {
  const { texts, custom, tags, createTime } = customer;
  const row: Answer = { id: customer.id, pid: tenant.companyId, nick: texts.nick };
  for (const name of ROW_TEXTS) {
    const value = texts[name];
    if (value) row[name] = value;
  }
  if (customer.sex !== null) row['sex'] = customer.sex;
  row['source'] = customer.source;
  row['status'] = 8;
  row['is_vip'] = texts.is_vip || '0';
  row['user_status'] = isBlacklisted(customer, seconds) ? 1 : 0;
  if (tags.length > 0) row['biz_label'] = tags.join(',');
  row['extend_fields'] = {};
  row['fixed_fields'] =
    tags.length > 0 ? { userLabel: tags.map((id) => store.tags.tag(id)?.name ?? '').join(',') } : {};
  const entries = filledEntries(custom, tenant.customerFields);
  if (entries !== undefined) row['ex_field_str'] = entries;
  row['create_type'] = 1;
  row['create_time'] = createTime;
  row['create_date'] = startOfDay(createTime);
  row['create_serviceid'] = API_AGENT.id;
  row['create_service_name'] = API_AGENT.name;
  row['update_time'] = customer.updateTime;
  row['update_user_id'] = API_AGENT.id;
  row['update_user_name'] = API_AGENT.name;
  row['crm_status'] = customer.status;
  addLocale(row, texts, tenant);
  return row;
}

/** Adds time zone and language with their names. */
function addLocale(
  row: Answer,
  { timezoneid, language }: Partial<Record<CustomerText, string>>,
  { timezones, languages }: World['tenant'],
): void {
  if (timezoneid) {
    row['timezoneid'] = timezoneid;
    row['timezone_value'] = timezones.get(timezoneid)?.en;
  }
  if (language) {
    row['language'] = language;
    row['language_value'] = languages.get(language)?.en;
  }
}

/** The start of the day in the tenant's time zone, as in the example: 1629820800 for 1629860308. */
function startOfDay(seconds: number): number {
  return seconds - ((seconds + 8 * 3600) % 86_400);
}

/** An entry of `ex_field_str` in an answer. */
interface AnswerEntry {
  fieldid: string;
  field_value: string;
  field_text?: string;
  field_type: string;
  field_params?: string;
  data_params?: string;
}

/** The filled custom fields as `ex_field_str` of an answer; undefined if none is filled. */
export function filledEntries(values: CustomValues, { fields }: FieldSet): string | undefined {
  const entries: AnswerEntry[] = [];
  for (const field of fields) {
    const value = values[field.position];
    if (value) entries.push(entryOf(field, value));
  }
  return entries.length === 0 ? undefined : JSON.stringify(entries);
}

/** All custom fields as `ex_field_str` of an answer, empty ones with the value `""` as in the example of the details. */
function allEntries(values: CustomValues, { fields }: FieldSet): string {
  return JSON.stringify(fields.map((field) => entryOf(field, values[field.position] ?? '')));
}

function entryOf(field: CustomField, value: string): AnswerEntry {
  const entry: AnswerEntry = { fieldid: field.id, field_value: value, field_type: String(field.type) };
  if (field.options.length === 0 || value === '') return entry;
  const options = value.split(',').map((part) => field.optionsByValue.get(part));
  entry.field_text = options.map((option) => option?.name ?? '').join(',');
  if (field.type === FIELD_TYPES.dropDown && field.params !== null) {
    entry.field_params = field.params;
    const params = options[0]?.params;
    if (params) entry.data_params = params;
  }
  return entry;
}
