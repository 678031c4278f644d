import { fieldType } from '../../api/codes/custom-field.ts';

/** What each type of custom field takes and sends. Source: reading notes, "custom field values". */
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
    sent: 'the text, line breaks and all',
  },
  { type: fieldType.date, name: 'Date', cell: 'a date (see above)', sent: 'YYYY-MM-DD' },
  { type: fieldType.time, name: 'Time', cell: 'a time of day: 9:30, 14:05, 2:05 PM', sent: 'HH:mm' },
  {
    type: fieldType.number,
    name: 'Number',
    cell: 'a number in digits; others with the transform `number`',
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
    sent: 'the values, joined by comma',
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
    sent: 'the values of the path, joined by comma',
  },
];
