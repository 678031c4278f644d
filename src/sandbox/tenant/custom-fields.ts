import { deriveDigits, deriveId } from '../seeded-values.ts';

/** Codes of a definition's `field_type`. Source: "Query Customer Custom Field". */
export const FIELD_TYPES = {
  text: 1,
  multiLine: 2,
  date: 3,
  time: 4,
  number: 5,
  dropDown: 6,
  checkBox: 7,
  radio: 8,
  cascade: 9,
} as const;

type FieldTypeCode = (typeof FIELD_TYPES)[keyof typeof FIELD_TYPES];

/** An option in the tables: a name, a name with its param, or a node of a cascade. */
interface OptionRow {
  readonly name: string;
  readonly params?: string;
  readonly below?: readonly OptionRow[];
}

/** A custom field in the tables. */
interface FieldRow {
  readonly variable: string;
  readonly name: string;
  readonly type: FieldTypeCode;
  readonly params?: string;
  readonly options?: readonly OptionRow[];
}

const named = (...names: string[]): OptionRow[] => names.map((name) => ({ name }));

export const CUSTOMER_FIELDS: readonly FieldRow[] = [
  { variable: 'customField1', name: 'Notes', type: FIELD_TYPES.text },
  { variable: 'customField2', name: 'History', type: FIELD_TYPES.multiLine },
  { variable: 'customField3', name: 'Birthday', type: FIELD_TYPES.date },
  { variable: 'customField4', name: 'Call time', type: FIELD_TYPES.time },
  { variable: 'customField5', name: 'Credit limit', type: FIELD_TYPES.number },
  {
    variable: 'customField6',
    name: 'Favourite fruit',
    type: FIELD_TYPES.dropDown,
    params: 'favourite_fruit',
    options: [
      { name: 'Apple', params: 'apple' },
      { name: 'Banana', params: 'banana' },
      { name: 'Watermelon', params: 'xigua' },
    ],
  },
  {
    variable: 'customField7',
    name: 'Interests',
    type: FIELD_TYPES.checkBox,
    options: named('Fishing', 'Reading', 'Music', 'Travel'),
  },
  { variable: 'customField8', name: 'Plan', type: FIELD_TYPES.radio, options: named('Free', 'Pro', 'Enterprise') },
  {
    variable: 'customField9',
    name: 'Region',
    type: FIELD_TYPES.cascade,
    options: [
      {
        name: 'APAC',
        below: [{ name: 'China', below: named('Shanghai', 'Beijing') }, { name: 'Singapore' }],
      },
      {
        name: 'EMEA',
        below: [{ name: 'Germany', below: named('Berlin') }, { name: 'France' }],
      },
      { name: 'Americas', below: [{ name: 'USA', below: named('New York') }] },
    ],
  },
];

export const ENTERPRISE_FIELDS: readonly FieldRow[] = [
  {
    variable: 'customField1',
    name: 'Industry',
    type: FIELD_TYPES.dropDown,
    params: 'industry',
    options: [
      { name: 'Software', params: 'software' },
      { name: 'Retail', params: 'retail' },
      { name: 'Manufacturing', params: 'manufacturing' },
    ],
  },
  { variable: 'customField3', name: 'About', type: FIELD_TYPES.multiLine },
  { variable: 'customField4', name: 'Founded', type: FIELD_TYPES.date },
  { variable: 'customField6', name: 'Employees', type: FIELD_TYPES.number },
  { variable: 'customField8', name: 'Channels', type: FIELD_TYPES.checkBox, options: named('Web', 'Phone', 'Store') },
  { variable: 'customField9', name: 'Tier', type: FIELD_TYPES.radio, options: named('Gold', 'Silver') },
];

/** An option of a custom field. */
export interface FieldOption {
  readonly id: string;
  /** The value in records and requests. */
  readonly value: string;
  readonly name: string;
  readonly params: string | null;
  /** The parent option in a cascade; absent for roots and other types. */
  readonly parent?: FieldOption;
}

/** A custom field's definition. */
export interface CustomField {
  readonly id: string;
  readonly variable: string;
  readonly name: string;
  readonly type: FieldTypeCode;
  readonly params: string | null;
  readonly required: boolean;
  /** The index of this field in the values of a record. */
  readonly position: number;
  /** Options in the order of the list: a cascade depth first. */
  readonly options: readonly FieldOption[];
  readonly optionsByValue: ReadonlyMap<string, FieldOption>;
}

/** The custom fields of customers or of enterprises. */
export interface FieldSet {
  readonly fields: readonly CustomField[];
  readonly byId: ReadonlyMap<string, CustomField>;
  readonly byParams: ReadonlyMap<string, CustomField>;
  /** Code of `operate_type`: 1 customer, 2 enterprise, as in the examples. */
  readonly operateType: 1 | 2;
}

/** Makes a field set from its table. Names in `required` get `fill_flag` 1. */
export function buildFieldSet(
  seed: string,
  operateType: 1 | 2,
  rows: readonly FieldRow[],
  required: ReadonlySet<string>,
): FieldSet {
  const fields = rows.map((row, position): CustomField => {
    const id = deriveId(seed, 'field', operateType, row.variable);
    const options = (row.options ?? []).flatMap((option) => withDescendants(option, id, undefined));
    return {
      id,
      variable: row.variable,
      name: row.name,
      type: row.type,
      params: row.params ?? null,
      required: required.has(row.name),
      position,
      options,
      optionsByValue: new Map(options.map((option) => [option.value, option])),
    };
  });
  return fieldSet(operateType, fields);
}

/** A field set of given fields. */
function fieldSet(operateType: 1 | 2, fields: readonly CustomField[]): FieldSet {
  return {
    fields,
    byId: new Map(fields.map((field) => [field.id, field])),
    byParams: new Map(fields.flatMap((field) => (field.params === null ? [] : [[field.params, field] as const]))),
    operateType,
  };
}

function withDescendants(row: OptionRow, parentPath: string, parent: FieldOption | undefined): FieldOption[] {
  const path = `${parentPath}/${row.name}`;
  const option: FieldOption = {
    id: deriveId(path),
    value: deriveDigits(path),
    name: row.name,
    params: row.params ?? null,
    ...(parent && { parent }),
  };
  return [option, ...(row.below ?? []).flatMap((below) => withDescendants(below, path, option))];
}
