import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cell } from '../../src/files/row.ts';
import { MappingError, parseMapping } from '../../src/mapping/index.ts';
import { compileText, lookupsOf, mapOne, noLookups, rowOf } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant[Symbol.asyncDispose]());

const FIELDS = `fields:
  nick: { const: x }
  crm_status: { const: 1 }
  tel: { column: Phone, transform: [digits] }
  email: Email
  lineids: { column: Lines, split: ";" }
`;

const withRule = (rule: string) => `version: 1\ntarget: customer\nrules:\n  - { ${rule} }\n${FIELDS}`;
const ROW: Readonly<Record<string, Cell>> = { Phone: '', Email: '', Lines: '', Age: '', Plan: '', Status: '' };

/** Code and message of each problem of a row, by one rule. */
async function broken(rule: string, row: Readonly<Record<string, Cell>>): Promise<string[]> {
  const { problems } = await mapOne(withRule(rule), { ...ROW, ...row });
  return problems.map(({ code, message }) => `${code}: ${message}`);
}

describe('a rule', () => {
  test.each<[string, Record<string, Cell>, string[]]>([
    ["field: tel, match: '^[0-9]{8,15}$'", { Phone: '+49 170 1234567' }, []],
    [
      "field: tel, match: '^[0-9]{8,15}$'",
      { Phone: '+49 170' },
      [
        'rule-match: "+49 170", which would be sent as "49170", does not match the pattern ^[0-9]{8,15}$ of the mapping',
      ],
    ],
    [
      "field: tel, match: '^[0-9]{8,15}$', message: a number with country code",
      { Phone: '12' },
      ['rule-match: "12" is not what the mapping expects: a number with country code'],
    ],
    ["column: Plan, match: 'a'", { Plan: 'banana' }, []],
    ["column: Plan, match: '(?i)^GOLD$'", { Plan: ' gold ' }, []],
    ['column: Age, min: 18, max: 120', { Age: '18' }, []],
    ['column: Age, min: 18, max: 120', { Age: '120.0' }, []],
    [
      'column: Age, min: 18, max: 120',
      { Age: { kind: 'number', text: '1,020', value: 1020 } },
      ['rule-range: "1,020" is not from 18 to 120'],
    ],
    ['column: Age, min: 18', { Age: '-5' }, ['rule-range: "-5" is not at least 18']],
    [
      'column: Age, max: 1',
      { Age: '1e9' },
      ['rule-range: "1e9" is not a plain number; the mapping expects one at most 1'],
    ],
    ['column: Plan, length: 2', { Plan: '😀😀' }, []],
    [
      'column: Plan, length: { min: 2 }',
      { Plan: 'a' },
      ['rule-length: "a" has 1 character; the mapping expects at least 2'],
    ],
    [
      'column: Plan, length: { min: 1, max: 3 }',
      { Plan: 'abcd' },
      ['rule-length: "abcd" has 4 characters; the mapping expects from 1 to 3'],
    ],
    ['column: Plan, one-of: [Gold, 007]', { Plan: '007' }, []],
    [
      'column: Plan, one-of: [Gold, 007]',
      { Plan: 'gold' },
      ['rule-one-of: "gold" is not one of Gold, 007. Did you mean "Gold"?'],
    ],
    [
      "field: lineids, match: '^u'",
      { Lines: 'u1; v2' },
      ['rule-match: "u1; v2", which would be sent as "v2", does not match the pattern ^u of the mapping'],
    ],
    [
      'column: Plan, required-if: \'Status = "on"\'',
      { Status: 'on' },
      ['rule-required: the value is blank, but the mapping requires one where Status = "on"'],
    ],
    ['column: Plan, required-if: \'Status = "on"\'', { Status: 'off' }, []],
    [
      'field: tel, required-if: \'Status = "on"\', message: how to call them',
      { Status: 'on', Phone: '' },
      ['rule-required: the value is blank, but the mapping expects: how to call them'],
    ],
    [
      "column: Plan, required-if: 'Status'",
      { Status: 'on' },
      ['rule-failed: "on" makes required-if: Status neither true nor false'],
    ],
    [
      "column: Plan, required-if: '$number(Status) > 1'",
      { Status: 'x' },
      [expect.stringMatching(/^rule-failed: "x" makes required-if/)],
    ],
  ])('{ %s } checks %j', async (rule, row, expected) => {
    expect(await broken(rule, row)).toEqual(expected);
  });

  test('accepts a blank value, also one that nulls make blank', async () => {
    const all = 'match: x, min: 5, length: 9, one-of: [x], unique: true';
    expect(await broken(`field: tel, ${all}`, {})).toEqual([]);
    const text = `${withRule(`column: Plan, ${all}`)}nulls: [N/A]\n`;
    const { problems, unique } = await mapOne(text, { ...ROW, Plan: 'n/a' });
    expect([problems, unique]).toEqual([[], undefined]);
  });

  test('says once for each rule what is wrong, with its field and column', async () => {
    const text = withRule("field: tel, match: '^1', min: 5 }\n  - { column: Age, max: 3, level: warn");
    const { problems, payload } = await mapOne(text, { ...ROW, Phone: '2', Age: '7' });
    expect(payload).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'rule-match', field: 'tel', column: 'Phone', value: '2' }]);
  });

  test('that only warns leaves the row as it is', async () => {
    const { problems, payload, warnings } = await mapOne(withRule('column: Age, max: 3, level: warn'), {
      ...ROW,
      Age: '7',
    });
    expect([problems, payload?.['crm_status']]).toEqual([[], 1]);
    expect(warnings).toMatchObject([{ code: 'rule-range', column: 'Age', message: '"7" is not at most 3' }]);
  });

  test('checks custom fields as they are sent', async () => {
    const text = `version: 1\ntarget: customer\nrules:\n  - { field: Birthday, match: '^19' }\n${FIELDS}custom:\n  Birthday: { column: Born, transform: [{ date: DD/MM/YYYY }] }\n`;
    const mapper = await compileText(text, [...Object.keys(ROW), 'Born'], lookupsOf({ read: tenant.read }));
    const born = async (cell: string) => (await mapper.map(rowOf([...Object.values(ROW), cell]))).problems;
    expect(await born('03/04/1990')).toEqual([]);
    expect(await born('')).toEqual([]);
    expect(await born('03/04/2001')).toMatchObject([
      {
        code: 'rule-match',
        field: 'Birthday',
        column: 'Born',
        message: expect.stringContaining('sent as "2001-04-03"'),
      },
    ]);
  });

  test('runs in linear time on any text', async () => {
    const started = performance.now();
    expect(await broken("column: Plan, match: '^(a+)+$'", { Plan: `${'a'.repeat(5000)}!` })).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('where', () => {
  const filtered = (where: string, row: Readonly<Record<string, Cell>>) =>
    mapOne(`version: 1\ntarget: customer\nwhere: ${JSON.stringify(where)}\n${FIELDS}`, { ...ROW, ...row });

  test('leaves out the rows for which it is false, whatever else is wrong with them', async () => {
    const left = await filtered('Status = "on"', { Status: 'off', Email: 'nobody' });
    expect(left).toEqual({
      problems: [],
      leftOut: { code: 'left-out-by-where', message: `left out by the mapping's where: Status = "on"` },
    });
    expect((await filtered('Status = "on"', { Status: 'on' })).payload).toBeDefined();
  });

  test.each([
    ['Status', 'on', '"on" makes the mapping\'s where neither true nor false'],
    ['$number(Status) > 5', '', expect.stringMatching(/^"" makes the mapping's where fail/)],
  ])('rejects a row for which %s is neither true nor false', async (where, status, message) => {
    const { problems, leftOut } = await filtered(where, { Status: status });
    expect(leftOut).toBeUndefined();
    expect(problems).toEqual([{ code: 'where-failed', message, column: 'Status', value: status }]);
  });

  test('rejects a row whose damage it would have to trust, and no other', async () => {
    const text = `version: 1\ntarget: customer\nwhere: Age = "1"\n${FIELDS}`;
    const mapper = await compileText(text, Object.keys(ROW), noLookups);
    const row = (column: number) => ({
      ...rowOf(['', '', '', '2', '', '']),
      problems: [{ code: 'rounded-number', message: 'rounded', column }],
    });
    expect((await mapper.map(row(3))).problems).toMatchObject([{ code: 'rounded-number', column: 'Age' }]);
    expect((await mapper.map(row(1))).leftOut).toBeDefined();
  });
});

/** `line:column code` of each fault of a mapping for a file. */
async function faultsOf(text: string): Promise<string[]> {
  try {
    await compileText(text, Object.keys(ROW), noLookups);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return error.problems.map(({ position: { line, column }, code }) => `${line}:${column} ${code}`);
  }
  return [];
}

test.each([
  ["match: 'x'", '4:5 missing-key'],
  ['field: tel', '4:5 missing-key'],
  ['field: tel, column: Age, min: 1', '4:19 bad-key'],
  ['field: telephone, min: 1', '4:14 unknown-field'],
  ['column: Aged, min: 1', '4:15 unknown-column'],
  ["field: tel, match: '(a'", '4:26 bad-pattern'],
  ['column: Age, min: 9, max: 3', '4:25 bad-value'],
  ['column: Age, length: { min: 9, max: 3 }', '4:35 bad-value'],
  ['column: Age, length: {}', '4:28 missing-key'],
  ['column: Age, length: -1', '4:28 bad-value'],
  ['column: Age, min: "18"', '4:25 bad-value'],
  ['column: Age, unique: yes', '4:28 bad-value'],
  ['column: Age, unique: mirror', '4:28 bad-value'],
  ['field: lineids, unique: mirror', '4:31 bad-value'],
  ['column: Age, level: maybe, min: 1', '4:27 bad-value'],
  ['column: Age, mim: 1', '4:20 unknown-key'],
  ["column: Age, required-if: 'Status ='", '4:33 bad-expression'],
  ["column: Age, required-if: 'State = 1'", '4:33 unknown-column'],
])('the rule { %s } is diagnosed at its place', async (rule, fault) => {
  expect(await faultsOf(withRule(rule))).toEqual([fault]);
});

test.each([
  ['Status =', '3:8 bad-expression'],
  ['State = "on"', '3:8 unknown-column'],
])('where: %s is diagnosed at its place', async (where, fault) => {
  expect(await faultsOf(`version: 1\ntarget: customer\nwhere: ${where}\n${FIELDS}`)).toEqual([fault]);
});

test('unique: mirror is only for customers', () => {
  const text =
    'version: 1\ntarget: enterprise\nfields: { enterprise_name: Name }\nrules: [{ field: enterprise_name, unique: mirror }]\n';
  expect(() => parseMapping(text, 'm.yaml')).toThrow(/4:43: unique: mirror is only for targets customer/);
});
