import type { CustomFieldDefinition } from '../../src/api/index.ts';
import type { ValueContext } from '../../src/change/index.ts';

type Option = Partial<CustomFieldDefinition['cus_field_data_info_list'][number]>;

/** The definition of a custom field whose id is its name. */
function definition(
  name: string,
  type: number,
  options: readonly Option[] = [],
  more: object = {},
): CustomFieldDefinition {
  const list = options.map((option) => ({ data_id: `id-${option.data_value}`, data_value: '', ...option }));
  return { field_id: name, field_name: name, field_type: type, cus_field_data_info_list: list, ...more };
}

const regions: readonly Option[] = [
  { data_value: '10', data_name: 'APAC' },
  { data_value: '11', data_name: 'China', parent_data_id: 'id-10' },
  { data_value: '12', data_name: 'Shanghai', parent_data_id: 'id-11' },
  { data_value: '13', data_name: 'Other', parent_data_id: 'id-11' },
  { data_value: '20', data_name: 'EMEA' },
  { data_value: '21', data_name: 'Other', parent_data_id: 'id-20' },
];

/** A custom field of every type. Options of `fruit` have digits as names that are values of others. */
export const DEFINITIONS: readonly CustomFieldDefinition[] = [
  definition('text', 1, [], { fill_flag: 1 }),
  definition('lines', 2),
  definition('date', 3),
  definition('time', 4),
  definition('number', 5),
  definition(
    'fruit',
    6,
    [
      { data_value: '1', data_name: 'Apple', data_params: 'apple' },
      { data_value: '2', data_name: '3' },
      { data_value: '3', data_name: 'Pear' },
    ],
    { field_params: 'fruit_param' },
  ),
  definition('interests', 7, [
    { data_value: '5', data_name: 'Fishing' },
    { data_value: '6', data_name: 'Reading, writing' },
    { data_value: '7', data_name: 'Music' },
  ]),
  definition('plan', 8, [
    { data_value: '8', data_name: 'Free' },
    { data_value: '9', data_name: 'Pro' },
  ]),
  definition('region', 9, regions),
  definition('flat', 9, [
    { data_value: '31', data_name: 'A' },
    { data_value: '32', data_name: 'B' },
  ]),
];

const NAMES: Readonly<Record<string, string>> = {
  'agent a1': 'Mia',
  'country 49': 'Germany',
  'tag t1': 'Interest/Beach',
  'stage s1': 'Won',
  'level 2': 'Gold',
};

/** The tenant as comparisons and words need it. */
export const CONTEXT: ValueContext = {
  definitions: new Map(DEFINITIONS.map((field) => [field.field_id, field])),
  nameOf: (lookup, id) => NAMES[`${lookup} ${id}`],
};
