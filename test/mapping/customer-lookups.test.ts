import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { compileText, lookupsOf, mapOne, rowOf } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
const ids = new Map<string, string>();

beforeAll(async () => {
  tenant = await startTenant();
  const people = [
    { nick: 'Ana', email: 'ana@example.com', tel: '+34600111222', partnerid: '007' },
    { nick: 'Ana Maria', email: 'ana@example.com.mx', tel: '+346001112223', partnerid: '0071' },
    { nick: 'Twin', email: 'one@example.com', partnerid: '1' },
    { nick: 'Twin', email: 'two@example.com', partnerid: '2' },
  ];
  for (const person of people) {
    const answer = await tenant.client.call(endpoints.saveCustomer, { ...person, crm_status: 1 });
    ids.set(person.email, answer.data.userid);
  }
  const acme = await tenant.client.call(endpoints.saveEnterprise, { enterprise_name: 'Acme, Inc.' });
  ids.set('acme', acme.item);
  await tenant.client.call(endpoints.saveCustomer, {
    nick: 'Bo',
    email: 'bo@acme.example',
    crm_status: 1,
    enterpriseid: acme.item,
    enterprise_name: 'Acme, Inc.',
  });
});
afterAll(() => tenant[Symbol.asyncDispose]());

const unlist = (by: string) =>
  `version: 1\ntarget: unblacklist\nfields:\n  user_id: { column: A, lookup: customer, by: ${by} }\n`;

function find(by: string, text: string, more: Partial<Parameters<typeof lookupsOf>[0]> = {}) {
  return mapOne(unlist(by), { A: text }, lookupsOf({ read: tenant.read, ...more }));
}

describe('a customer is found', () => {
  test.each([
    ['email', 'ana@example.com'],
    ['email', 'ANA@Example.com'],
    ['tel', '+34600111222'],
    ['nick', 'Ana'],
    ['partnerid', '007'],
  ])('by %s %s, though the API finds more that contain it', async (by, text) => {
    expect(await find(by, text)).toEqual({ payload: { user_id: ids.get('ana@example.com') }, problems: [] });
  });

  test('by an id as it is, without a request', async () => {
    const before = tenant.calls.length;
    expect(await find('id', 'abc')).toMatchObject({ payload: { user_id: 'abc' } });
    expect(tenant.calls.length).toBe(before);
  });

  test('among ids that an earlier run learned, before the API is asked', async () => {
    const before = tenant.calls.length;
    const learned = async (target: string, key: string, field?: string) =>
      target === 'customer' && key === '007' && field === 'partnerid' ? 'learned-id' : undefined;
    expect(await find('partnerid', '007', { learned })).toMatchObject({ payload: { user_id: 'learned-id' } });
    expect(tenant.calls.length).toBe(before);
    expect(await find('nick', 'Ana', { learned })).toMatchObject({ payload: { user_id: ids.get('ana@example.com') } });
  });
});

describe('a customer is not found', () => {
  test.each([
    ['email', 'ana@example'],
    ['tel', '600111222'],
    ['nick', 'An'],
    ['partnerid', '7'],
  ])('by a part of %s: %s', async (by, text) => {
    expect(await find(by, text)).toEqual({
      problems: [
        {
          code: 'not-found',
          message: `"${text}" is not the ${by} of any customer`,
          field: 'user_id',
          column: 'A',
          value: text,
        },
      ],
    });
  });

  test('where several match, and they are listed', async () => {
    const { problems } = await find('nick', 'Twin');
    expect(problems).toMatchObject([{ code: 'ambiguous' }]);
    for (const email of ['one@example.com', 'two@example.com'])
      expect(problems[0]?.message).toContain(`Twin (${ids.get(email)})`);
  });

  test('offline, unless an earlier run learned it', async () => {
    expect(await find('email', 'ana@example.com', { offline: true })).toMatchObject({
      problems: [{ code: 'offline' }],
    });
    expect(await find('email', 'ana@example.com', { offline: true, learned: async () => 'learned-id' })).toMatchObject({
      payload: { user_id: 'learned-id' },
    });
  });
});

