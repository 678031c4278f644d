import {
  type CustomEntry,
  checkFilled,
  listedEntries,
  serialisedEntries,
  withEntries,
} from '../custom-field-checks.ts';
import {
  allowed,
  checkRegions,
  integerParam,
  isLonger,
  knownAgent,
  knownCustomer,
  objectBody,
  type Params,
  requiredInteger,
  requiredText,
  shortText,
  textList,
  textParam,
} from '../parameter-checks.ts';
import { refuse } from '../ret-code-error.ts';
import { deriveId } from '../seeded-values.ts';
import {
  CUSTOMER_LISTS,
  CUSTOMER_TEXTS,
  type Customer,
  type CustomerList,
  type CustomerText,
  type CustomValues,
  touch,
} from '../store/customer.ts';
import { ENTERPRISE_TEXTS, type EnterpriseText } from '../store/enterprise-store.ts';
import { creationOf, type FieldChange } from '../store/history.ts';
import { type Handler, nowSeconds, type World } from '../world.ts';

/** The source of customers that the API creates: "Customer Center". */
const API_SOURCE = 8;

/** Updates the customer that the tenant's rules identify, or else creates one. Source: "Create Customer". */
export const handleSaveCustomer: Handler = (call, world) => {
  const body = objectBody(call);
  const input = readNewCustomer(body, world);
  const status = allowed('crm_status', requiredInteger(body, 'crm_status'), [1, 2, 3, 4]);
  if (status === 3 && !input.texts.liable_serviceid) refuse('required', 'liable_serviceid');
  const present = identifyCustomer(input, world);
  const customer =
    present === undefined ? createCustomer(input, status, world) : updateIdentified(present, input, world);
  return { data: { userid: customer.id }, action: present === undefined ? 'add' : 'update' };
};

function identifyCustomer({ texts }: CustomerInput, { store, settings }: World): Customer | undefined {
  for (const field of settings.identifiedBy) {
    const value = texts[field];
    const customer = value ? store.customers.index(field)?.find(value) : undefined;
    if (customer !== undefined) return customer;
  }
  return undefined;
}

function createCustomer({ texts, lists, sex, entries }: CustomerInput, status: number, world: World): Customer {
  const { store, tenant } = world;
  const custom = entries === undefined ? [] : withEntries([], entries, false, tenant.customerFields);
  checkFilled('ex_field_str', custom, tenant.customerFields);
  const sequence = store.customers.takeSequence();
  const seconds = nowSeconds(world);
  const customer: Customer = {
    id: deriveId(tenant.seed, 'customer', sequence),
    sequence,
    createTime: seconds,
    updateTime: seconds,
    source: API_SOURCE,
    generated: false,
    status,
    sex: sex ?? null,
    texts,
    lists: Object.keys(lists).length === 0 ? null : lists,
    custom,
    tags: [],
    stage: null,
    black: null,
  };
  if (world.settings.discard) return customer;
  store.customers.add(customer);
  store.behaviors.record(customer, { ...creationOf(customer), timeMs: world.settings.now() });
  if (texts.liable_serviceid) {
    store.assignments.record(texts.liable_serviceid, { time: seconds, customerId: customer.id });
  }
  return customer;
}

/** Updates an identified customer, which keeps its status and agent, and the custom fields that are not given. */
function updateIdentified(customer: Customer, input: CustomerInput, world: World): Customer {
  const { liable_serviceid: _id, liable_service_name: _name, ...texts } = input.texts;
  applyEdit(customer, { ...input, texts }, editedCustomValues(customer, input.entries, true, world), world);
  return customer;
}

/** Edits the customer in the path. Source: "Edit Customer Info". */
export const handleUpdateCustomer: Handler = (call, world) => {
  const customer = knownCustomer('id', call.pathParams['id'] ?? '', world);
  const body = objectBody(call);
  const input = readEditedCustomer(body, world);
  const merge = allowed('upset_ex_field_str', integerParam(body, 'upset_ex_field_str') ?? 0, [0, 1]) === 1;
  const agentBefore = customer.texts.liable_serviceid ?? '';
  applyEdit(customer, input, editedCustomValues(customer, input.entries, merge, world), world);
  const agent = customer.texts.liable_serviceid ?? '';
  if (agent !== '' && agent !== agentBefore) {
    world.store.assignments.record(agent, { time: nowSeconds(world), customerId: customer.id });
  }
  return {};
};

