import type { CustomValues } from '../store/customer.ts';
import type { CustomField, FieldSet } from '../tenant/custom-field.ts';
import { FIELD_TYPES } from '../tenant/field-tables.ts';

/** An entry of `ex_field_str` in an answer. */
interface AnswerEntry {
  fieldid: string;
  field_value: string;
  field_text?: string;
  field_type: string;
  field_params?: string;
  data_params?: string;
}

/** The filled custom fields as `ex_field_str` of an answer; nothing if none is filled. */
export function filledEntries(values: CustomValues, { fields }: FieldSet): string | undefined {
  const entries: AnswerEntry[] = [];
  for (const field of fields) {
    const value = values[field.position];
    if (value) entries.push(entryOf(field, value));
  }
  return entries.length === 0 ? undefined : JSON.stringify(entries);
}

/** All custom fields as `ex_field_str` of an answer, empty ones with the value `""` as in the example of the details. */
export function allEntries(values: CustomValues, { fields }: FieldSet): string {
  return JSON.stringify(fields.map((field) => entryOf(field, values[field.position] ?? '')));
}

function entryOf(field: CustomField, value: string): AnswerEntry {
  const entry: AnswerEntry = { fieldid: field.id, field_value: value, field_type: String(field.type) };
  if (field.options.length === 0 || value === '') return entry;
  const options = value.split(',').map((part) => field.optionsByValue.get(part));
  entry.field_text = options.map((option) => option?.name ?? '').join(',');
  if (field.type === FIELD_TYPES.dropDown && field.params !== null) {
    entry.field_params = field.params;
    const params = options[0]?.params;
    if (params) entry.data_params = params;
  }
  return entry;
}
