import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/api/errors/error-codes.ts';
import { readProfile, storeProfile } from '../../src/app/profile-store.ts';
import { MappingError, parseMapping } from '../../src/mapping/index.ts';
import { streams } from '../../src/streams/index.ts';
import { targets } from '../../src/targets/index.ts';
import { isRepeatable } from '../../src/targets/target.ts';
import { compileText, lookupsOf, rowOf } from '../support/map-rows.ts';
import { newFolder } from '../support/run-cli.ts';

/** The members that every object inherits. */
const NAMES = Object.getOwnPropertyNames(Object.prototype);

const BASE = 'version: 1\ntarget: customer\n';
const FIELDS = 'fields:\n  nick: Name\n  crm_status: { const: 1 }\n';

/** Mappings with a name in each place where only known names are valid. */
const REJECTED: Readonly<Record<string, (name: string) => string>> = {
  'a target': (name) => `version: 1\ntarget: ${name}\n${FIELDS}`,
  'a key': (name) => `${BASE}key: ${name}\n${FIELDS}`,
  'a field': (name) => `${BASE}${FIELDS}  ${name}: Name\n`,
  'a key of the mapping': (name) => `${BASE}${FIELDS}${name}: 1\n`,
  'a key of the source': (name) => `${BASE}source: { ${name}: 1 }\n${FIELDS}`,
  'a key of a field': (name) => `${BASE}${FIELDS}  remark: { column: Name, ${name}: 1 }\n`,
  'an identifying field': (name) => `${BASE}identifiedBy: [${name}]\n${FIELDS}`,
  'a transform': (name) => `${BASE}${FIELDS}  remark: { column: Name, transform: [${name}] }\n`,
  'a transform with settings': (name) => `${BASE}${FIELDS}  remark: { column: Name, transform: [{ ${name}: 1 }] }\n`,
  'a lookup': (name) => `${BASE}${FIELDS}  liable_serviceid: { column: Name, lookup: ${name} }\n`,
  'a key of a lookup': (name) => `${BASE}${FIELDS}  remark: { column: Name, lookup: customer, by: ${name} }\n`,
  'a parent of a lookup': (name) => `${BASE}${FIELDS}  cityid: { column: Name, within: ${name} }\n`,
  'a key of a further call': (name) => `${BASE}${FIELDS}stage: { ${name}: Name }\n`,
  'a key of the tags': (name) => `${BASE}${FIELDS}tags: { ${name}: Name }\n`,
};

function problemOf(text: string): unknown {
  try {
    return parseMapping(text, 'mapping.yaml');
  } catch (error) {
    return error;
  }
}

describe.each(NAMES)('the name %s', (name) => {
  test.each(Object.entries(REJECTED))('is rejected as %s', (_, mapping) => {
    expect(problemOf(mapping(name))).toBeInstanceOf(MappingError);
  });

  test('is not a field of any target, a stream or a code', () => {
    expect(targets.get(name)).toBeUndefined();
    expect(streams.get(name)).toBeUndefined();
    expect(Object.hasOwn(ERROR_CODES, name)).toBe(false);
    for (const target of targets.values()) {
      expect(target.fields[name]).toBeUndefined();
      expect(isRepeatable(target, {}, [name])).toBe(target.endpoint.repeatable === true);
    }
  });

  // A column that begins with "_" is one of ours.
  test.skipIf(name.startsWith('_'))(
    'may be a column, and is no value of a code or of a value map unless that says so',
    async () => {
      const text = `${BASE}fields:\n  nick: ${name}\n  sex: { column: Sex }\n  crm_status: { column: Status, values: { open: 1 } }\n`;
      const mapper = await compileText(text, [name, 'Sex', 'Status']);
      const good = await mapper.map(rowOf(['Ann', 'male', 'open']));
      expect(good).toMatchObject({ payload: { nick: 'Ann', crm_status: 1 }, problems: [] });
      const bad = await mapper.map(rowOf(['Ann', name, name]));
      expect(bad.problems.map(({ field }) => field).sort()).toEqual(['crm_status', 'sex']);
    },
  );

  test.skipIf(name.startsWith('_'))('may be a column of an expression', async () => {
    const text = `${BASE}fields:\n  nick: { expr: "$uppercase(\`${name}\`)" }\n  crm_status: { const: 1 }\n`;
    const mapper = await compileText(text, [name]);
    expect(await mapper.map(rowOf(['Ann']))).toMatchObject({ payload: { nick: 'ANN' }, problems: [] });
  });

  test('is not found in lists of the tenant without it', async () => {
    const lookups = lookupsOf({ read: async () => [] });
    const text = `${BASE}fields:\n  nick: Name\n  crm_status: { const: 1 }\n  liable_serviceid: { column: Owner, lookup: agent }\n`;
    const mapper = await compileText(text, ['Name', 'Owner'], lookups);
    const { problems } = await mapper.map(rowOf(['Ann', name]));
    expect(problems).toMatchObject([{ code: 'not-found', field: 'liable_serviceid' }]);
  });

  test('is not a custom field of a tenant without it', async () => {
    const text = `${BASE}${FIELDS}custom:\n  ${name}: Name\n`;
    await expect(compileText(text, ['Name']).then(() => 'taken')).rejects.toBeInstanceOf(MappingError);
  });

  test('is a profile only once one is stored', async () => {
    const home = newFolder();
    expect(() => readProfile(home, name)).toThrow(`There is no profile "${name}"`);
    expect(await storeProfile(home, name, { appId: 'a', appKey: 'k' })).toBe(false);
    expect(readProfile(home, name)).toMatchObject({ appId: 'a', appKey: 'k' });
    expect(await storeProfile(home, name, undefined)).toBe(true);
    expect(() => readProfile(home, name)).toThrow('There is no profile');
  });
});
