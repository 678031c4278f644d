import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { changeRulesOf, MappingError, mergeRules, parseMapping } from '../../src/mapping/index.ts';
import { mappingJsonSchema } from '../../src/mapping/reference/mapping-json-schema.ts';
import { compileText, lookupsOf } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant[Symbol.asyncDispose]());

const CUSTOMER = 'version: 1\ntarget: customer\nfields:\n  nick: Name\n  crm_status: { const: 1 }\n';
const UPDATE = 'version: 1\ntarget: customer-update\nfields:\n  id: Id\n';

/** `line:column code` of each problem, and its message. */
async function problemsOf(parse: () => unknown): Promise<[string, string][]> {
  try {
    await parse();
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return error.problems.map(({ position: { line, column }, code, message }) => [
      `${line}:${column} ${code}`,
      message,
    ]);
  }
  return [];
}

const faultsOf = (text: string) => problemsOf(() => parseMapping(text, 'm.yaml'));

describe('the rules of a mapping for existing customers', () => {
  test('are upsert and overwrite by default', () => {
    expect(changeRulesOf(parseMapping(CUSTOMER, 'm.yaml'))).toEqual({
      mode: 'upsert',
      merge: new Map(),
      isDefault: true,
    });
    const written = CUSTOMER.replace('nick: Name', 'nick: { column: Name, merge: overwrite }');
    expect(changeRulesOf(parseMapping(`${written}mode: upsert\n`, 'm.yaml')).isDefault).toBe(true);
    expect(changeRulesOf(parseMapping(UPDATE, 'm.yaml'))).toMatchObject({ mode: 'update', isDefault: true });
  });

  test('are what the mapping says, and the mode that is chosen overrides its own', () => {
    const mapping = parseMapping(
      `${CUSTOMER}  tel: { column: Mobile, merge: fill }\n  remark: { column: Note, merge: append }\ncustom:\n  Birthday: { column: Born, merge: keep }\nmode: update\n`,
      'm.yaml',
    );
    const merge = new Map([
      ['tel', 'fill'],
      ['remark', 'append'],
      ['Birthday', 'keep'],
    ]);
    expect(changeRulesOf(mapping)).toEqual({ mode: 'update', merge, isDefault: false });
    expect(changeRulesOf(mapping, 'create')).toMatchObject({ mode: 'create', isDefault: false });
  });

  test('name the cells of custom fields by their ids', async () => {
    const { items } = await tenant.client.call(endpoints.listCustomerFields, {});
    const [first, second] = items;
    const mapping = parseMapping(
      `${CUSTOMER}  tel: { column: Mobile, merge: fill }\ncustom:\n  ${first?.field_name}: { column: A, merge: keep }\n  ${second?.field_variable}: B\n  Unknown: { column: C, merge: keep }\n`,
      'm.yaml',
    );
    expect(mergeRules(mapping, items)).toEqual(
      new Map([
        ['tel', 'fill'],
        [`custom:${first?.field_id}`, 'keep'],
      ]),
    );
  });
});

describe('rules that a mapping cannot have are reported at their position', () => {
  test('mode and merge of targets other than customers', async () => {
    const text =
      'version: 1\nmode: create\ntarget: tag\nfields:\n  name: { column: Tag, merge: fill }\n  groupid: Group\n';
    expect(await faultsOf(text)).toEqual([
      [
        '2:1 bad-key',
        'Remove "mode": it is only for targets customer and customer-update, whose customers are compared with those in the CRM.',
      ],
      ['5:24 bad-key', expect.stringContaining('Remove "merge"')],
    ]);
  });

  test('a mode that creates in a target that cannot', async () => {
    expect(await faultsOf(`${UPDATE}mode: create\n`)).toEqual([
      [
        '5:7 bad-value',
        'Target customer-update edits customers by their ids and creates none: write mode: update, or leave "mode" out.',
      ],
    ]);
    expect(await faultsOf(`${UPDATE}mode: update\n`)).toEqual([]);
  });

  test('unknown modes and rules', async () => {
    const text = `${CUSTOMER}  tel: { column: Mobile, merge: replace }\nmode: insert\n`;
    expect(await faultsOf(text)).toEqual([
      ['6:33 bad-value', '"merge" must be one of overwrite, fill, append, keep, not "replace".'],
      ['7:7 bad-value', '"mode" must be one of create, update, upsert, not "insert".'],
    ]);
  });

  test('append to a field that has one value, and the fields that take it', async () => {
    const text = `${CUSTOMER}  email: { column: Email, merge: append }\n  lineids: { column: L, merge: append }\n  remark: { column: R, merge: append }\n`;
    expect(await faultsOf(text)).toEqual([
      ['6:34 bad-value', expect.stringContaining('Nothing can be appended to email')],
    ]);
    const [[, message = ''] = []] = await faultsOf(text);
    expect(message).toContain('append is for remark, visitorids, wx_external_userids');
  });

  test('merge of the customer’s id', async () => {
    const text = UPDATE.replace('id: Id', 'id: { column: Id, merge: keep }\n  nick: { column: Name, merge: keep }');
    expect(await faultsOf(text)).toEqual([['4:28 bad-key', 'Remove "merge": id is not a value of the customer.']]);
  });

  test('merge in the sections of follow-up requests', async () => {
    const text = `${CUSTOMER}tags:\n  add: { column: Tags, merge: append }\nstage:\n  stageid: { column: Stage, lookup: stage, merge: fill }\n`;
    expect((await faultsOf(text)).map(([place]) => place)).toEqual(['7:24 bad-key', '9:44 bad-key']);
  });

  test('append to a custom field that has one value, once the tenant’s fields are known', async () => {
    const compile = (custom: string) =>
      problemsOf(() =>
        compileText(`${CUSTOMER}custom:\n${custom}`, ['Name', 'A', 'B'], lookupsOf({ read: tenant.read })),
      );
    const faults = await compile(
      '  Birthday: { column: A, merge: append }\n  Interests: { column: B, merge: append }\n',
    );
    expect(faults).toEqual([['7:33 bad-value', expect.stringContaining('append is for check boxes')]]);
    expect(await compile('  Birthday: { column: A, merge: fill }\n')).toEqual([]);
  });
});

test('the JSON Schema offers mode only for customers', () => {
  const schema = mappingJsonSchema() as {
    allOf: { if: { properties: { target: { const: string } } }; then: { properties: Record<string, unknown> } }[];
  };
  const withoutMode = schema.allOf.filter((each) => each.then.properties['mode'] === false);
  expect(withoutMode.length).toBe(schema.allOf.length - 2);
});
