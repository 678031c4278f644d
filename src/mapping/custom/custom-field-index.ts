import type { CustomFieldDefinition } from '../../api/index.ts';
import { cellText } from '../../files/index.ts';
import { didYouMean, t } from '../../words/index.ts';
import { type CellValue, isList, itemsOf } from '../compile/field-value.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import { fold } from '../fold.ts';
import { type NamedEntry, NameIndex } from '../lookups/name-index.ts';
import { itemError, listed, ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';

/** Finds the tenant's custom fields as mappings name them: by id, by variable, or by name. */
export class CustomFieldIndex {
  readonly fields: readonly CustomFieldDefinition[];

  constructor(fields: readonly CustomFieldDefinition[]) {
    this.fields = fields;
  }

  find(name: string): CustomFieldDefinition | ValueError {
    const matches =
      this.#only((field) => field.field_id === name) ??
      this.#only((field) => field.field_variable === name) ??
      this.#only((field) => field.field_name === name) ??
      this.#only((field) => fold(field.field_name ?? '') === fold(name)) ??
      [];
    const [first] = matches;
    if (first !== undefined && matches.length === 1) return first;
    if (matches.length > 1) {
      const variables = matches.map((field) => field.field_variable ?? field.field_id);
      return new ValueError(
        'ambiguous-custom-field',
        FAULT_MESSAGES['ambiguous-custom-field'].text.several(matches.length, listed(variables)),
      );
    }
    const names = this.fields.flatMap((field) => [field.field_name ?? '', field.field_variable ?? '']);
    const suggestion = didYouMean(name, names);
    const shown = this.fields.map((field) => `${field.field_name} (${field.field_variable})`);
    const { text } = FAULT_MESSAGES['unknown-custom-field'];
    const predicate =
      shown.length === 0
        ? text.none()
        : suggestion === ''
          ? text.listed(listed(shown, 12))
          : text.suggested(suggestion);
    return new ValueError('unknown-custom-field', predicate);
  }

  #only(matches: (field: CustomFieldDefinition) => boolean): CustomFieldDefinition[] | undefined {
    const found = this.fields.filter(matches);
    return found.length === 0 ? undefined : found;
  }
}

/** A custom field's name in messages. */
export function customFieldName(field: CustomFieldDefinition): string {
  return field.field_name || field.field_variable || field.field_id;
}

type Option = CustomFieldDefinition['cus_field_data_info_list'][number];

/** An option is found by its name, its param, its value or its id; its value is what is sent. */
export function optionEntries(options: readonly Option[]): NamedEntry[] {
  return options.map((option) => ({
    id: option.data_value,
    name: option.data_name ?? '',
    ...(option.data_params ? { also: [option.data_params] } : {}),
    ...(option.data_id ? { otherIds: [option.data_id] } : {}),
  }));
}

/** Drop-down and radio: one option. */
export function oneOption(field: CustomFieldDefinition): (value: CellValue) => string | ValueError {
  const options = optionIndex(field);
  return (value) => {
    if (isList(value) && itemsOf(value).length > 1) {
      return new ValueError('too-many', VALUE_MESSAGES['too-many'].text.oneOnly(customFieldName(field)));
    }
    const found = options.find(cellText(itemsOf(value)[0]));
    return found instanceof ValueError ? found : found.id;
  };
}

/** Check box: several options, joined by comma; each counts once. */
export function severalOptions(field: CustomFieldDefinition): (value: CellValue) => string | ValueError {
  const options = optionIndex(field);
  return (value) => {
    const items = itemsOf(value);
    const only = items.length === 1 ? cellText(items[0]) : undefined;
    if (only !== undefined) {
      const found = options.find(only);
      if (!(found instanceof ValueError)) return found.id;
      return /[,;、，；]/.test(only)
        ? new ValueError(
            found.code,
            t`${found.predicate}${/[?？。]$/.test(found.predicate) ? '' : '.'} For several options, set split: ";" in the mapping`,
          )
        : found;
    }
    const ids = new Set<string>();
    for (const item of items) {
      const text = cellText(item);
      const found = options.find(text);
      if (found instanceof ValueError) return itemError(text, found);
      ids.add(found.id);
    }
    return [...ids].join(',');
  };
}

/** Creates the test whether a text names an option of the field. */
export function knowsOption(field: CustomFieldDefinition): (name: string) => boolean {
  const options = optionIndex(field);
  return (name) => options.knows(name);
}

function optionIndex(field: CustomFieldDefinition): NameIndex {
  return new NameIndex(t`${customFieldName(field)} option`, optionEntries(field.cus_field_data_info_list));
}
