import { fieldType } from '../../api/index.ts';

/** A part of a mapping with a row and its result: shown in the reference, and run by a test. */
export interface MappingExample {
  readonly title: string;
  /** What it shows, in one or two sentences. */
  readonly text: string;
  /** The relevant part of the mapping. The test adds required fields that it does not map. */
  readonly yaml: string;
  readonly target?: string;
  /** The row, by column. */
  readonly row: Readonly<Record<string, string>>;
  /** A part of the resulting payload; custom fields are in `custom`, by name. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly custom?: Readonly<Record<string, string>>;
  /** Or the message of the row's problem. */
  readonly problem?: string;
}

/** The examples of the reference, by section. */
export const MAPPING_EXAMPLES: Readonly<
  Record<'fields' | 'blanks' | 'rules' | 'expressions' | 'lookups' | 'custom', readonly MappingExample[]>
> = {
  fields: [
    {
      title: 'A column, or the first of several that is not blank',
      text: 'The short form is a column name.',
      yaml: 'fields:\n  uname: Full name\n  tel: { column: [Mobile, Phone], transform: [digits] }',
      row: { 'Full name': 'Maria Garcia', Mobile: '', Phone: '+34 600 123 123' },
      payload: { uname: 'Maria Garcia', tel: '34600123123' },
    },
    {
      title: 'Values by name, and what becomes of other texts',
      text: '`values` says what each text becomes. A row with a text that is not listed is rejected, unless `otherwise` is `blank`, `keep` or a value. Case and full-width forms make no difference.',
      yaml: 'fields:\n  sex: { column: Gender, values: { Herr: male, Frau: female }, otherwise: blank }\n  is_vip: { column: Plan, values: { Gold: 1 }, otherwise: 0 }',
      row: { Gender: 'FRAU', Plan: 'Silver' },
      payload: { sex: 2, is_vip: '0' },
    },
    {
      title: 'The same for every row',
      text: 'Codes can be given by name, here and in cells.',
      yaml: 'fields:\n  crm_status: { const: to-be-assigned }\n  remark: { const: Imported from the old CRM }',
      row: {},
      payload: { crm_status: 2, remark: 'Imported from the old CRM' },
    },
    {
      title: 'Several columns in one text',
      text: '`join` as the first transform takes all columns; blank ones are left out.',
      yaml: 'fields:\n  uname: { column: [First, Middle, Last], transform: [{ join: " " }] }',
      row: { First: 'Ana', Middle: '', Last: 'Ruiz' },
      payload: { uname: 'Ana Ruiz' },
    },
    {
      title: 'Several values in one cell',
      text: 'A list field gets them as a list; a text field gets them joined by commas.',
      yaml: 'fields:\n  lineids: { column: LINE, split: ";" }\n  visitorids: { column: Visitors, split: "|" }',
      row: { LINE: 'u1; u2;', Visitors: 'a|b' },
      payload: { lineids: ['u1', 'u2'], visitorids: 'a,b' },
    },
  ],
  blanks: [
    {
      title: 'Clearing',
      text: '`blank: clear`, for one field or at the top for all, sends an empty value where the cell is blank. A code cannot be cleared and is left out.',
      yaml: 'fields:\n  remark: { column: Note, blank: clear }\n  qq: QQ',
      row: { Note: '', QQ: '' },
      payload: { remark: '' },
    },
  ],
  rules: [
    {
      title: 'A form, in your own words',
      text: 'The rule is about the value as it would be sent, here without spaces and brackets.',
      yaml: "rules:\n  - { field: tel, match: '^[0-9]{8,15}$', message: a telephone number with country code }\nfields:\n  tel: { column: Mobile, transform: [digits] }",
      row: { Mobile: '(030) 12' },
      problem:
        '"(030) 12", which would be sent as "03012", is not what the mapping expects: a telephone number with country code',
    },
    {
      title: 'A number within limits',
      text: 'The rule is about a column, which need not be sent.',
      yaml: 'rules:\n  - { column: Age, min: 18, max: 120 }',
      row: { Age: '17' },
      problem: '"17" is not from 18 to 120',
    },
    {
      title: 'Required only in some rows',
      text: 'The expression is written as in `where` and `expr`.',
      yaml: 'rules:\n  - { column: VAT No, required-if: \'Country = "DE"\' }',
      row: { Country: 'DE', 'VAT No': '' },
      problem: 'the value is blank, but the mapping requires one where Country = "DE"',
    },
  ],
  expressions: [
    {
      title: 'A value computed from the row',
      text: 'Numbers and booleans of a workbook keep their type in the expression, everything else is text. Put names with spaces in backquotes.',
      yaml: 'fields:\n  remark: { expr: \'$join([Notes, `Lead source`], " · ")\' }',
      row: { Notes: 'Called twice', 'Lead source': 'Fair' },
      payload: { remark: 'Called twice · Fair' },
    },
  ],
  lookups: [
    {
      title: 'An agent, and the name that is filled in with the id',
      text: 'Where two agents have the same name, write `Department/Name`.',
      yaml: 'fields:\n  liable_serviceid: { column: Owner, lookup: agent }',
      row: { Owner: 'support/chen jie' },
      payload: { liable_service_name: 'Chen Jie' },
    },
    {
      title: 'A city within its province',
      text: 'Two provinces have a city of this name; the province of the row decides.',
      yaml: 'fields:\n  proviceid: { column: Province, lookup: province }\n  cityid: { column: City, lookup: city }',
      row: { Province: 'Guangdong Province', City: 'Xinhua City' },
      payload: { proviceid: '440000', cityid: '449900', provice_name: 'Guangdong Province', city_name: 'Xinhua City' },
    },
    {
      title: 'A name that does not exist',
      text: 'The row is rejected, with up to three suggestions.',
      yaml: 'fields:\n  countryid: { column: Country, lookup: country }',
      row: { Country: 'Germny' },
      problem: '"Germny" matches no country in the CRM. Did you mean "Germany"?',
    },
  ],
  custom: [
    {
      title: 'By name, by variable or by id',
      text: 'Options can be given by name, param or value.',
      yaml: 'custom:\n  Favourite fruit: Fruit\n  customField3: { column: Born, transform: [{ date: DD/MM/YYYY }] }\n  Interests: { column: Hobbies, split: ";" }',
      row: { Fruit: 'xigua', Born: '03/04/1990', Hobbies: 'music; Travel' },
      custom: { 'Favourite fruit': 'Watermelon', Birthday: '1990-04-03', Interests: 'Music,Travel' },
    },
    {
      title: 'A cascade',
      text: 'From the top down: one column for each level, one cell split at a separator, or the name of an option that is unique in the tree.',
      yaml: 'custom:\n  Region: { column: [Area, Country, City], path: true }',
      row: { Area: 'APAC', Country: 'China', City: 'Shanghai' },
      custom: { Region: 'APAC,China,Shanghai' },
    },
  ],
};

