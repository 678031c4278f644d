import { deriveDigits, deriveId } from '../derive-id.ts';
import type { FieldRow, FieldTypeCode, OptionRow } from './field-tables.ts';

/** An option of a custom field. */
export interface FieldOption {
  readonly id: string;
  /** What a record stores and a request sends. */
  readonly value: string;
  readonly name: string;
  readonly params: string | null;
  /** The option above it in a cascade; absent on roots and in the other types. */
  readonly parent?: FieldOption;
}

/** A custom field's definition. */
export interface CustomField {
  readonly id: string;
  readonly variable: string;
  readonly name: string;
  readonly type: FieldTypeCode;
  readonly params: string | null;
  readonly required: boolean;
  /** Where the values of a record hold this field. */
  readonly position: number;
  /** Options in the order in which the list tells them: a cascade depth first. */
  readonly options: readonly FieldOption[];
  readonly optionsByValue: ReadonlyMap<string, FieldOption>;
}

/** The custom fields of customers or of enterprises. */
export interface FieldSet {
  readonly fields: readonly CustomField[];
  readonly byId: ReadonlyMap<string, CustomField>;
  readonly byParams: ReadonlyMap<string, CustomField>;
  /** Code of `operate_type`: 1 customer, 2 enterprise, as in the examples. */
  readonly operateType: 1 | 2;
}

/** Makes a field set of its table. Names in `required` get `fill_flag` 1. */
export function buildFieldSet(
  seed: string,
  operateType: 1 | 2,
  rows: readonly FieldRow[],
  required: ReadonlySet<string>,
): FieldSet {
  const fields = rows.map((row, position): CustomField => {
    const id = deriveId(seed, 'field', operateType, row.variable);
    const options = (row.options ?? []).flatMap((option) => withDescendants(option, id, undefined));
    return {
      id,
      variable: row.variable,
      name: row.name,
      type: row.type,
      params: row.params ?? null,
      required: required.has(row.name),
      position,
      options,
      optionsByValue: new Map(options.map((option) => [option.value, option])),
    };
  });
  return fieldSet(operateType, fields);
}

/** A field set of given fields. */
export function fieldSet(operateType: 1 | 2, fields: readonly CustomField[]): FieldSet {
  return {
    fields,
    byId: new Map(fields.map((field) => [field.id, field])),
    byParams: new Map(fields.flatMap((field) => (field.params === null ? [] : [[field.params, field] as const]))),
    operateType,
  };
}

function withDescendants(row: OptionRow, place: string, parent: FieldOption | undefined): FieldOption[] {
  const path = `${place}/${row.name}`;
  const option: FieldOption = {
    id: deriveId(path),
    value: deriveDigits(path),
    name: row.name,
    params: row.params ?? null,
    ...(parent && { parent }),
  };
  return [option, ...(row.below ?? []).flatMap((below) => withDescendants(below, path, option))];
}
