import { beforeAll, describe, expect, it } from 'vitest';
import type { EndpointKey } from '../../src/api/endpoints/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { apiFixtures } from '../support/api-fixtures.ts';
import { EXAMPLE_TENANT, type Members, openRawSession, type RawRequest } from '../support/raw-call.ts';
import { addCustomer, findRecords, type SandboxRecords, withRecords } from '../support/sandbox-records.ts';

let records: SandboxRecords;

beforeAll(async () => {
  await using sandbox = await startSandbox(EXAMPLE_TENANT);
  records = await findRecords(await openRawSession(sandbox.url));
});

/** Sends an example's request to a sandbox of its own, which has one customer. */
async function answerTo(key: EndpointKey, request: RawRequest): Promise<Members> {
  await using sandbox = await startSandbox(EXAMPLE_TENANT);
  const call = await openRawSession(sandbox.url);
  expect(await addCustomer(call)).toBe(records.customer);
  return await call(withRecords(key, request, records));
}

describe("the sandbox accepts the document's example", () => {
  it.each(apiFixtures)('of $key', async ({ key, endpoint, fixture }) => {
    const answer = await answerTo(key, fixture.request);
    expect(answer).toMatchObject({ ret_code: '000000' });
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(Object.keys(fixture.answer)));
    expect(endpoint.answer.safeParse(answer).error).toBeUndefined();
  });

  it.each(apiFixtures)('of $key with other ids and nothing else changed', ({ key, fixture }) => {
    expect(withoutIds(withRecords(key, fixture.request, records))).toEqual(withoutIds(fixture.request));
  });
});

describe('what the sandbox lists', () => {
  /** Lists that are never empty for a tenant with one customer. */
  const filled: readonly EndpointKey[] = [
    ...(['listTimezones', 'listLanguages', 'listCountries', 'listTagGroups', 'listTags', 'listCustomerTags'] as const),
    ...(['listStages', 'listSources', 'listAgents', 'listProvinces', 'listCities', 'listAreas'] as const),
    ...(['listCustomerFields', 'listLevels', 'listEnterpriseFields', 'listBehaviors'] as const),
  ];

  it.each(apiFixtures.filter(({ key }) => filled.includes(key)))(
    'for $key has the members of the example',
    async ({ key, fixture }) => {
      const answer = await answerTo(key, fixture.request);
      expect(itemMembers(answer)).toEqual(expect.arrayContaining(itemMembers(fixture.answer)));
    },
  );
});

describe('the sandbox refuses the mistakes of the examples', () => {
  const root = '/api/scrm/5';
  const MISTAKES: readonly [slip: string, key: EndpointKey, wrong: (request: RawRequest) => Partial<RawRequest>][] = [
    ['lable for label', 'updateTag', () => ({ path: `${root}/lable/update` })],
    ['label_group/draw for public_user/assign', 'assignCustomers', () => ({ path: `${root}/label_group/draw` })],
    [
      'the id of a tag to remove in the path',
      'removeTag',
      ({ query }) => ({ path: `${root}/label/remove/${query['id']}`, query: {} }),
    ],
    [
      'groupId for groupid',
      'saveTag',
      ({ body }) => ({ body: { name: 'test', groupId: (body as Members)['groupid'] } }),
    ],
    ['a POST to list customers', 'listCustomers', () => ({ method: 'POST' })],
    ['search_type tel', 'listCustomers', ({ query }) => ({ query: { ...query, search_type: 'tel' } })],
  ];

  it.each(MISTAKES)('%s', async (_, key, wrong) => {
    await using sandbox = await startSandbox(EXAMPLE_TENANT);
    const call = await openRawSession(sandbox.url);
    await addCustomer(call);
    const example = apiFixtures.find((each) => each.key === key)!.fixture.request;
    const right = withRecords(key, example, records);
    expect((await call({ ...right, ...wrong(right) }))['ret_code']).not.toBe('000000');
    expect((await call(right))['ret_code']).toBe('000000');
  });
});

function itemMembers({ items }: Members): string[] {
  return [...new Set((items as Members[]).flatMap((item) => Object.keys(item)))];
}

/** A request in which every possible id is blanked. */
function withoutIds({ method, path, query, body }: RawRequest): unknown {
  const blank = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(blank);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, blank(member)]));
    }
    if (typeof value !== 'string') return value;
    return value.startsWith('[{') ? blank(JSON.parse(value)) : value.replace(/\b([0-9a-f]{32}|\d{15})\b ?/g, 'id');
  };
  return blank({ method, path, query, body });
}