/** The custom values after an edit. Without entries they stay unchanged. */
function editedCustomValues(
  customer: Customer,
  entries: readonly CustomEntry[] | undefined,
  merge: boolean,
  { tenant: { customerFields } }: World,
): CustomValues {
  if (entries === undefined) return customer.custom;
  const values = withEntries(customer.custom, entries, merge, customerFields);
  checkFilled('ex_field_str', values, customerFields);
  return values;
}

/** Edits a customer: given fields change, `""` clears a field, absent fields stay. Records a behavior if anything changed. */
function applyEdit(customer: Customer, input: CustomerInput, custom: CustomValues, world: World): void {
  const { store, settings } = world;
  const changes = changesOf(customer, input);
  store.customers.edit(customer, () => {
    customer.texts = { ...customer.texts, ...input.texts };
    if (Object.keys(input.lists).length > 0) customer.lists = { ...customer.lists, ...input.lists };
    if (input.sex !== undefined) customer.sex = input.sex;
    customer.custom = custom;
    touch(customer, nowSeconds(world));
  });
  if (changes.length > 0) {
    store.behaviors.record(customer, { type: 'user_update', timeMs: settings.now(), changes });
  }
}

function changesOf(customer: Customer, { texts, sex }: CustomerInput): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const [field, value] of Object.entries(texts)) {
    const oldValue = customer.texts[field as keyof typeof customer.texts] ?? '';
    if (value !== oldValue) changes.push({ field, value, oldValue });
  }
  if (sex !== undefined && sex !== customer.sex) changes.push({ field: 'sex', value: sex, oldValue: customer.sex });
  return changes;
}

/** The parameters that "Create Customer" and "Edit Customer Info" share, checked. Absent ones are absent. */
interface CustomerInput {
  readonly texts: Partial<Record<CustomerText, string>>;
  readonly lists: Partial<Record<CustomerList, readonly string[]>>;
  readonly sex: number | undefined;
  readonly entries: readonly CustomEntry[] | undefined;
}

/** Text parameters of "Create Customer", which has no level. */
const CREATE_TEXTS = CUSTOMER_TEXTS.filter((name) => name !== 'vip_level');

/** Reads and checks the parameters of "Create Customer". */
function readNewCustomer(params: Params, world: World): CustomerInput {
  return readCustomer(params, CREATE_TEXTS, world);
}

/** Reads and checks the parameters of "Edit Customer Info". */
function readEditedCustomer(params: Params, world: World): CustomerInput {
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

/** Refuses unknown ids. */
function checkIds(texts: Partial<Record<CustomerText, string>>, { tenant, store }: World): void {
  const { is_vip, vip_level, countryid, enterpriseid, timezoneid, language } = texts;
  if (is_vip) allowed('is_vip', is_vip, ['0', '1']);
  if (vip_level && !tenant.levels.has(vip_level)) refuse('unknownCode', 'vip_level', vip_level);
  if (countryid && !tenant.countries.has(countryid)) refuse('unknownCode', 'countryid', countryid);
  if (timezoneid && !tenant.timezones.has(timezoneid)) refuse('unknownCode', 'timezoneid', timezoneid);
  if (language && !tenant.languages.has(language)) refuse('unknownCode', 'language', language);
  if (enterpriseid && !store.enterprises.get(enterpriseid)) refuse('unknownEnterprise', 'enterpriseid', enterpriseid);
}

/** Fills in the names of records that are given only by id. */
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

/** Creates an enterprise, even if one of that name exists. Source: "Create Enterprise". */
export const handleSaveEnterprise: Handler = (call, world) => {
  const { tenant, store } = world;
  const body = objectBody(call);
  requiredText(body, 'enterprise_name');
  const texts: Partial<Record<EnterpriseText, string>> = {};
  for (const name of ENTERPRISE_TEXTS) {
    const value = textParam(body, name);
    if (value) texts[name] = value;
  }
  for (const [name, value] of Object.entries(checkRegions(body, world))) texts[name as EnterpriseText] ||= value;
  const domains = textList(body, 'enterprise_domains') ?? [];
  const entries = listedEntries(body, 'extend_fields', tenant.enterpriseFields) ?? [];
  const custom = withEntries([], entries, false, tenant.enterpriseFields);
  checkFilled('extend_fields', custom, tenant.enterpriseFields);
  const sequence = store.enterprises.takeSequence();
  const id = deriveId(tenant.seed, 'enterprise', sequence);
  store.enterprises.add({ id, sequence, createTime: nowSeconds(world), texts, domains, custom });
  return { item: id };
};
