import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import { didYouMean } from '../../words/nearest.ts';
import { fold } from '../fold.ts';
import { listed, ValueError } from '../refusal.ts';

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
