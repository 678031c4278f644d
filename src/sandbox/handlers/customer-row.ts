import type { Customer, CustomerText } from '../store/customer.ts';
import { isBlacklisted } from '../store/customer.ts';
import type { Answer, World } from '../world.ts';
import { filledEntries } from './custom-values-answer.ts';

/** Texts that stand in a row of the list under their own name, absent where empty. */
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

/** The id and name that calls of the API leave as the author. */
const API_AGENT = { id: 'f1b8dfc486bd42508edbc80e5c9fd8e9', name: 'Open API' };

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
export function addLocale(
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

/** Midnight before, in the tenant's time zone, as in the example: 1629860308 lies in the day that began at 1629820800. */
export function startOfDay(seconds: number): number {
  return seconds - ((seconds + 8 * 3600) % 86_400);
}
