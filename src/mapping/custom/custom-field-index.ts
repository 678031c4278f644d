import type { CustomFieldDefinition } from '../../api/index.ts';
import { cellText } from '../../files/index.ts';
import { didYouMean } from '../../words/index.ts';
import { type CellValue, isList, itemsOf } from '../compile/field-value.ts';
import { fold } from '../fold.ts';
import { type NamedEntry, NameIndex } from '../lookups/name-index.ts';
import { listed, shorten, ValueError } from '../value-error.ts';

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
        `is the name of ${matches.length} custom fields; write one of ${listed(variables)}`,
      );
    }
    const names = this.fields.flatMap((field) => [field.field_name ?? '', field.field_variable ?? '']);
    const suggestion = didYouMean(name, names);
    const shown = this.fields.map((field) => `${field.field_name} (${field.field_variable})`);
    const known =
      shown.length === 0
        ? '; the tenant has none'
        : suggestion === ''
          ? `; there are ${listed(shown, 12)}`
          : `.${suggestion}`;
    return new ValueError('unknown-custom-field', `is no custom field of the tenant${known}`);
  }

  #only(matches: (field: CustomFieldDefinition) => boolean): CustomFieldDefinition[] | undefined {
    const found = this.fields.filter(matches);
    return found.length === 0 ? undefined : found;
  }
}

/** What messages call a custom field. */
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
export function oneOption(field: CustomFieldDefinition): (piece: CellValue) => string | ValueError {
  const options = optionIndex(field);
  return (piece) => {
    if (isList(piece) && itemsOf(piece).length > 1) {
      return new ValueError('too-many', `is more than one value, and ${customFieldName(field)} takes one`);
    }
    const found = options.find(cellText(itemsOf(piece)[0]));
    return found instanceof ValueError ? found : found.id;
  };
}

/** Check box: several options, joined by comma; each counts once. */
export function severalOptions(field: CustomFieldDefinition): (piece: CellValue) => string | ValueError {
  const options = optionIndex(field);
  return (piece) => {
    const items = itemsOf(piece);
    const only = items.length === 1 ? cellText(items[0]) : undefined;
    if (only !== undefined) {
      const found = options.find(only);
      if (!(found instanceof ValueError)) return found.id;
      return /[,;、，；]/.test(only)
        ? new ValueError(
            found.code,
            `${found.predicate}${found.predicate.endsWith('?') ? '' : '.'} Several options need split: ";" in the mapping`,
          )
        : found;
    }
    const ids = new Set<string>();
    for (const item of items) {
      const text = cellText(item);
      const found = options.find(text);
      if (found instanceof ValueError)
        return new ValueError(found.code, `holds "${shorten(text)}", which ${found.predicate}`);
      ids.add(found.id);
    }
    return [...ids].join(',');
  };
}

/** Tells whether a text names an option of the field. */
export function knowsOption(field: CustomFieldDefinition): (name: string) => boolean {
  const options = optionIndex(field);
  return (name) => options.knows(name);
}

function optionIndex(field: CustomFieldDefinition): NameIndex {
  return new NameIndex(`${customFieldName(field)} option`, optionEntries(field.cus_field_data_info_list));
}
