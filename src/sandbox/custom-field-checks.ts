import { isParams, listParam, type Params, textParam } from './parameter-checks.ts';
import { refuse } from './ret-code-error.ts';
import type { CustomValues } from './store/customer.ts';
import { type CustomField, FIELD_TYPES, type FieldOption, type FieldSet } from './tenant/custom-fields.ts';

/** A custom field with its value in a request; `''` clears it. */
export type CustomEntry = readonly [field: CustomField, value: string];

/** Reads `ex_field_str`: a JSON array of entries, serialised into a string. */
export function serialisedEntries(params: Params, name: string, fields: FieldSet): readonly CustomEntry[] | undefined {
  const serialised = textParam(params, name);
  if (serialised === undefined || serialised === '') return undefined;
  return readEntries(name, parseList(name, serialised), fields);
}

/** Reads `extend_fields`: the same entries as a real array. */
export function listedEntries(params: Params, name: string, fields: FieldSet): readonly CustomEntry[] | undefined {
  const entries = listParam(params, name);
  return entries && readEntries(name, entries, fields);
}

function parseList(name: string, serialised: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(serialised);
  } catch {
    parsed = undefined;
  }
  return Array.isArray(parsed) ? parsed : refuse('badFormat', name, 'a JSON array, serialised into a string');
}

function readEntries(name: string, entries: readonly unknown[], fields: FieldSet): readonly CustomEntry[] {
  return entries.map((entry) => {
    if (!isParams(entry)) return refuse('wrongType', name, 'a list of objects');
    const field = fieldOf(name, entry, fields);
    const value = textParam(entry, 'field_value') ?? refuse('required', `${name} "${field.name}" field_value`);
    checkCustomValue(name, field, value);
    return [field, value];
  });
}

/** A field is identified by `fieldid`, or by its param name if it has one. */
function fieldOf(name: string, entry: Params, fields: FieldSet): CustomField {
  const id = textParam(entry, 'fieldid');
  const params = textParam(entry, 'field_params');
  if (id) return fields.byId.get(id) ?? refuse('unknownField', name, id);
  if (params) return fields.byParams.get(params) ?? refuse('unknownField', name, params);
  return refuse('required', `${name} fieldid`);
}

/** The values after the given entries are applied: all others stay (`merge`) or are cleared. */
export function withEntries(
  before: CustomValues,
  entries: readonly CustomEntry[],
  merge: boolean,
  fields: FieldSet,
): CustomValues {
  const values: (string | null)[] = merge ? [...before] : [];
  while (values.length < fields.fields.length) values.push(null);
  for (const [field, value] of entries) values[field.position] = value === '' ? null : value;
  return values;
}

/** Refuses values that leave a required field empty. */
export function checkFilled(name: string, values: CustomValues, fields: FieldSet): void {
  for (const field of fields.fields) {
    if (field.required && !values[field.position]) refuse('required', `${name} "${field.name}"`);
  }
}

/** Refuses a value that is invalid for its custom field. An empty value clears the field and is always valid. */
function checkCustomValue(param: string, field: CustomField, value: string): void {
  if (value === '') return;
  const name = `${param} "${field.name}"`;
  switch (field.type) {
    case FIELD_TYPES.date:
      if (!isCalendarDate(value)) refuse('badFormat', name, 'YYYY-MM-DD');
      break;
    case FIELD_TYPES.time:
      if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value)) refuse('badFormat', name, 'HH:mm');
      break;
    case FIELD_TYPES.number:
      if (!/^-?\d+(?:\.\d+)?$/.test(value)) refuse('badFormat', name, 'a number in digits');
      break;
    case FIELD_TYPES.dropDown:
    case FIELD_TYPES.radio:
      optionOf(name, field, value);
      break;
    case FIELD_TYPES.checkBox:
      for (const part of value.split(',')) optionOf(name, field, part);
      break;
    case FIELD_TYPES.cascade:
      checkPath(name, field, value.split(','));
      break;
    default:
  }
}

function optionOf(name: string, field: CustomField, value: string): FieldOption {
  return field.optionsByValue.get(value) ?? refuse('unknownOption', name, `"${value}" is none of its options`);
}

/** A cascade sends its path from the top, each option below the previous one. */
function checkPath(name: string, field: CustomField, path: readonly string[]): void {
  let above: FieldOption | undefined;
  for (const value of path) {
    const option = optionOf(name, field, value);
    if (option.parent !== above) {
      refuse('unknownPath', name, `"${option.name}" is not ${above ? `below "${above.name}"` : 'at the top'}`);
    }
    above = option;
  }
}

/** Is it a day of the calendar, as `YYYY-MM-DD`? */
export function isCalendarDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
