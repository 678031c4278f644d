import { objectBody, requiredText } from '../checks/body.ts';
import { knownCustomer } from '../checks/known.ts';
import { CUSTOMER_LISTS, type CustomerText, isBlacklisted } from '../store/customer.ts';
import { type Answer, type Handler, nowSeconds } from '../world.ts';
import { allEntries } from './custom-values-answer.ts';
import { addLocale, startOfDay } from './customer-row.ts';

/** Texts of the details, absent where empty. */
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

/** Members whose name in the table differs from the one that the example's manner gives. */
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

/** All that is known of one customer; numbers as strings, as in the example. Source: "Query Customer Details". */
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
