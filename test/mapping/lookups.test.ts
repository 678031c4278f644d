import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { type LookupCache, LookupUnavailable } from '../../src/mapping/index.ts';
import { compileText, lookupsOf, mapOne, rowOf } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant[Symbol.asyncDispose]());

const lookups = (more: Partial<Parameters<typeof lookupsOf>[0]> = {}) => lookupsOf({ read: tenant.read, ...more });

/** An edit of a customer with these fields besides. */
const edit = (...lines: string[]) =>
  `version: 1\ntarget: customer-update\nfields:\n  id: { const: c1 }\n  nick: { const: x }\n${lines.map((line) => `  ${line}\n`).join('')}`;

async function find(lines: string | readonly string[], row: Record<string, string>) {
  const { payload, problems } = await mapOne(edit(...[lines].flat()), row, lookups());
  if (payload === undefined) return problems.map(({ field, code, message }) => ({ field, code, message }));
  const { id, nick, upset_ex_field_str, ...rest } = payload;
  return rest;
}

describe('names of the tenant', () => {
  test.each([
    ['countryid', 'country', 'Germany', { countryid: '104' }],
    ['proviceid', 'province', 'Hebei Province', { proviceid: '130000', provice_name: 'Hebei Province' }],
    ['timezoneid', 'timezone', 'GMT+08:00 Beijing', { timezoneid: 'Asia/Shanghai' }],
    ['language', 'language', 'German', { language: 'de' }],
    ['remark', 'source', 'call center', { remark: '6' }],
  ])('%s by lookup: %s', async (field, lookup, name, payload) => {
    expect(await find(`${field}: { column: A, lookup: ${lookup} }`, { A: name })).toEqual(payload);
    expect(await find(`${field}: { column: A, lookup: ${lookup} }`, { A: ` ${name.toUpperCase()} ` })).toEqual(payload);
  });

  test('an id is used as it is given', async () => {
    expect(await find('countryid: { column: A, lookup: country }', { A: '104' })).toEqual({ countryid: '104' });
    expect(await find('timezoneid: { column: A, lookup: timezone }', { A: 'Europe/Berlin' })).toEqual({
      timezoneid: 'Europe/Berlin',
    });
  });

  test('an unknown name is reported with suggestions', async () => {
    expect(await find('vip_level: { column: A, lookup: level }', { A: 'VPI1' })).toMatchObject([
      {
        field: 'vip_level',
        code: 'not-found',
        message: expect.stringContaining('matches no VIP level in the CRM. Did you mean "VIP1"'),
      },
    ]);
    expect(await find('vip_level: { column: A, lookup: level }', { A: 'bronze' })).toMatchObject([
      { message: expect.stringContaining('choose from VIP1, VIP2, VIP3') },
    ]);
  });

  test('a name that several share lists them, and each is found by its full name', async () => {
    expect(await find('liable_serviceid: { column: A, lookup: agent }', { A: 'chen jie' })).toMatchObject([
      {
        code: 'ambiguous',
        message: '"chen jie" is the name of 2 agents; write one of Sales East/Chen Jie, Support/Chen Jie',
      },
    ]);
    const east = await find('liable_serviceid: { column: A, lookup: agent }', { A: 'Sales East/Chen Jie' });
    const support = await find('liable_serviceid: { column: A, lookup: agent }', { A: 'support/chen jie' });
    expect(east).toMatchObject({ liable_service_name: 'Chen Jie' });
    expect(support).toMatchObject({ liable_service_name: 'Chen Jie' });
    expect(east).not.toEqual(support);
  });

  test('a name in the mapping itself is checked before a row is read', async () => {
    const text = edit('liable_serviceid: { column: A, values: { LN: Li Na, WW: Wang Way }, lookup: agent }');
    await expect(compileText(text, ['A'], lookups())).rejects.toThrow(
      'mapping.yaml:6:59: "Wang Way" matches no agent in the CRM. Did you mean "Wang Wei"?',
    );
    const fits = edit('liable_serviceid: { column: A, values: { LN: Li Na }, lookup: agent }');
    expect(await mapOne(fits, { A: 'ln' }, lookups())).toMatchObject({ payload: { liable_service_name: 'Li Na' } });
  });

  test('a mapped name is not overwritten by the one that was found', async () => {
    const found = await find(['liable_serviceid: { column: A, lookup: agent }', 'liable_service_name: B'], {
      A: 'Li Na',
      B: 'Lina',
    });
    expect(found).toMatchObject({ liable_service_name: 'Lina' });
  });

  test('tags are found by Tag or Group/Tag, several at a time', async () => {
    const text = 'version: 1\ntarget: customer-tags\nfields:\n  id: { const: c1 }\n  list: { column: A, split: ";" }\n';
    const { payload } = await mapOne(text, { A: 'Status/Hot; premium; Premium' }, lookups());
    expect(payload?.['list']).toMatchObject([{ name: 'Hot' }, { name: 'Premium' }]);
    const { problems } = await mapOne(text, { A: 'Premium; Hot' }, lookups());
    expect(problems).toMatchObject([
      {
        code: 'ambiguous',
        message: expect.stringContaining(
          'contains "Hot", which is the name of 2 tags; write one of Status/Hot, Interest/Hot',
        ),
      },
    ]);
  });

  test('a department returns the path of its ids', async () => {
    const text =
      'version: 1\ntarget: assignment\nfields:\n  confirmids: { const: c1 }\n  assign_biz_type: { const: 1 }\n  liable_serviceid: { const: Li Na, lookup: agent }\n  liable_departmentid: { column: A, lookup: department }\n';
    const { payload } = await mapOne(text, { A: 'Sales East' }, lookups());
    expect(payload?.['liable_list']).toMatchObject([
      { liable_service_name: 'Li Na', liable_departmentid: expect.stringMatching(/^\w{32}\|\w{32}\|\w{32}$/) },
    ]);
  });
});

