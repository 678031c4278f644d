import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { LOOKUP_DESCRIPTIONS } from '../../src/mapping/lookups/create-lookups.ts';
import { targets } from '../../src/targets/index.ts';
import { isRepeatable, type Target } from '../../src/targets/target.ts';
import { mapOne } from '../support/map-rows.ts';

const ALL = [...targets.values()];
const target = (name: string) => targets.get(name) as Target;

test('every call of the API that changes something has exactly one target', () => {
  const writes = [
    'saveTagGroup',
    'updateTagGroup',
    'removeTagGroup',
    'saveTag',
    'updateTag',
    'removeTag',
    'replaceCustomerTags',
    'tagCustomer',
    'saveCustomer',
    'updateCustomer',
    'saveEnterprise',
    'assignCustomers',
    'recycleCustomers',
    'saveFollowUp',
    'setStage',
    'addToBlacklist',
    'removeFromBlacklist',
  ] as const;
  expect(new Set(ALL.map(({ endpoint }) => endpoint.name))).toEqual(new Set(writes.map((key) => endpoints[key].name)));
  expect(ALL).toHaveLength(writes.length);
});

describe.each(ALL)('target $name', (one) => {
  const { fields, endpoint } = one;

  test('reaches every parameter of its endpoint', () => {
    const reached = new Set(Object.entries(fields).map(([name, { memberOf }]) => memberOf ?? name));
    if (one.custom !== undefined) reached.add(one.custom.member);
    expect(reached).toEqual(new Set(Object.keys(endpoint.request.shape)));
  });

  test('reaches every member of a nested list', () => {
    for (const [name, schema] of Object.entries(endpoint.request.shape)) {
      if (name === one.custom?.member || !(schema instanceof z.ZodArray) || !(schema.element instanceof z.ZodObject))
        continue;
      const members = Object.keys(schema.element.shape);
      const flat = Object.entries(fields).filter(([, { memberOf }]) => memberOf === name);
      // A list of {id, name} or of {name} is one field; other lists are written member by member.
      if (flat.length === 0) expect([['id', 'name'], ['name']]).toContainEqual(members);
      else expect(flat.map(([member]) => member).sort()).toEqual(members.sort());
    }
  });

  test('is described: title, summary, and each field with label, description and other names', () => {
    expect(one.title).toMatch(/\w/);
    expect(one.summary).toMatch(/\.$/);
    for (const [name, { label, description, aliases = [] }] of Object.entries(fields)) {
      expect(label, name).toMatch(/\S/);
      expect(description, name).toMatch(/\S/);
      expect(aliases.length, name).toBeGreaterThan(0);
      if (!['upset_ex_field_str'].includes(name)) {
        expect(
          aliases.some((alias) => /[\u4e00-\u9fff]/.test(alias)),
          `${name} has a Chinese name`,
        ).toBe(true);
      }
    }
  });

  test('refers only to existing lookups and fields', () => {
    for (const { lookup, nameOf, within, values } of Object.values(fields)) {
      if (lookup !== undefined) expect(LOOKUP_DESCRIPTIONS.has(lookup)).toBe(true);
      for (const other of [nameOf, within]) if (other !== undefined) expect(fields).toHaveProperty(other);
      for (const value of Object.values(values ?? {})) expect(['string', 'number']).toContain(typeof value);
    }
    if (one.idField !== undefined) expect(fields).toHaveProperty(one.idField);
  });

  test('names for codes stand for codes that the API has', () => {
    for (const [name, field] of Object.entries(fields)) {
      if (field.values === undefined) continue;
      const schema = endpoint.request.shape[name] as z.ZodType;
      for (const value of Object.values(field.values))
        expect(schema.safeParse(value).success, `${name} ${value}`).toBe(true);
    }
  });

  test('rejects a bad value of every field, with the column named', async () => {
    const names = Object.keys(fields);
    const mapping = JSON.stringify({
      version: 1,
      target: one.name,
      fields: Object.fromEntries(
        names.filter((name) => fields[name]?.type !== 'named-ids').map((name) => [name, `col ${name}`]),
      ),
    });
    if (Object.values(fields).some(({ type, required }) => type === 'named-ids' && required)) return;
    for (const [name, field] of Object.entries(fields)) {
      const bad =
        field.values !== undefined
          ? 'no such code'
          : field.maxLength !== undefined
            ? 'x'.repeat(field.maxLength + 1)
            : field.required && field.default === undefined
              ? ''
              : undefined;
      if (bad === undefined) continue;
      const row = Object.fromEntries(
        names.map((other) => [
          `col ${other}`,
          other === name ? bad : String(Object.values(fields[other]?.values ?? {})[0] ?? 'v'),
        ]),
      );
      const { problems } = await mapOne(mapping, row);
      expect(
        problems.map(({ column }) => column),
        name,
      ).toEqual([`col ${name}`]);
    }
  });
});

describe('a payload that may be sent twice', () => {
  test('a customer, if the payload carries a field that identifies it', () => {
    const payload = { nick: 'x', crm_status: 1, partnerid: '7', email: '' };
    expect(isRepeatable(target('customer'), payload, ['tel', 'email'])).toBe(false);
    expect(isRepeatable(target('customer'), payload, ['tel', 'partnerid'])).toBe(true);
  });

  test('never an enterprise or a follow-up record, always an edit', () => {
    expect(isRepeatable(target('enterprise'), { enterprise_name: 'x' }, ['enterprise_name'])).toBe(false);
    expect(isRepeatable(target('follow-up'), { userid: '1', content: 'x' }, ['userid'])).toBe(false);
    expect(isRepeatable(target('customer-update'), { id: '1' }, [])).toBe(true);
  });
});

describe('the outcome of a request', () => {
  test('a customer was added or updated', () => {
    expect(target('customer').outcome({ action: 'add', data: { userid: 'u' } }, {})).toEqual({
      counter: 'created',
      action: 'add',
      id: 'u',
    });
    expect(target('customer').outcome({ action: 'update', data: { userid: 'u' } }, {})).toEqual({
      counter: 'updated',
      action: 'update',
      id: 'u',
    });
  });

  test('ids come from the answer where it has one, else from the payload', () => {
    expect(target('enterprise').outcome({ item: 'e' }, {})).toMatchObject({ counter: 'created', id: 'e' });
    expect(target('tag-group').outcome({ item: 'g' }, {})).toMatchObject({ counter: 'created', id: 'g' });
    expect(target('tag').outcome({}, {})).toEqual({ counter: 'created', action: 'add' });
    expect(target('stage').outcome({}, { userid: 'u' })).toEqual({ counter: 'done', action: 'stage', id: 'u' });
    expect(target('customer-tagging').outcome({}, { unionid: 'w' })).toEqual({ counter: 'done', action: 'tag' });
  });
});