describe('the API is asked', () => {
  test('once for each distinct value, even while the response is pending', async () => {
    const mapper = await compileText(unlist('email'), ['A'], lookupsOf({ read: tenant.read }));
    const before = tenant.calls.length;
    const emails = ['ana@example.com', 'one@example.com', 'nobody@example.com'];
    const rows = Array.from({ length: 60 }, (_, index) => mapper.map(rowOf([emails[index % 3] ?? ''], index + 2)));
    await Promise.all(rows);
    expect(tenant.calls.length - before).toBe(3);
    expect(mapper.map(rowOf(['ana@example.com']))).not.toBeInstanceOf(Promise);
  });

  test('once for the whole list if the API cannot search, in pages if possible', async () => {
    const mapper = await compileText(unlist('partnerid'), ['A'], lookupsOf({ read: tenant.read }));
    const before = tenant.calls.length;
    await Promise.all(['007', '1', '2', '3'].map((id) => mapper.map(rowOf([id]))));
    expect(tenant.calls.length - before).toBe(1);
    async function* pages() {
      yield [{ id: 'p1', partnerid: '1' }];
      yield [
        { id: 'p2', partnerid: '2' },
        { id: 'p3', partnerid: '2' },
      ];
    }
    expect(await find('partnerid', '1', { pages })).toMatchObject({ payload: { user_id: 'p1' } });
    expect(await find('partnerid', '2', { pages })).toMatchObject({ problems: [{ code: 'ambiguous' }] });
  });

  test('again after it failed', async () => {
    let fails = true;
    const read: typeof tenant.read = (endpoint, input) =>
      fails ? Promise.reject(new Error('gateway')) : tenant.read(endpoint, input);
    const mapper = await compileText(unlist('email'), ['A'], lookupsOf({ read }));
    await expect(mapper.map(rowOf(['ana@example.com']))).rejects.toThrow('gateway');
    fails = false;
    expect(await mapper.map(rowOf(['ana@example.com']))).toMatchObject({
      payload: { user_id: ids.get('ana@example.com') },
    });
  });
});

describe('an enterprise is found', () => {
  const text =
    'version: 1\ntarget: customer\nfields:\n  nick: { const: x }\n  crm_status: { const: 1 }\n  enterpriseid: { column: A, lookup: enterprise }\n';
  const company = (name: string, more: Partial<Parameters<typeof lookupsOf>[0]> = {}) =>
    mapOne(text, { A: name }, lookupsOf({ read: tenant.read, ...more }));

  test('by the key of an earlier import', async () => {
    const learned = async (target: string, key: string) =>
      target === 'enterprise' && key === 'E-1' ? 'learned-id' : undefined;
    expect(await company('E-1', { learned })).toMatchObject({ payload: { enterpriseid: 'learned-id' } });
  });

  test('by the company of a customer, with its name', async () => {
    expect(await company('acme, inc.')).toMatchObject({
      payload: { enterpriseid: ids.get('acme'), enterprise_name: 'Acme, Inc.' },
    });
  });

  test('by its id as it is', async () => {
    const id = 'f'.repeat(32);
    expect(await company(id)).toMatchObject({ payload: { enterpriseid: id } });
  });

  test('or the message says what to do', async () => {
    expect(await company('Acme')).toMatchObject({
      problems: [{ code: 'not-found', message: expect.stringContaining('import enterprises first') }],
    });
    expect(await company('Acme, Inc.', { offline: true })).toMatchObject({ problems: [{ code: 'offline' }] });
  });
});

describe("an edit without a mapped nickname keeps the customer's name", () => {
  const edit = (id: string) => `version: 1\ntarget: customer-update\nfields:\n  id: ${id}\n  remark: R\n`;
  const byMail = '{ column: A, lookup: customer, by: email }';

  test.each([
    [byMail, () => 'ana@example.com'],
    ['{ column: A, lookup: customer, by: partnerid }', () => '007'],
    ['{ column: A, lookup: customer, by: id }', () => ids.get('ana@example.com') ?? ''],
    ['A', () => ids.get('ana@example.com') ?? ''],
  ])('found by %s', async (id, text) => {
    const { payload, problems } = await mapOne(edit(id), { A: text(), R: 'x' }, lookupsOf({ read: tenant.read }));
    expect(problems).toEqual([]);
    expect(payload).toMatchObject({ id: ids.get('ana@example.com'), nick: 'Ana', remark: 'x' });
  });

  test('also where an earlier run has learned the id', async () => {
    const learned = async () => ids.get('ana@example.com');
    const { payload } = await mapOne(edit(byMail), { A: 'x@y.z', R: '' }, lookupsOf({ read: tenant.read, learned }));
    expect(payload).toMatchObject({ nick: 'Ana' });
  });

  test.each([
    ['A', 'no-such-id', 'is a customer who cannot be read'],
    [byMail, 'nobody@example.com', 'is not the email of any customer'],
  ])('and where there is none (%s) the row is rejected for its id', async (id, text, reason) => {
    const { payload, problems } = await mapOne(edit(id), { A: text, R: 'x' }, lookupsOf({ read: tenant.read }));
    expect(payload).toBeUndefined();
    expect(problems).toMatchObject([{ field: 'id', code: 'not-found', message: expect.stringContaining(reason) }]);
  });

  test('a blank nickname is a problem of its own column', async () => {
    const text = `${edit('A')}  nick: N\n`;
    expect((await mapOne(text, { A: '1', R: 'x', N: '' })).problems).toMatchObject([{ field: 'nick', column: 'N' }]);
  });
});
