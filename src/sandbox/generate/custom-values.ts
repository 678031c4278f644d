import type { CustomValues } from '../store/customer.ts';
import type { CustomField, FieldOption, FieldSet } from '../tenant/custom-field.ts';
import { FIELD_TYPES } from '../tenant/field-tables.ts';
import type { Picker } from './pick.ts';

/** Makes up a value for most custom fields of a record. `note` is a sentence in the record's language. */
export function customValueMaker({ fields }: FieldSet, pick: Picker): (note: string) => CustomValues {
  const makers = fields.map((field) => valueMaker(field, pick));
  return (note) => makers.map((make) => (pick.chance(0.7) ? make(note) : null));
}

function valueMaker(field: CustomField, pick: Picker): (note: string) => string | null {
  const values = field.options.map(({ value }) => value);
  switch (field.type) {
    case FIELD_TYPES.multiLine:
      return (note) => `${note}\n${pick.between(2024, 2026)}: ${note}`;
    case FIELD_TYPES.date:
      return () => `${pick.between(1950, 2005)}-${twoDigits(pick.between(1, 12))}-${twoDigits(pick.between(1, 28))}`;
    case FIELD_TYPES.time:
      return () => `${twoDigits(pick.between(0, 23))}:${twoDigits(pick.between(0, 59))}`;
    case FIELD_TYPES.number:
      return () => String(pick.between(0, 200) * 500);
    case FIELD_TYPES.dropDown:
    case FIELD_TYPES.radio:
      return () => pick.one(values);
    case FIELD_TYPES.checkBox:
      return () => pick.some(values, 0.4).join(',') || null;
    case FIELD_TYPES.cascade: {
      const paths = field.options.map(pathOf);
      return () => pick.one(paths);
    }
    default:
      return (note) => note;
  }
}

function pathOf(option: FieldOption): string {
  return option.parent === undefined ? option.value : `${pathOf(option.parent)},${option.value}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
