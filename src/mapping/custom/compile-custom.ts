import { type CustomFieldDefinition, fieldType, fillFlag } from '../../api/index.ts';
import type { Target } from '../../targets/index.ts';
import { nearest } from '../../words/index.ts';
import { cleanFreeText, cleanIdentifier } from '../compile/clean-cells.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { handleValues } from '../compile/compile-field.ts';
import { type CellValue, valueText } from '../compile/field-value.ts';
import { checkValues, compileConstantValue, compileSpecValues } from '../compile/spec-values.ts';
import type { MappingState, RowStep } from '../mapped-row.ts';
import { LookupUnavailable } from '../mapping-error.ts';
import { type FieldSpec, longForm } from '../mapping-schema.ts';
import { ValueError, valueErrorSentence } from '../value-error.ts';
import { CustomFieldIndex, customFieldName, knowsOption } from './custom-field-index.ts';
import { compileCustomValue } from './custom-value.ts';

/** Compiles `custom:` against the tenant's definitions: one act for each field. */
export async function compileCustom(context: CompileContext, target: Target): Promise<RowStep[]> {
  const specs = context.mapping.content.custom ?? {};
  const { custom } = target;
  if (custom === undefined) return [];
  const isNeeded = Object.keys(specs).length > 0;
  if (!isNeeded && !custom.complete) return [];
  const listed = await context.lookups.customFields(custom.list).catch((error: unknown) => {
    // A mapping without custom fields can be checked offline, though none says whether the tenant requires one.
    if (isNeeded || !(error instanceof LookupUnavailable)) throw error;
    return [];
  });
  const definitions = new CustomFieldIndex(listed);
  const acts: RowStep[] = [];
  const mapped = new Map<string, string>();
  for (const [name, spec] of Object.entries(specs)) {
    const field = definitions.find(name);
    if (field instanceof ValueError) {
      context.report(field.code, valueErrorSentence(name, field), ['custom', name], 'key');
      continue;
    }
    const before = mapped.get(field.field_id);
    if (before !== undefined) {
      context.report(
        'custom-field-twice',
        `"${name}" and "${before}" are the same custom field.`,
        ['custom', name],
        'key',
      );
      continue;
    }
    mapped.set(field.field_id, name);
    const act = await compileOne(context, name, field, spec, custom.complete);
    if (act !== undefined) acts.push(act);
  }
  if (custom.complete) reportMissing(context, definitions, mapped);
  return acts;
}

function reportMissing(
  context: CompileContext,
  definitions: CustomFieldIndex,
  mapped: ReadonlyMap<string, string>,
): void {
  for (const field of definitions.fields) {
    if (!isRequired(field) || mapped.has(field.field_id)) continue;
    const name = customFieldName(field);
    const [column] = nearest(name, context.columns.names, 1);
    const example = `${/^[\w ]+$/.test(name) ? name : JSON.stringify(name)}: ${column ?? '<column>'}`;
    context.report(
      'custom-field-required',
      `The tenant requires the custom field "${name}" (${field.field_variable ?? field.field_id}), which is not mapped. Add to custom: ${example}`,
      ['custom'],
      'key',
    );
  }
}

function isRequired(field: CustomFieldDefinition): boolean {
  return field.fill_flag === fillFlag.required && (field.field_status ?? 1) === 1;
}

async function compileOne(
  context: CompileContext,
  name: string,
  field: CustomFieldDefinition,
  given: FieldSpec,
  complete: boolean,
): Promise<RowStep | undefined> {
  const spec = longForm(given);
  const path = ['custom', name];
  const toValue = compileCustomValue(field);
  const knows = field.field_type === fieldType['check-box'] ? knowsOption(field) : undefined;
  const start = `{"fieldid":${JSON.stringify(field.field_id)},"field_value":`;
  const entry = (piece: CellValue): string | ValueError => {
    const value = toValue(piece);
    return value instanceof ValueError ? value : `${start}${jsonText(value)}}`;
  };
  const put = (state: MappingState, made: string): void => {
    state.custom.push(made);
  };
  if (spec.const !== undefined) {
    const piece = compileConstantValue(context, spec, path, knows);
    const made = piece === undefined ? undefined : entry(piece);
    if (made instanceof ValueError) {
      context.report(made.code, valueErrorSentence(valueText(piece ?? ''), made), [...path, 'const']);
    }
    if (typeof made !== 'string') return undefined;
    return (state) => {
      put(state, made);
      return undefined;
    };
  }
  if (field.field_type !== fieldType.cascade) await checkValues(context, spec, path, entry);
  const isText = field.field_type === fieldType.text || field.field_type === fieldType['multi-line-text'];
  const clean = isText ? cleanFreeText : cleanIdentifier;
  const values = await compileSpecValues(context, spec, path, { clean, knows });
  if (values === undefined) return undefined;
  const required = complete && isRequired(field);
  const clears = (spec.blank ?? context.mapping.content.blank) === 'clear';
  const onBlank = required
    ? new ValueError('required', 'is blank, and the tenant requires it')
    : clears
      ? `${start}""}`
      : undefined;
  return handleValues(values, {
    field: name,
    repeats: !isText,
    blank: () => onBlank,
    convert: entry,
    put,
  });
}

/** A text in JSON; most values hold nothing to escape, and looking is cheaper than escaping. */
function jsonText(value: string): string {
  return /^[\w .,:;@+/-]*$/.test(value) ? `"${value}"` : JSON.stringify(value);
}
