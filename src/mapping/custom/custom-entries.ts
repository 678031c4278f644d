import type { CustomFieldDefinition } from '../../api/index.ts';

/** One entry of `ex_field_str` in an answer. */
export interface CustomEntry {
  readonly fieldid?: unknown;
  readonly field_value?: unknown;
  readonly field_text?: unknown;
}

/** The custom fields of one record, by field id. */
export type CustomEntries = ReadonlyMap<string, CustomEntry>;

/** Reads an `ex_field_str`. A blank text has no entries; undefined if it is missing or unreadable. */
export function readCustomEntries(text: unknown): CustomEntries | undefined {
  if (typeof text !== 'string') return undefined;
  if (text.trim() === '') return NO_ENTRIES;
  try {
    const entries: unknown = JSON.parse(text);
    if (!Array.isArray(entries)) return undefined;
    return new Map((entries as CustomEntry[]).map((entry) => [String(entry?.fieldid ?? ''), entry]));
  } catch {
    return undefined;
  }
}

const NO_ENTRIES: CustomEntries = new Map();

/** Separates the options of a check box where people read them. */
export const OPTION_SEPARATOR = '; ';

/** Separates the levels of a cascade where people read them. */
export const CASCADE_SEPARATOR = ' / ';

/**
 * Makes the function that turns the values of options, joined by comma on the wire, into their names; `text` is the server's own
 * text for them, which replaces options that are no longer defined. Returns `null` for a blank value.
 */
export function optionNames(
  field: CustomFieldDefinition,
  separator: string,
): (value: unknown, text?: unknown) => string | null {
  const names = new Map(field.cus_field_data_info_list.map((option) => [option.data_value, option.data_name ?? '']));
  return (value, text) => {
    if (value === undefined || value === null || value === '') return null;
    const values = String(value).split(',');
    if (values.every((each) => names.has(each))) return values.map((each) => names.get(each)).join(separator);
    const texts = typeof text === 'string' && text !== '' ? text.split(',') : [];
    if (texts.length !== values.length) return typeof text === 'string' && text !== '' ? text : String(value);
    return values.map((each, index) => names.get(each) ?? texts[index]).join(separator);
  };
}