/** What each type of custom field takes and sends. The type codes are those of "Query Customer Custom Field" in the API document. */
export const CUSTOM_FIELD_TYPES: readonly {
  readonly type: number;
  readonly name: string;
  readonly cell: string;
  readonly sent: string;
}[] = [
  { type: fieldType.text, name: 'Single-line text', cell: 'any text', sent: 'the text' },
  {
    type: fieldType['multi-line-text'],
    name: 'Multi-line text',
    cell: 'any text',
    sent: 'the text, including line breaks',
  },
  { type: fieldType.date, name: 'Date', cell: 'a date (see above)', sent: 'YYYY-MM-DD' },
  { type: fieldType.time, name: 'Time', cell: 'a time of day: 9:30, 14:05, 2:05 PM', sent: 'HH:mm' },
  {
    type: fieldType.number,
    name: 'Number',
    cell: 'a number in plain digits; other notations with the transform `number`',
    sent: 'the digits',
  },
  {
    type: fieldType['drop-down'],
    name: 'Drop-down list',
    cell: 'an option by name, param or value',
    sent: "the option's value",
  },
  {
    type: fieldType['check-box'],
    name: 'Check box',
    cell: 'options, several with `split`',
    sent: 'the values, joined by commas',
  },
  {
    type: fieldType.radio,
    name: 'Radio button',
    cell: 'an option by name, param or value',
    sent: "the option's value",
  },
  {
    type: fieldType.cascade,
    name: 'Cascade',
    cell: 'the path from the top down, with `path: true`',
    sent: 'the values of the path, joined by commas',
  },
];
