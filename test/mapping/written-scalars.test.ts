import { describe, expect, test } from 'vitest';
import { MappingError, parseMapping } from '../../src/mapping/index.ts';
import { customerMapping, mapOne } from '../support/map-rows.ts';

/** What a field of a customer becomes, or the row's problems. */
async function field(line: string, row: Record<string, string> = { A: 'x' }) {
  const { payload, problems } = await mapOne(
    customerMapping(`fields:\n  nick: { const: x }\n  crm_status: { const: 1 }\n  ${line}\n`),
    row,
  );
  if (payload === undefined) return problems;
  const { nick: _, crm_status: __, ...rest } = payload;
  return rest;
}

describe('a value in a mapping is its source text', () => {
  test.each([
    '0170123',
    '12345678901234567890',
    '+49170',
    '007',
    '1.50',
    '1e3',
    '.5',
    '0x1F',
    '0o17',
    '-0',
    'True',
    'NaN',
    '.inf',
    '2024-01-01',
  ])('%s as a constant, a value, and otherwise', async (text) => {
    expect(await field(`remark: { const: ${text} }`)).toEqual({ remark: text });
    expect(await field(`remark: { column: A, values: { x: ${text} } }`)).toEqual({ remark: text });
    expect(await field(`remark: { column: A, values: { y: z }, otherwise: ${text} }`)).toEqual({ remark: text });
    expect(await field(`remark: { column: A, transform: [{ default: ${text} }] }`, { A: '' })).toEqual({
      remark: text,
    });
  });

  test.each(['01', '+1', '1.0', '1e3', 'TRUE', 'null', 'NULL', '~'])('%s as what a column holds', async (text) => {
    expect(await field(`remark: { column: A, values: { ${text}: found, other: 0 } }`, { A: text })).toEqual({
      remark: 'found',
    });
  });

  test('also through an alias, and in a list', async () => {
    const mapping = customerMapping(
      'source: { header: &one 1 }\nfields:\n  nick: { const: &x 007 }\n  remark: { const: *x }\n  qq: { const: *one }\n  crm_status: { const: 1 }\n',
    );
    expect((await mapOne(mapping, { A: '' })).payload).toMatchObject({ nick: '007', remark: '007', qq: '1' });
    expect(await field('remark: { const: [01, 02] }')).toEqual({ remark: '01,02' });
  });

  test('1 and 01 are two names; a duplicate is reported', async () => {
    const two = 'remark: { column: A, values: { 1: one, 01: padded } }';
    expect(await field(two, { A: '1' })).toEqual({ remark: 'one' });
    expect(await field(two, { A: '01' })).toEqual({ remark: 'padded' });
    const twice = customerMapping('fields:\n  nick: { column: A, values: { 01: a, "01": b } }\n');
    expect(() => parseMapping(twice, 'm.yaml')).toThrow(MappingError);
  });
});

describe('a value of a number field', () => {
  test.each(['1', '01', '+1', '1.0'])('%s is code 1', async (text) => {
    expect(await field(`sex: { const: ${text} }`)).toEqual({ sex: 1 });
    expect(await field('sex: A', { A: text })).toEqual({ sex: 1 });
  });

  test.each(['1.5', '-1', '10', '0x1'])('%s is none', (text) => {
    const mapping = customerMapping(
      `fields:\n  nick: { const: x }\n  crm_status: { const: 1 }\n  sex: { const: ${text} }\n`,
    );
    return expect(mapOne(mapping, { A: '' })).rejects.toThrow(`"${text}" is not one of`);
  });

  test('null leaves the field out', async () => {
    expect(await field('remark: { column: A, values: { x: null } }')).toEqual({});
  });
});

test('limits count characters as the API does: an emoji is one', async () => {
  expect(await field('uname: A', { A: '😀'.repeat(50) })).toEqual({ uname: '😀'.repeat(50) });
  expect(await field('uname: A', { A: '😀'.repeat(51) })).toMatchObject([
    { code: 'too-long', message: expect.stringContaining('has 51 characters, but at most 50 are allowed') },
  ]);
  expect(await field('uname: { column: A, transform: [{ slice: 50 }] }', { A: '😀'.repeat(51) })).toEqual({
    uname: '😀'.repeat(50),
  });
});

describe('telephone numbers', () => {
  const byCountry = 'tel: { column: A, transform: [{ phone: { countryColumn: Country } }] }';
  test.each([
    ['030 901820', 'Germany', '+4930901820'],
    ['030 901820', 'DE', '+4930901820'],
    ['030 901820', 'Deutschland', '+4930901820'],
    ['138 0013 8000', '中国', '+8613800138000'],
    ['138 0013 8000', 'P.R. China', '+8613800138000'],
    ['020 7946 0018', 'UK', '+442079460018'],
    ['(213) 373-4253', 'USA', '+12133734253'],
    ['+49 30 901820', '', '+4930901820'],
    ['+49 30 901820', 'China', '+4930901820'],
  ])('%s of %s is %s', async (number, country, expected) => {
    expect(await field(byCountry, { A: number, Country: country })).toEqual({ tel: expected });
  });

  test.each([
    [
      '030 901820',
      'China',
      'is not a valid telephone number in CN; write a foreign number with + and its country code',
    ],
    ['030 901820', 'Atlantis', 'the column "Country" has the unknown country "Atlantis"'],
    ['030 901820', '', 'has no + and country code, and the column "Country" is blank'],
  ])('%s of "%s" is rejected', async (number, country, reason) => {
    expect(await field(byCountry, { A: number, Country: country })).toMatchObject([
      { code: 'bad-phone', column: 'A', message: expect.stringContaining(reason) },
    ]);
  });

  test('the default country counts where the column is blank', async () => {
    const line = 'tel: { column: A, transform: [{ phone: { countryColumn: Country, country: DE } }] }';
    expect(await field(line, { A: '030 901820', Country: '' })).toEqual({ tel: '+4930901820' });
    expect(await field(line, { A: '138 0013 8000', Country: 'CN' })).toEqual({ tel: '+8613800138000' });
  });

  test('a number that does not exist in the country is rejected, not guessed', async () => {
    for (const number of ['030 901820', '30901820']) {
      expect(await field('tel: { column: A, transform: [{ phone: CN }] }', { A: number })).toMatchObject([
        { code: 'bad-phone' },
      ]);
    }
  });

  test.each(['+49 30 901820 ext. 12', '+49 30 901820 x12', '+1 213 373 4253 #7'])(
    'an extension is rejected, not dropped: %s',
    async (number) => {
      expect(await field('tel: { column: A, transform: [phone] }', { A: number })).toMatchObject([
        { code: 'phone-extension', column: 'A', message: expect.stringContaining('has the extension') },
      ]);
    },
  );

  test('a missing column of countries is reported with its position', async () => {
    await expect(field(byCountry, { A: '1', Land: 'x' })).rejects.toThrow('has no column "Country"');
  });
});
