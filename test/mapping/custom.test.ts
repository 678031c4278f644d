import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { Cell } from '../../src/files/row.ts';
import { MappingError } from '../../src/mapping/index.ts';
import { compileText, lookupsOf, mapOne } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
/** Field ids by name, and option values by `Field/Option`. */
const ids = new Map<string, string>();

beforeAll(async () => {
  tenant = await startTenant();
  const { items } = await tenant.client.call(endpoints.listCustomerFields, {});
  for (const field of items) {
    ids.set(field.field_name ?? '', field.field_id);
    for (const option of field.cus_field_data_info_list)
      ids.set(`${field.field_name}/${option.data_name}`, option.data_value);
  }
});
afterAll(() => tenant[Symbol.asyncDispose]());

const text = (...lines: string[]) =>
  `version: 1\ntarget: customer\nfields:\n  nick: { const: x }\n  crm_status: { const: 1 }\ncustom:\n${lines.map((line) => `  ${line}\n`).join('')}`;

/** The custom fields of a mapped row by name, or its problems. */
async function custom(line: string | readonly string[], row: Record<string, Cell>) {
  const { payload, problems } = await mapOne(text(...[line].flat()), row, lookupsOf({ read: tenant.read }));
  if (payload === undefined) return problems;
  const entries = JSON.parse(String(payload['ex_field_str'] ?? '[]')) as { fieldid: string; field_value: string }[];
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  return Object.fromEntries(entries.map(({ fieldid, field_value }) => [names.get(fieldid), field_value]));
}

describe('a custom field', () => {
  test('is found by name, variable or id', async () => {
    for (const name of ['Credit limit', 'credit LIMIT', 'customField5', ids.get('Credit limit') ?? '']) {
      expect(await custom(`${JSON.stringify(name)}: A`, { A: '12' })).toEqual({ 'Credit limit': '12' });
    }
  });

  test('is omitted if its cell is blank, or cleared if the mapping says so', async () => {
    expect((await mapOne(text('Notes: A'), { A: '' }, lookupsOf({ read: tenant.read }))).payload).toEqual({
      nick: 'x',
      crm_status: 1,
    });
    expect(await custom('Notes: { column: A, blank: clear }', { A: '' })).toEqual({ Notes: '' });
  });

  test('can be the same for every row', async () => {
    expect(await custom('Plan: { const: Pro }', { A: '' })).toEqual({ Plan: ids.get('Plan/Pro') });
    expect(await custom('Interests: { const: [Music, Travel] }', { A: '' })).toEqual({
      Interests: `${ids.get('Interests/Music')},${ids.get('Interests/Travel')}`,
    });
  });

  test('can be computed', async () => {
    expect(await custom("Credit limit: { expr: '$number(A) * 2' }", { A: '21' })).toEqual({ 'Credit limit': '42' });
  });
});

describe('its type decides what a cell can contain', () => {
  test.each<[string, Cell, unknown]>([
    ['Notes', '"quotes" \\ and\nbreaks 😀', '"quotes" \\ and\nbreaks 😀'],
    ['History', 'a\u2028b\u0000', 'a\u2028b'],
    ['History', 'a"\\b\tc\nd', 'a"\\b\tc\nd'],
    ['Birthday', '2025-04-03', '2025-04-03'],
    ['Birthday', { kind: 'date', text: '2025-04-03' }, '2025-04-03'],
    ['Call time', '9:30', '09:30'],
    ['Credit limit', '130434199909099898', '130434199909099898'],
    ['Credit limit', { kind: 'number', text: '1,234.50', value: 1234.5 }, '1234.5'],
    ['Credit limit', { kind: 'number', text: '1E+20', value: 1e20 }, '100000000000000000000'],
  ])('%s: %j', async (name, cell, value) => {
    expect(await custom(`${name}: A`, { A: cell })).toEqual({ [name]: value });
  });

  test.each<[string, Cell, string]>([
    ['Birthday', '03/04/2025', 'ambiguous-date'],
    ['Birthday', 'spring', 'bad-date'],
    ['Call time', '25:00', 'bad-time'],
    ['Credit limit', '1,234', 'bad-number'],
    ['Credit limit', '12k', 'bad-number'],
    ['Credit limit', { kind: 'number', text: '1E-300', value: 1e-300 }, 'bad-number'],
    ['Favourite fruit', 'Mango', 'not-found'],
    ['Plan', 'free;pro', 'not-found'],
  ])('%s: %j is rejected', async (name, cell, code) => {
    expect(await custom(`${name}: A`, { A: cell })).toMatchObject([{ code, field: name, column: 'A' }]);
  });
});

