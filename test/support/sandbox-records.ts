import { type EndpointKey, endpoints } from '../../src/api/endpoints/index.ts';
import type { ApiFixture } from './api-fixtures.ts';
import type { Members, RawCall, RawRequest } from './raw-call.ts';

/** Records of a sandbox that replace the ids of another tenant in the document's examples. */
export interface SandboxRecords {
  readonly customer: string;
  readonly group: string;
  readonly tags: readonly string[];
  readonly agent: string;
  readonly stage: string;
  /** Ids of a text, a number and a cascade, as the example of `user/save` has them, and a path of the cascade. */
  readonly customerFields: readonly string[];
  readonly region: string;
  /** Ids of a text, a number and a check box, as the example of `enterprise/save` has them, and two of its options. */
  readonly enterpriseFields: readonly string[];
  readonly channels: string;
}

interface Replacement {
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const inBody = (change: (records: SandboxRecords, body: Members) => Members) => {
  return (records: SandboxRecords, body: unknown): Replacement => {
    const members = body as Members;
    return { body: { ...members, ...change(records, members) } };
  };
};

const inQuery = (change: (records: SandboxRecords) => Record<string, string>) => {
  return (records: SandboxRecords): Replacement => ({ query: change(records) });
};

/** The positions of ids in each example. */
const REPLACEMENTS: Partial<Record<EndpointKey, (records: SandboxRecords, body: unknown) => Replacement>> = {
  updateTagGroup: inBody(({ group }) => ({ id: group })),
  removeTagGroup: inQuery(({ group }) => ({ id: group })),
  saveTag: inBody(({ group }) => ({ groupid: group })),
  updateTag: inBody(({ tags }) => ({ id: tags[0] })),
  listTags: inQuery(({ group }) => ({ groupid: group })),
  removeTag: inQuery(({ tags }) => ({ id: tags[0] ?? '' })),
  listCustomerTags: ({ customer }, body) => ({ body: (body as string[]).map(() => customer) }),
  replaceCustomerTags: ({ customer, tags }, body) => ({
    path: endpoints.replaceCustomerTags.path.replace('{id}', customer),
    body: (body as Members[]).map((tag, index) => ({ ...tag, id: tags[index] })),
  }),
  tagCustomer: inBody(({ customer, tags }, { add_tag }) => {
    return { userid: customer, add_tag: (add_tag as string[]).map(() => tags[0]) };
  }),
  saveCustomer: inBody((records, { ex_field_str }) => ({ ex_field_str: customerFields(records, ex_field_str) })),
  updateCustomer: (records, body) => ({
    path: endpoints.updateCustomer.path.replace('{id}', records.customer),
    body: { ...(body as Members), ex_field_str: customerFields(records, (body as Members)['ex_field_str']) },
  }),
  saveEnterprise: inBody(({ enterpriseFields, channels }, { extend_fields }) => {
    return { extend_fields: entries(extend_fields as Members[], enterpriseFields, channels) };
  }),
  assignCustomers: inBody(({ customer, agent }, { liable_list }) => {
    const agents = (liable_list as Members[]).map((entry) => ({ ...entry, liable_serviceid: agent }));
    return { confirmids: customer, liable_list: agents };
  }),
  recycleCustomers: inBody(({ customer }) => ({ confirmids: customer })),
  listCustomers: inQuery(({ stage, tags }) => ({ stageid: stage, user_label: tags.slice(0, 2).join(',') })),
  getCustomer: inBody(({ customer }) => ({ id: customer })),
  listBehaviors: inQuery(({ customer }) => ({ userid: customer })),
  saveFollowUp: inBody(({ customer }) => ({ userid: customer })),
  setStage: inBody(({ customer, stage }) => ({ userid: customer, stageid: stage })),
  listAssignments: inBody(({ agent }) => ({ liable_serviceid: agent })),
  listAssignmentStats: inBody(({ agent }) => ({ liable_serviceid: agent })),
  listBlacklist: inQuery(({ customer }) => ({ user_id: customer })),
  addToBlacklist: inBody(({ customer }) => ({ user_id: customer })),
  removeFromBlacklist: inBody(({ customer }) => ({ user_id: customer })),
};

function customerFields({ customerFields, region }: SandboxRecords, exFieldStr: unknown): string {
  return JSON.stringify(entries(JSON.parse(String(exFieldStr)) as Members[], customerFields, region));
}

function entries(given: readonly Members[], ids: readonly string[], options: string): Members[] {
  return given.map((entry, index) => {
    return { ...entry, fieldid: ids[index], ...(index === 2 && { field_value: options }) };
  });
}

/** An example's request with its ids replaced by those of records that the sandbox has, all else the same. */
export function withRecords(key: EndpointKey, request: ApiFixture['request'], records: SandboxRecords): RawRequest {
  const { query, ...rest } = REPLACEMENTS[key]?.(records, request.body) ?? {};
  return { ...request, ...rest, query: { ...request.query, ...query } };
}

/** A new customer, the same in every sandbox, since its ids follow from the seed. */
export async function addCustomer(call: RawCall): Promise<string> {
  const answer = await call({
    method: 'POST',
    path: '/api/scrm/5/user/save',
    query: {},
    headers: { 'content-type': 'application/json' },
    body: { nick: 'Ann', crm_status: 1, tel: '13200000000' },
  });
  return (answer['data'] as { userid: string }).userid;
}

/** Looks up, over HTTP, records that can replace the ids of the examples. */
export async function findRecords(call: RawCall): Promise<SandboxRecords> {
  const list = async (path: string, query: Record<string, string> = {}): Promise<Members[]> => {
    const answer = await call({ method: 'GET', path: `/api/scrm/5/${path}`, query, headers: {} });
    return answer['items'] as Members[];
  };
  const pageOfAll = { page_no: '1', page_size: '100' };
  const groups = await list('label_group/list', pageOfAll);
  const group = String(groups.find(({ is_multiple_choice }) => is_multiple_choice === 1)?.['id']);
  const tags = await list('label/list', { ...pageOfAll, groupid: group });
  const [stage] = await list('user_stage/query_list_by_type');
  const ofCustomers = await list('custom_field/custom_fieid_info_list');
  const ofEnterprises = await list('enterprise/query_custom_field_list');
  return {
    customer: await addCustomer(call),
    group,
    tags: tags.map(({ id }) => String(id)),
    agent: firstAgent(await list('user/user_list')),
    stage: String(stage?.['id']),
    customerFields: fieldIds(ofCustomers, ['Notes', 'Credit limit', 'Region']),
    region: optionValues(ofCustomers, 'Region', ['APAC', 'China', 'Shanghai']),
    enterpriseFields: fieldIds(ofEnterprises, ['About', 'Employees', 'Channels']),
    channels: optionValues(ofEnterprises, 'Channels', ['Web', 'Phone']),
  };
}

function firstAgent(nodes: readonly Members[]): string {
  for (let level = nodes; level.length > 0; ) {
    const agent = level.find(({ type }) => type === 2);
    if (agent) return String(agent['id']);
    level = level.flatMap(({ sub_list }) => (sub_list ?? []) as Members[]);
  }
  throw new Error('the sandbox has no agent');
}

function fieldIds(fields: readonly Members[], names: readonly string[]): string[] {
  return names.map((name) => String(fields.find(({ field_name }) => field_name === name)?.['field_id']));
}

function optionValues(fields: readonly Members[], name: string, options: readonly string[]): string {
  const field = fields.find(({ field_name }) => field_name === name);
  const known = (field?.['cus_field_data_info_list'] ?? []) as Members[];
  return options.map((option) => known.find(({ data_name }) => data_name === option)?.['data_value']).join(',');
}
