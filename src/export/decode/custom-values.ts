import { fieldType } from '../../api/codes/custom-field.ts';
import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import type { OutColumn, OutValue } from '../../files/index.ts';

/** One entry of `ex_field_str` in an answer. */
interface CustomEntry {
  readonly fieldid?: unknown;
  readonly field_value?: unknown;
  readonly field_text?: unknown;
}

/** How a custom field is shown. */
export interface CustomDecoder {
  readonly kind: NonNullable<OutColumn['kind']>;
  decode(entry: CustomEntry): OutValue;
}

/** Between the options of a check box, and between the levels of a cascade. */
const OPTION_SEPARATOR = '; ';
const CASCADE_SEPARATOR = ' / ';

/** How the values of a custom field are shown: options by their names, a cascade as its path. */
export function customDecoder(field: CustomFieldDefinition): CustomDecoder {
  switch (field.field_type) {
    case fieldType.date:
      return { kind: 'date', decode: customDate };
    case fieldType.number:
      return { kind: 'number', decode: customNumber };
    case fieldType['drop-down']:
    case fieldType.radio:
    case fieldType['check-box']:
      return { kind: 'text', decode: optionNames(field, OPTION_SEPARATOR) };
    case fieldType.cascade:
      return { kind: 'text', decode: optionNames(field, CASCADE_SEPARATOR) };
    default:
      return { kind: 'text', decode: customText };
  }
}

/** The custom fields of one row, by field id. */
export type CustomEntries = ReadonlyMap<string, CustomEntry>;

/** Reads an `ex_field_str`; no entries where it is blank or unreadable. */
export function customEntries(text: unknown): CustomEntries {
  if (typeof text !== 'string' || text === '') return NO_ENTRIES;
  try {
    const entries: unknown = JSON.parse(text);
    if (!Array.isArray(entries)) return NO_ENTRIES;
    return new Map((entries as CustomEntry[]).map((entry) => [String(entry?.fieldid ?? ''), entry]));
  } catch {
    return NO_ENTRIES;
  }
}

const NO_ENTRIES: CustomEntries = new Map();

function customText({ field_value: value }: CustomEntry): OutValue {
  return value === undefined || value === null ? null : String(value);
}

function customDate(entry: CustomEntry): OutValue {
  const text = customText(entry);
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) ? { kind: 'date', text } : text;
}

/** A number that a spreadsheet would show otherwise (leading zeros, more than 15 digits) stays text. */
function customNumber(entry: CustomEntry): OutValue {
  const text = customText(entry);
  if (typeof text !== 'string' || text === '') return null;
  const number = Number(text);
  return String(number) === text && text.replace(/\D/g, '').length <= 15 ? number : text;
}

/** Values of options, joined by comma on the wire, as their names. The server's own text stands in for options that are no longer defined. */
function optionNames(field: CustomFieldDefinition, separator: string): (entry: CustomEntry) => OutValue {
  const names = new Map(field.cus_field_data_info_list.map((option) => [option.data_value, option.data_name ?? '']));
  return ({ field_value: value, field_text: text }) => {
    if (value === undefined || value === null || value === '') return null;
    const values = String(value).split(',');
    if (values.every((each) => names.has(each))) return values.map((each) => names.get(each)).join(separator);
    const texts = typeof text === 'string' && text !== '' ? text.split(',') : [];
    if (texts.length !== values.length) return typeof text === 'string' && text !== '' ? text : String(value);
    return values.map((each, index) => names.get(each) ?? texts[index]).join(separator);
  };
}
