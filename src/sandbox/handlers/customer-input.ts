import {
  allowed,
  integerParam,
  isLonger,
  type Params,
  requiredText,
  shortText,
  textList,
  textParam,
} from '../checks/body.ts';
import { type CustomEntry, serialisedEntries } from '../checks/custom-entries.ts';
import { checkRegions, knownAgent } from '../checks/known.ts';
import { refuse } from '../refusal.ts';
import { CUSTOMER_LISTS, CUSTOMER_TEXTS, type CustomerList, type CustomerText } from '../store/customer.ts';
import type { World } from '../world.ts';

/** The parameters that "Create Customer" and "Edit Customer Info" share, checked. Absent ones are absent. */
export interface CustomerInput {
  readonly texts: Partial<Record<CustomerText, string>>;
  readonly lists: Partial<Record<CustomerList, readonly string[]>>;
  readonly sex: number | undefined;
  readonly entries: readonly CustomEntry[] | undefined;
}

/** Text parameters of "Create Customer": a level is not among them. */
const createTexts = CUSTOMER_TEXTS.filter((name) => name !== 'vip_level');

/** Reads and checks the parameters of "Create Customer". */
export function readNewCustomer(params: Params, world: World): CustomerInput {
  return readCustomer(params, createTexts, world);
}

/** Reads and checks the parameters of "Edit Customer Info". */
export function readEditedCustomer(params: Params, world: World): CustomerInput {
  return readCustomer(params, CUSTOMER_TEXTS, world);
}

function readCustomer(params: Params, names: readonly CustomerText[], world: World): CustomerInput {
  const nick = requiredText(params, 'nick');
  if (isLonger(nick, 50)) refuse('tooLong', 'nick', '50 characters');
  shortText(params, 'uname', 50);
  const sex = integerParam(params, 'sex');
  if (sex !== undefined) allowed('sex', sex, [1, 2]);
  const texts = readTexts(params, names);
  checkIds(texts, world);
  fillNames(params, texts, world);
  const entries = serialisedEntries(params, 'ex_field_str', world.tenant.customerFields);
  return { texts, lists: readLists(params), sex, entries };
}

function readTexts(params: Params, names: readonly CustomerText[]): Partial<Record<CustomerText, string>> {
  const texts: Partial<Record<CustomerText, string>> = {};
  for (const name of names) {
    const value = textParam(params, name);
    if (value !== undefined) texts[name] = value;
  }
  return texts;
}

function readLists(params: Params): Partial<Record<CustomerList, readonly string[]>> {
  const lists: Partial<Record<CustomerList, readonly string[]>> = {};
  for (const name of CUSTOMER_LISTS) {
    const values = textList(params, name);
    if (values !== undefined) lists[name] = values;
  }
  return lists;
}

/** Refuses ids that lead nowhere. */
function checkIds(texts: Partial<Record<CustomerText, string>>, { tenant, store }: World): void {
  const { is_vip, vip_level, countryid, enterpriseid, timezoneid, language } = texts;
  if (is_vip) allowed('is_vip', is_vip, ['0', '1']);
  if (vip_level && !tenant.levels.has(vip_level)) refuse('unknownCode', 'vip_level', vip_level);
  if (countryid && !tenant.countries.has(countryid)) refuse('unknownCode', 'countryid', countryid);
  if (timezoneid && !tenant.timezones.has(timezoneid)) refuse('unknownCode', 'timezoneid', timezoneid);
  if (language && !tenant.languages.has(language)) refuse('unknownCode', 'language', language);
  if (enterpriseid && !store.enterprises.get(enterpriseid)) refuse('unknownEnterprise', 'enterpriseid', enterpriseid);
}

/** Fills in the names of things that are given by id only. */
function fillNames(params: Params, texts: Partial<Record<CustomerText, string>>, world: World): void {
  if (texts.proviceid || texts.cityid || texts.areaid) {
    for (const [name, value] of Object.entries(checkRegions(params, world))) texts[name as CustomerText] ||= value;
  }
  if (texts.enterpriseid) {
    texts.enterprise_name ||= world.store.enterprises.get(texts.enterpriseid)?.texts.enterprise_name ?? '';
  }
  if (texts.liable_serviceid) {
    texts.liable_service_name ||= knownAgent('liable_serviceid', texts.liable_serviceid, world).name;
  }
}