describe('options', () => {
  test('are found by name, param, value and id', async () => {
    const value = ids.get('Favourite fruit/Watermelon') ?? '';
    for (const name of ['Watermelon', 'WATERMELON', 'xigua', value]) {
      expect(await custom('Favourite fruit: A', { A: name })).toEqual({ 'Favourite fruit': value });
    }
  });

  test('several are split, each counts once', async () => {
    expect(await custom('Interests: { column: A, split: ";" }', { A: 'music; Travel;Music' })).toEqual({
      Interests: `${ids.get('Interests/Music')},${ids.get('Interests/Travel')}`,
    });
  });

  test('several without split get advice to set it', async () => {
    expect(await custom('Interests: A', { A: 'Music; Travel' })).toMatchObject([
      { message: expect.stringContaining('For several options, set split') },
    ]);
  });

  test('one too many is rejected', async () => {
    expect(await custom('Plan: { column: A, split: ";" }', { A: 'Free; Pro' })).toMatchObject([{ code: 'too-many' }]);
  });

  test('the message names the wrong one of several', async () => {
    expect(await custom('Interests: { column: A, split: ";" }', { A: 'Music; Fishin' })).toMatchObject([
      {
        message:
          '"Music; Fishin" contains "Fishin", which matches no Interests option in the CRM. Did you mean "Fishing"?',
      },
    ]);
  });
});

describe('a cascade', () => {
  const path = (...names: string[]) => names.map((name) => ids.get(`Region/${name}`)).join(',');

  test('is a path of columns, blank levels at its end', async () => {
    const line = 'Region: { column: [A, B, C], path: true }';
    expect(await custom(line, { A: 'APAC', B: 'China', C: 'Shanghai' })).toEqual({
      Region: path('APAC', 'China', 'Shanghai'),
    });
    expect(await custom(line, { A: 'EMEA', B: 'France', C: '' })).toEqual({ Region: path('EMEA', 'France') });
    expect(await custom(line, { A: '', B: '', C: '' })).toEqual({});
  });

  test('can be in one cell', async () => {
    expect(await custom('Region: { column: A, split: "/", path: true }', { A: 'APAC/china/Beijing' })).toEqual({
      Region: path('APAC', 'China', 'Beijing'),
    });
    expect(await custom('Region: A', { A: 'APAC > China > Beijing' })).toEqual({
      Region: path('APAC', 'China', 'Beijing'),
    });
    expect(await custom('Region: A', { A: 'EMEA' })).toEqual({ Region: path('EMEA') });
  });

  test('is identified by its last name where that is unique in the tree', async () => {
    expect(await custom('Region: A', { A: 'Berlin' })).toEqual({ Region: path('EMEA', 'Germany', 'Berlin') });
  });

  test.each([
    [{ A: 'APAC', B: 'Germany', C: '' }, 'contains "Germany", which matches no Region option below APAC'],
    [{ A: 'APAC', B: '', C: 'Shanghai' }, 'leaves a level blank'],
    [
      { A: 'APAC', B: 'Singapore', C: 'Shanghai' },
      'contains "Shanghai", which comes after an option that has no further level',
    ],
    [{ A: 'Asia', B: '', C: '' }, 'matches no Region option'],
  ])('with an unknown path is rejected: %j', async (row, message) => {
    const [problem] = (await custom('Region: { column: [A, B, C], path: true }', row)) as unknown as {
      message: string;
      column: string;
    }[];
    expect(problem?.message).toContain(message);
    expect(problem?.column).toBe('A, B, C');
  });

  test('is looked up level by level where the tenant has no tree', async () => {
    const flat: typeof tenant.read = async (endpoint, input) =>
      ((await tenant.read(endpoint, input)) as { cus_field_data_info_list: object[] }[]).map((field) => ({
        ...field,
        cus_field_data_info_list: field.cus_field_data_info_list.map((option) => ({
          ...option,
          parent_data_id: undefined,
        })),
      }));
    const row = await mapOne(
      text('Region: { column: A, split: "/", path: true }'),
      { A: 'APAC/China/Shanghai' },
      lookupsOf({ read: flat }),
    );
    expect(row.payload?.['ex_field_str']).toContain(`"${path('APAC', 'China', 'Shanghai')}"`);
  });
});

