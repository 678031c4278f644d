import { refuse } from '../refusal.ts';
import type { CustomField, FieldOption } from '../tenant/custom-field.ts';
import { FIELD_TYPES } from '../tenant/field-tables.ts';

/** Refuses a value that does not fit its custom field. An empty one clears the field and always fits. */
export function checkCustomValue(param: string, field: CustomField, value: string): void {
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

/** A cascade sends its path from the top, each option below the one before it. */
function checkPath(name: string, field: CustomField, path: readonly string[]): void {
  let above: FieldOption | undefined;
  for (const value of path) {
    const option = optionOf(name, field, value);
    if (option.parent !== above) {
      refuse('unknownPath', name, `"${option.name}" does not lie ${above ? `below "${above.name}"` : 'at the top'}`);
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
