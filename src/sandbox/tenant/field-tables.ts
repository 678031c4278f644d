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

export type FieldTypeCode = (typeof FIELD_TYPES)[keyof typeof FIELD_TYPES];

/** An option as the tables give it: a name, a name with its param, or a node of a cascade. */
export interface OptionRow {
  readonly name: string;
  readonly params?: string;
  readonly below?: readonly OptionRow[];
}

/** A custom field as the tables give it. */
export interface FieldRow {
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