describe('before a row is read', () => {
  async function errorOf(lines: readonly string[], sources: Partial<Parameters<typeof lookupsOf>[0]> = {}) {
    const error = await compileText(text(...lines), ['A'], lookupsOf({ read: tenant.read, ...sources })).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MappingError);
    return (error as MappingError).message;
  }

  test('an unknown field suggests the nearest', async () => {
    expect(await errorOf(['Favorite fruit: A'])).toContain(
      'mapping.yaml:7:3: "Favorite fruit" is not a custom field of the tenant. Did you mean "Favourite fruit"?',
    );
    expect(await errorOf(['Shoe size: A'])).toContain('Birthday (customField3)');
  });

  test('a field that is mapped twice is reported', async () => {
    expect(await errorOf(['Plan: A', 'customField8: A'])).toContain(
      '"customField8" and "Plan" are the same custom field.',
    );
  });

  test('two fields of the same name are distinguished by variable', async () => {
    const twins: typeof tenant.read = async (endpoint, input) => {
      const [first, second, ...rest] = (await tenant.read(endpoint, input)) as object[];
      return [{ ...first, field_name: 'Twin' }, { ...second, field_name: 'Twin' }, ...rest];
    };
    expect(await errorOf(['Twin: A'], { read: twins })).toContain(
      '"Twin" is the name of 2 custom fields; write one of customField1, customField2.',
    );
    const mapper = await compileText(text('customField2: A'), ['A'], lookupsOf({ read: twins }));
    expect(await mapper.map({ number: 2, cells: ['x'] })).toHaveProperty('payload.ex_field_str');
  });

  test('a value that is not an option is reported', async () => {
    expect(await errorOf(['Plan: { column: A, values: { gold: Enterprize, none: null } }'])).toContain(
      'mapping.yaml:7:38: "Enterprize" matches no Plan option in the CRM. Did you mean "Enterprise"?',
    );
  });

  test('a constant that is not an option is reported', async () => {
    expect(await errorOf(['Plan: { const: Gold }'])).toContain(
      'mapping.yaml:7:18: "Gold" matches no Plan option in the CRM; choose from Free, Pro, Enterprise.',
    );
  });
});

describe('a field that the tenant requires', () => {
  let strict: SandboxTenant;
  beforeAll(async () => {
    strict = await startTenant({ requiredCustomFields: ['Favourite fruit'] });
  });
  afterAll(() => strict[Symbol.asyncDispose]());

  test('must be mapped when records are created, and the message shows the line', async () => {
    const plain = 'version: 1\ntarget: customer\nfields:\n  nick: A\n  crm_status: { const: 1 }\n';
    await expect(compileText(plain, ['A', 'Fruit'], lookupsOf({ read: strict.read }))).rejects.toThrow(
      'The tenant requires the custom field "Favourite fruit" (customField6), which is not mapped. Add to custom: Favourite fruit: Fruit',
    );
  });

  test('need not be mapped when records are edited', async () => {
    const edit = 'version: 1\ntarget: customer-update\nfields:\n  id: A\n  nick: A\n';
    await expect(compileText(edit, ['A'], lookupsOf({ read: strict.read }))).resolves.toBeDefined();
  });

  test('must not be blank', async () => {
    const row = await mapOne(text('Favourite fruit: A'), { A: '' }, lookupsOf({ read: strict.read }));
    expect(row.problems).toMatchObject([{ code: 'required', field: 'Favourite fruit', column: 'A' }]);
  });
});

test('enterprises take theirs as a list', async () => {
  const mapping = 'version: 1\ntarget: enterprise\nfields:\n  enterprise_name: A\ncustom:\n  Industry: B\n  About: C\n';
  const { payload } = await mapOne(mapping, { A: 'Acme', B: 'software', C: '"x"' }, lookupsOf({ read: tenant.read }));
  expect(payload?.['extend_fields']).toMatchObject([
    { field_value: expect.stringMatching(/^\d+$/) },
    { field_value: '"x"' },
  ]);
  await expect(tenant.client.call(endpoints.saveEnterprise, payload as never)).resolves.toMatchObject({
    ret_code: '000000',
  });
});

test('only the beginning of a long text that is not an option is shown', async () => {
  const problems = await custom('Interests: { column: Hobby, split: ";" }', { Hobby: `${'x'.repeat(5000)};Fishing` });
  expect(problems).toMatchObject([{ code: 'not-found', message: expect.stringMatching(/^.{20,400}$/) }]);
});

test.each([
  ['.5', '0.5'],
  ['-.5', '-0.5'],
  ['5.', '5'],
  ['+5', '5'],
])('a number field reads %s as %s', async (written, sent) => {
  expect(await custom('Credit limit: A', { A: written })).toEqual({ 'Credit limit': sent });
});

test.each(['.', '-', '1.2.3', '5,5', '1e5'])('a number field rejects %s', async (written) => {
  expect(await custom('Credit limit: A', { A: written })).toMatchObject([{ code: 'bad-number' }]);
});
