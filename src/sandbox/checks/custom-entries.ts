import { refuse } from '../refusal.ts';
import type { CustomValues } from '../store/customer.ts';
import type { CustomField, FieldSet } from '../tenant/custom-field.ts';
import { isParams, listParam, type Params, textParam } from './body.ts';
import { checkCustomValue } from './custom-value.ts';

/** A custom field with the value that a request gives it; `''` clears it. */
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

/** A field is named by `fieldid`, or by its param name where it has one. */
function fieldOf(name: string, entry: Params, fields: FieldSet): CustomField {
  const id = textParam(entry, 'fieldid');
  const params = textParam(entry, 'field_params');
  if (id) return fields.byId.get(id) ?? refuse('unknownField', name, id);
  if (params) return fields.byParams.get(params) ?? refuse('unknownField', name, params);
  return refuse('required', `${name} fieldid`);
}

/** The values after an entry for each field given: all others stay (`merge`) or go. */
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

/** Refuses values that leave a field empty which must be filled. */
export function checkFilled(name: string, values: CustomValues, fields: FieldSet): void {
  for (const field of fields.fields) {
    if (field.required && !values[field.position]) refuse('required', `${name} "${field.name}"`);
  }
}