test('a column mapped to the wrong lookup does not stall the run', async () => {
  const agents = Array.from({ length: 5_000 }, (_, index) => ({
    id: `a${index}`,
    name: `Agent number ${index}`,
    type: 2,
    sub_list: [],
  }));
  const mapper = await compileText(
    edit('liable_serviceid: { column: A, lookup: agent }'),
    ['A'],
    lookupsOf({ read: async ({ name }) => (name === endpoints.listAgents.name ? agents : []) }),
  );
  const rows = 20_000;
  const start = performance.now();
  let rejected = 0;
  for (let index = 0; index < rows; index++) {
    const mapped = mapper.map(rowOf([`No agent ${index}, but a note`]));
    if (!(mapped instanceof Promise) && mapped.problems[0]?.code === 'not-found') rejected += 1;
  }
  expect(rejected).toBe(rows);
  expect(performance.now() - start).toBeLessThan(30_000);
});

describe('provinces, cities and areas', () => {
  const lines = [
    'areaid: { column: C, lookup: area }',
    'cityid: { column: B, lookup: city }',
    'proviceid: { column: A, lookup: province }',
  ];

  test('are each looked up within the level above, whatever the order in the mapping', async () => {
    expect(await find(lines, { A: 'Jilin Province', B: 'Changchun City', C: 'Chaoyang District' })).toEqual({
      proviceid: '220000',
      provice_name: 'Jilin Province',
      cityid: '220100',
      city_name: 'Changchun City',
      areaid: '220104',
      area_name: 'Chaoyang District',
    });
    expect(await find(lines, { A: 'Beijing', B: 'Beijing City', C: 'Chaoyang District' })).toMatchObject({
      areaid: '110105',
    });
  });

  test('a city in two provinces is identified by its province', async () => {
    expect(await find(lines, { A: 'Hebei Province', B: 'Xinhua City', C: '' })).toMatchObject({ cityid: '139900' });
    expect(await find(lines, { A: 'Guangdong Province', B: 'Xinhua City', C: '' })).toMatchObject({ cityid: '449900' });
    expect(await find('cityid: { column: B, lookup: city }', { B: 'Xinhua City' })).toMatchObject([
      {
        code: 'ambiguous',
        message: expect.stringContaining('write one of Hebei Province/Xinhua City, Guangdong Province/Xinhua City'),
      },
    ]);
    expect(await find('cityid: { column: B, lookup: city }', { B: 'Hebei Province/Xinhua City' })).toMatchObject({
      cityid: '139900',
    });
  });

  test('a city elsewhere is not found', async () => {
    expect(await find(lines, { A: 'Tianjin', B: 'Xinhua City', C: '' })).toMatchObject([
      { field: 'cityid', code: 'not-found' },
    ]);
  });

  test('a wrong province is reported once, not again for its city and area', async () => {
    expect(await find(lines, { A: 'Atlantis', B: 'Xinhua City', C: 'Xinhua District' })).toMatchObject([
      { field: 'proviceid' },
    ]);
  });

  test('an area without a city is reported', async () => {
    expect(await find(lines, { A: '', B: '', C: 'Chaoyang District' })).toMatchObject([
      { field: 'areaid', code: 'parent-missing' },
    ]);
  });
});

