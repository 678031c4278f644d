import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadMapping, MappingError, parseMapping } from '../../src/mapping/index.ts';

function problemsOf(text: string): MappingError['problems'] {
  try {
    parseMapping(text, 'customers.yaml');
  } catch (error) {
    if (error instanceof MappingError) return error.problems;
    throw error;
  }
  return [];
}

/** `line:column code message` of each problem. */
function problemLines(text: string): string[] {
  return problemsOf(text).map(
    ({ position: place, code, message }) => `${place.line}:${place.column} ${code} ${message}`,
  );
}

const GOOD = 'version: 1\ntarget: customer\nfields:\n  nick: Name\n  crm_status: { const: 2 }\n';

test('a mapping without a fault is loaded with its target', () => {
  const mapping = parseMapping(GOOD, 'customers.yaml');
  expect(mapping.target.name).toBe('customer');
  expect(mapping.content.fields).toEqual({ nick: 'Name', crm_status: { const: '2' } });
});

test('all faults are reported at once, in the order of the file, each with its line, column and text', () => {
  const text = [
    'version: 1',
    'target: customer',
    'kee: nick',
    'fields:',
    '  nick: { colum: Name }',
    '  crm_status: { column: Status, blank: clean }',
    '',
  ].join('\n');
  expect(problemLines(text)).toEqual([
    '3:1 unknown-key Unknown key "kee". Did you mean "key"?',
    '5:11 unknown-key Unknown key "colum". Did you mean "column"?',
    '6:40 bad-value "blank" must be one of omit, clear, not "clean".',
  ]);
  expect(() => parseMapping(text, 'customers.yaml')).toThrow(
    [
      '3 problems in the mapping:',
      '',
      'customers.yaml:3:1: Unknown key "kee". Did you mean "key"?',
      '  3 | kee: nick',
      '    | ^',
      '',
      'customers.yaml:5:11: Unknown key "colum". Did you mean "column"?',
      '  5 |   nick: { colum: Name }',
      '    |           ^',
    ].join('\n'),
  );
});

describe('names are suggested', () => {
  test('of targets', () => {
    expect(problemLines('version: 1\ntarget: custommer\n')).toEqual([
      '2:9 unknown-target There is no target "custommer". Did you mean "customer"?',
    ]);
  });

  test('of fields, by wire name, by label and by alias', () => {
    const lines = problemLines(
      'version: 1\ntarget: customer\nfields:\n  nick: A\n  crm_status: B\n  remrak: C\n  provinceid: D\n  Mobile: E\n  手机号: F\n',
    );
    expect(lines[0]).toContain('6:3 unknown-field Target customer has no field "remrak". Did you mean "remark"');
    expect(lines[1]).toContain('"proviceid"');
    expect(lines[2]).toContain('Did you mean "tel"?');
    expect(lines[3]).toContain('Did you mean "tel"?');
  });

  test('of transforms, lookups and customer keys', () => {
    const lines = problemLines(
      'version: 1\ntarget: customer-update\nfields:\n  id: { column: A, lookup: customer, by: e-mail }\n  nick: { column: B, transform: [tirm] }\n  vip_level: { column: C, lookup: levels }\n',
    );
    expect(lines[0]).toMatch(/^4:\d+ bad-value .*Did you mean "email"/);
    expect(lines[1]).toMatch(/^5:\d+ unknown-transform .*Did you mean "trim"/);
    expect(lines[2]).toMatch(/^6:\d+ unknown-lookup .*Did you mean "level"/);
  });
});

describe('what a mapping must contain', () => {
  test('version and target', () => {
    expect(problemLines('fields: { nick: A }\n').map((line) => line.split(' ')[1])).toEqual([
      'missing-key',
      'missing-key',
    ]);
    expect(problemLines('')).toHaveLength(2);
  });

  test('another version is rejected', () => {
    expect(problemLines('version: 2\ntarget: customer\nfields: { nick: A, crm_status: B }\n')).toEqual([
      '1:10 bad-value "version" must be 1, not 2.',
    ]);
  });

  test('every field that the target requires, with the line to add', () => {
    const lines = problemLines('version: 1\ntarget: customer\nfields:\n  tel: Phone\n');
    expect(lines[0]).toBe(
      '3:1 field-required Target customer requires Nickname (nick), which is not mapped. Add to fields: nick: <column>',
    );
    expect(lines[1]).toContain('crm_status');
  });

  test('one of several, where the API requires at least one', () => {
    const lines = problemLines('version: 1\ntarget: customer-tagging\nfields:\n  userid: Id\n');
    expect(lines).toEqual(['3:1 field-required Target customer-tagging needs at least one of add_tag, remove_tag.']);
  });

  test('a name that a lookup fills in need not be mapped', () => {
    expect(
      problemLines('version: 1\ntarget: stage\nfields:\n  userid: Id\n  stageid: { column: Stage, lookup: stage }\n'),
    ).toEqual([]);
  });

  test('exactly one source for each value', () => {
    const lines = problemLines(`${GOOD}  tel: { transform: [digits] }\n  email: { column: A, const: b }\n`);
    expect(lines[0]).toContain('6:3 no-source');
    expect(lines[1]).toContain('7:3 two-sources "email" takes its value from column and const');
  });
});

