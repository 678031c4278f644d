import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fieldType } from '../../src/api/codes.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { Mapping } from '../../src/mapping/index.ts';
import { longForm } from '../../src/mapping/mapping-schema.ts';
import { mappingJsonSchema } from '../../src/mapping/reference/mapping-json-schema.ts';
import {
  CUSTOM_FIELD_TYPES,
  MAPPING_EXAMPLES,
  type MappingExample,
} from '../../src/mapping/reference/reference-tables.ts';
import { exampleMapping, renderMappingReference } from '../../src/mapping/reference/render-mapping-reference.ts';
import { transforms } from '../../src/mapping/transforms/index.ts';
import { targets } from '../../src/targets/index.ts';
import { compileText, lookupsOf, rowOf } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
/** Names of custom fields by id, and of options by value. */
const names = new Map<string, string>();

beforeAll(async () => {
  tenant = await startTenant();
  const { items } = await tenant.client.call(endpoints.listCustomerFields, {});
  for (const field of items) {
    names.set(field.field_id, field.field_name ?? '');
    for (const option of field.cus_field_data_info_list) names.set(option.data_value, option.data_name ?? '');
  }
});
afterAll(() => tenant[Symbol.asyncDispose]());

async function mapExample({ yaml, target = 'customer', row }: MappingExample) {
  const part = parse(yaml) as { fields?: object };
  const fields = { nick: { const: 'x' }, crm_status: { const: 1 }, ...part.fields };
  const text = JSON.stringify({ version: 1, target, ...part, fields });
  const mapper = await compileText(text, Object.keys(row), lookupsOf({ read: tenant.read }));
  return mapper.map(rowOf(Object.values(row)));
}

describe.each(Object.entries(MAPPING_EXAMPLES))('the examples of %s', (_, examples) => {
  test.each(examples.map((example) => [example.title, example] as const))('%s', async (__, example) => {
    const { payload, problems } = await mapExample(example);
    if (example.problem !== undefined) {
      expect(problems.map(({ message }) => message)).toEqual([example.problem]);
      return;
    }
    expect(problems).toEqual([]);
    expect(payload).toMatchObject(example.payload ?? {});
    if (example.custom === undefined) return;
    const entries = JSON.parse(String(payload?.['ex_field_str'])) as { fieldid: string; field_value: string }[];
    const shown = entries.map(({ fieldid, field_value }) => [
      names.get(fieldid),
      field_value
        .split(',')
        .map((value) => names.get(value) ?? value)
        .join(','),
    ]);
    expect(Object.fromEntries(shown)).toEqual(example.custom);
  });
});

test('every YAML block of the reference is a valid mapping or a part of one', async () => {
  const blocks = [...renderMappingReference().matchAll(/```yaml\n(.*?)```/gs)].map(
    ([, yaml]) => parse(yaml ?? '') as Partial<Mapping>,
  );
  expect(blocks.length).toBeGreaterThan(targets.size + 10);
  for (const block of blocks) {
    const isWhole = block.target !== undefined;
    const more = isWhole ? {} : { nick: { const: 'x' }, crm_status: { const: 1 } };
    const text = JSON.stringify({ version: 1, target: 'customer', ...block, fields: { ...more, ...block.fields } });
    // The blocks have no spreadsheet: any word of theirs may be the name of a column.
    const words = [...text.matchAll(/"([^"]+)"/g)].map(([, word]) => word ?? '');
    const header = [...new Set([...words, 'First', 'Last', 'Notes', 'Lead source', 'Status', 'Revenue', 'Country'])];
    await expect(compileText(text, header, lookupsOf({ read: tenant.read })), text).resolves.toBeDefined();
  }
});

test.each([...targets.values()])('the example of target $name can be used', async (target) => {
  const content = parse(exampleMapping(target)) as Mapping;
  const header = Object.values(content.fields ?? {}).map((spec) => String(longForm(spec).column));
  await expect(compileText(exampleMapping(target), header, lookupsOf({ read: tenant.read }))).resolves.toBeDefined();
});

test('the reference describes every type of custom field', () => {
  expect(CUSTOM_FIELD_TYPES.map(({ type }) => type).sort()).toEqual(Object.values(fieldType).sort());
});

describe('the schema for editors', () => {
  const schema = JSON.parse(JSON.stringify(mappingJsonSchema())) as {
    properties: { target: { enum: string[] } };
    definitions: { transform: { anyOf: { enum?: string[]; required?: string[] }[] } };
    allOf: {
      if: { properties: { target: { const: string } } };
      then: { properties: { fields: { properties: object } } };
    }[];
  };

  test('knows every target with every field', () => {
    expect(schema.properties.target.enum).toEqual([...targets.keys()]);
    for (const [index, target] of [...targets.values()].entries()) {
      const choice = schema.allOf[index];
      expect(choice?.if.properties.target.const).toBe(target.name);
      expect(Object.keys(choice?.then.properties.fields.properties ?? {})).toEqual(Object.keys(target.fields));
    }
  });

  test('knows every transform, with and without parameter', () => {
    const known = schema.definitions.transform.anyOf.flatMap((choice) => choice.enum ?? choice.required ?? []);
    expect(new Set(known)).toEqual(new Set(transforms.keys()));
  });

  test('is named in the first line of every shipped mapping', async () => {
    for (const target of targets.keys()) {
      const text = await readFile(`mappings/${target === 'customer' ? 'customers' : target}.yaml`, 'utf8');
      expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./mapping.schema.json');
    }
  });
});