describe('lists', () => {
  /** A cache in memory, as the ledger keeps it. */
  function memoryCache(): LookupCache & {
    readonly kept: Map<string, { rows: readonly unknown[]; fetchedAt: number }>;
  } {
    const kept = new Map<string, { rows: readonly unknown[]; fetchedAt: number }>();
    return {
      kept,
      get: async (name) => kept.get(name),
      set: async (name, rows, fetchedAt) => {
        kept.set(name, { rows, fetchedAt });
      },
    };
  }
  const text = edit('countryid: { column: A, lookup: country }');
  const countries = () => tenant.calls.filter((name) => name === endpoints.listCountries.name).length;

  test('are read once per run, although many fields and rows need them', async () => {
    const shared = lookups();
    const before = countries();
    for (let round = 0; round < 3; round++) {
      const mapper = await compileText(text, ['A'], shared);
      expect(mapper.map(rowOf(['Germany']))).not.toBeInstanceOf(Promise);
    }
    expect(countries() - before).toBe(1);
  });

  test('are cached between runs for the time to live, and not longer', async () => {
    const cache = memoryCache();
    let now = 1_000_000;
    const before = countries();
    const run = () => mapOne(text, { A: 'Germany' }, lookups({ cache, ttlMs: 60_000, now: () => now }));
    await run();
    now += 59_999;
    await run();
    expect(countries() - before).toBe(1);
    now += 1;
    await run();
    expect(countries() - before).toBe(2);
  });

  test('from the cache are read again for a name that they do not have', async () => {
    const cache = memoryCache();
    await cache.set('user/get_country en', [{ countryid: '1', country_name: 'Prussia' }], 1_000);
    const before = countries();
    const mapper = await compileText(text, ['A'], lookups({ cache, now: () => 2_000 }));
    expect(mapper.map(rowOf(['Prussia']))).toMatchObject({ payload: { countryid: '1' } });
    const pending = mapper.map(rowOf(['Germany']));
    expect(pending).toBeInstanceOf(Promise);
    expect(await pending).toMatchObject({ payload: { countryid: '104' } });
    expect(await mapper.map(rowOf(['Prussia again']))).toMatchObject({ problems: [{ code: 'not-found' }] });
    expect(countries() - before).toBe(1);
  });

  test('of any age are used offline, and one that is not cached is named', async () => {
    const cache = memoryCache();
    await mapOne(text, { A: 'Germany' }, lookups({ cache, now: () => 0 }));
    const before = tenant.calls.length;
    const offline = { cache, offline: true, now: () => 10 ** 12 };
    expect(await mapOne(text, { A: 'Germany' }, lookups(offline))).toMatchObject({ payload: { countryid: '104' } });
    await expect(
      mapOne(edit('vip_level: { column: A, lookup: level }'), { A: 'VIP1' }, lookups(offline)),
    ).rejects.toThrow(LookupUnavailable);
    await expect(
      mapOne(edit('vip_level: { column: A, lookup: level }'), { A: 'VIP1' }, lookups(offline)),
    ).rejects.toThrow('"Query Customer Level" is needed offline');
    expect(tenant.calls.length).toBe(before);
  });

  test('that cannot be read end the compilation, and can be read again later', async () => {
    let fails = true;
    const flaky = lookups({
      read: (endpoint, input) => (fails ? Promise.reject(new Error('gateway')) : tenant.read(endpoint, input)),
    });
    await expect(compileText(text, ['A'], flaky)).rejects.toThrow('gateway');
    fails = false;
    await expect(compileText(text, ['A'], flaky)).resolves.toBeDefined();
  });
});
