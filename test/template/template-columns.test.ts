import { expect, test } from 'vitest';
import { type CustomFieldDefinition, fieldType } from '../../src/api/index.ts';
import { mappingText } from '../../src/app/mappings/mapping-text.ts';
import { compileMapping, parseMapping } from '../../src/mapping/index.ts';
import { targets } from '../../src/targets/index.ts';
import { templateColumns, templateMapping } from '../../src/template/index.ts';
import { choiceTexts } from '../../src/template/tenant-lists.ts';
import { lookupsOf, rowOf } from '../support/map-rows.ts';

const customer = targets.get('customer') as NonNullable<ReturnType<typeof targets.get>>;

function field(name: string, at: number, more: Partial<CustomFieldDefinition> = {}): CustomFieldDefinition {
  const id = String(at).padStart(32, '0');
  return {
    field_id: id,
    field_variable: `var_${at}`,
    field_name: name,
    field_type: 1,
    cus_field_data_info_list: [],
    ...more,
  };
}

test('whatever custom fields are called, each has a column of its own that the mapping finds', async () => {
  const names = [
    'Agent',
    'nickname *',
    'Nickname',
    ' AGENT ',
    '=1+1',
    '_row',
    'a: b # c',
    'Note#1',
    'Note',
    '"',
    'x\ny',
    'Twice',
    'Twice',
    '',
  ];
  const customFields = names.map((name, at) => field(name, at, at === 2 ? { fill_flag: 1 } : {}));
  const columns = templateColumns(customer, { customFields, entries: new Map() });
  const header = columns.map((column) => column.header);
  const text = mappingText(templateMapping(customer, columns));
  const mapping = parseMapping(text, 'mapping.yaml');
  const lookups = lookupsOf({ read: async () => customFields });
  const mapper = await compileMapping(mapping, { header, inputPath: 'template.xlsx', lookups });
  const cells = columns.map(({ section, key }) =>
    section === 'custom' ? `value of ${key}` : key === 'nick' ? 'Li Na' : key === 'crm_status' ? 'Customer pool' : '',
  );
  const { payload, problems } = await mapper.map(rowOf(cells));
  expect(problems).toEqual([]);
  const own = columns.filter(({ section }) => section === 'custom');
  expect(own).toHaveLength(names.length);
  const sent = JSON.parse(String(payload?.['ex_field_str'])) as { field_value: string }[];
  expect(sent.map((each) => each.field_value).sort()).toEqual(own.map(({ key }) => `value of ${key}`.trim()).sort());
});

test('entries of one name are told apart by their group, then by their id', () => {
  expect(
    choiceTexts([
      { id: '1', name: 'Li Na', where: 'Sales' },
      { id: '2', name: 'li na', where: 'Support' },
      { id: '3', name: 'Bo', where: 'Sales' },
      { id: '4', name: 'Twin', where: 'Sales' },
      { id: '5', name: 'Twin', where: 'Sales' },
      { id: '6', name: '' },
    ]),
  ).toEqual(['Sales/Li Na', 'Support/li na', 'Bo', '4', '5', '6']);
});

test('the options of a cascade are offered by their paths, and those of a check box one by one', () => {
  const options = [
    { data_id: 'a', data_name: 'EMEA', data_value: '1' },
    { data_id: 'b', data_name: 'Germany', data_value: '2', parent_data_id: 'a' },
    { data_id: 'c', data_name: 'APAC', data_value: '3' },
  ];
  const customFields = [
    field('Region', 1, { field_type: fieldType.cascade, cus_field_data_info_list: options }),
    field('Interests', 2, {
      field_type: fieldType['check-box'],
      cus_field_data_info_list: options.map(({ data_name, data_value }) => ({ data_name, data_value })),
    }),
  ];
  const columns = templateColumns(customer, { customFields, entries: new Map() });
  const choicesOf = (key: string) =>
    columns.find((column) => column.section === 'custom' && column.key === key)?.choices;
  expect(choicesOf('Region')?.values).toEqual(['EMEA/Germany', 'APAC']);
  expect(choicesOf('Interests')).toEqual({ values: ['EMEA', 'Germany', 'APAC'], isClosed: true, several: true });
});
