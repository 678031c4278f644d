import type { CustomFieldForm, TargetFieldForm, TargetForm } from '../../../../schemas/mappings.ts';
import type { LineSpec } from './mapping-lines.ts';

/** A field that a column can fill. */
export interface FieldChoice {
  /** The id of its line: `fields.nick`. */
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
  readonly field: TargetFieldForm | undefined;
  readonly custom: CustomFieldForm | undefined;
}

/** Fields under a heading; the target's own fields have none. */
interface FieldGroup {
  readonly id: string;
  readonly title: string | undefined;
  readonly choices: readonly FieldChoice[];
}

/** All fields of a target, grouped as the drop-down shows them. */
export function fieldGroups(target: TargetForm): readonly FieldGroup[] {
  const own = (section: string, fields: readonly TargetFieldForm[], isAlways: boolean): FieldChoice[] =>
    fields.map((field) => ({
      id: `${section}.${field.name}`,
      label: field.label,
      required: isAlways && field.required,
      field,
      custom: undefined,
    }));
  return [
    { id: 'fields', title: undefined, choices: own('fields', target.fields, true) },
    {
      id: 'custom',
      title: 'custom',
      choices: target.custom.map((custom) => ({
        id: `custom.${custom.name}`,
        label: custom.name,
        required: custom.required,
        field: undefined,
        custom,
      })),
    },
    ...target.sections.map(({ name, title, fields }) => ({ id: name, title, choices: own(name, fields, false) })),
  ].filter(({ choices }) => choices.length > 0);
}

/** The line of a column that is newly sent to a field: names are looked up where the field takes an id. */
export function newSpec(choice: FieldChoice, column: string): LineSpec {
  const lookup = choice.field?.lookup;
  const isTag = choice.id.startsWith('tags.');
  return { column, ...(lookup !== undefined && !isTag && { lookup }) };
}