test('a constant that makes another field required is reported at its position', () => {
  expect(
    problemLines('version: 1\ntarget: customer\nfields:\n  nick: A\n  crm_status: { const: follow-up }\n'),
  ).toEqual([
    '5:24 field-required liable_serviceid is required when crm_status is follow-up, but it is not mapped. Add to fields: liable_serviceid: <column>',
  ]);
});

describe('faults of a mapping', () => {
  test.each([
    [
      'a lookup that finds something else',
      '  liable_serviceid: { column: A, lookup: province }',
      'needs lookup: agent, not',
    ],
    ['a lookup for codes', '  sex: { column: A, lookup: agent }', 'male, female'],
    ['a customer without by', '  partnerid: { column: A, lookup: customer }', 'needs "by"'],
    ['by without a customer', '  countryid: { column: A, lookup: country, by: email }', 'is only for lookup: customer'],
    ['otherwise without values', '  sex: { column: A, otherwise: blank }', '"otherwise" needs "values"'],
    ['a cascade that is none', '  remark: { column: A, path: true }', 'cascades'],
    ['an area without its city', '  areaid: { column: A, lookup: area }', 'map cityid too'],
    [
      'a parent that is not mapped',
      '  cityid: { column: A, lookup: city, within: proviceid }',
      '"within" names a field that is not mapped',
    ],
    ['custom fields among the fields', '  ex_field_str: A', 'under "custom:"'],
    ['a transform of a constant', '  remark: { const: a, transform: [upper] }', 'A constant takes no transform'],
    ['a number as a column', '  remark: 2024', 'put it in quotes: "2024"'],
    ['nothing at all', '  remark:', '"remark" cannot be empty'],
    ['a list as a field', '  remark: [A, B]', '"remark" cannot be a list'],
    ['a lookup of a custom field', 'custom:\n  Owner: { column: A, lookup: agent }', 'Remove "lookup"'],
    [
      'a step of its own customer',
      'stage:\n  userid: A\n  stageid: { column: B, lookup: stage }',
      'is filled in with the id of the customer',
    ],
    ['a step without what it requires', 'blacklist:\n  black_reason: A', 'requires Duration (black_type)'],
    ['a key that is not mapped', 'key: telephone', 'The key "telephone" is not a mapped field'],
    ['an identifier that is none', 'identifiedBy: [phone]', 'Target customer has no field "phone"'],
  ])('%s', (_, lines, message) => {
    const [first = '', ...more] = problemLines(`${GOOD}${lines}\n`);
    expect(first).toContain(message);
    expect(more).toEqual([]);
  });

  test('follow-up sections and custom fields of a target that has none', () => {
    const lines = problemLines(
      'version: 1\ntarget: unblacklist\nfields:\n  user_id: A\ncustom:\n  B: C\ntags:\n  add: D\n',
    );
    expect(lines[0]).toContain('5:1 bad-key Target unblacklist has no custom fields.');
    expect(lines[1]).toContain(
      '7:1 bad-key "tags" is only for targets customer and customer-update. For rows that do nothing else, use target customer-tagging.',
    );
  });

  test('members of a nested list are fields of their own', () => {
    const [first] = problemLines(
      'version: 1\ntarget: assignment\nfields:\n  confirmids: A\n  assign_biz_type: B\n  liable_serviceid: { column: C, lookup: agent }\n  liable_list: D\n',
    );
    expect(first).toContain('liable_serviceid, liable_service_name, liable_departmentid');
  });
});

describe('a file that is not a mapping', () => {
  test('invalid YAML is reported with its position', () => {
    const [first] = problemsOf('version: 1\nfields: {nick: A\n');
    expect(first).toMatchObject({ code: 'syntax' });
    expect(first?.position.line).toBeGreaterThanOrEqual(2);
  });

  test('a duplicate key is reported, not overwritten', () => {
    expect(problemLines(`${GOOD}  nick: Other\n`)[0]).toMatch(/^6:3 twice .*second time/);
  });

  test('a list, a text and a number are not mappings', () => {
    for (const text of ['- a\n', 'hello\n', '42\n']) expect(problemsOf(text).length).toBeGreaterThan(0);
  });

  test('anchors that multiply are rejected', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`)
      .join('\n')}\n`;
    expect(problemsOf(bomb).length).toBeGreaterThan(0);
  });

  test('a missing file, or one that is not UTF-8, is reported', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mapping-'));
    try {
      await expect(loadMapping(join(folder, 'none.yaml'))).rejects.toThrow('There is no such file');
      await writeFile(join(folder, 'latin.yaml'), Buffer.from([0x76, 0xe9, 0x0a]));
      await expect(loadMapping(join(folder, 'latin.yaml'))).rejects.toThrow('Save it as UTF-8');
      await writeFile(join(folder, 'bom.yaml'), `\uFEFF${GOOD}`);
      expect((await loadMapping(join(folder, 'bom.yaml'))).target.name).toBe('customer');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
