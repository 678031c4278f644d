import { type CustomFieldDefinition, fieldType, fillFlag } from '../../api/index.ts';
import type { Target } from '../../targets/index.ts';
import { nearest } from '../../words/index.ts';
import { cleanFreeText, cleanIdentifier } from '../compile/clean-cells.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { handleValues } from '../compile/compile-field.ts';
import { type CellValue, valueText } from '../compile/field-value.ts';
import { checkValues, compileConstantValue, compileSpecValues } from '../compile/spec-values.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import type { MappingState, RowStep } from '../mapped-row.ts';
import { LookupUnavailable } from '../mapping-error.ts';
import { type FieldSpec, longForm } from '../mapping-schema.ts';
import { ValueError, valueErrorSentence } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import { CustomFieldIndex, customFieldName, knowsOption } from './custom-field-index.ts';
import { compileCustomValue } from './custom-value.ts';

/** The compiled custom fields of a mapping. */
interface CustomPlan {
  /** One for each field. */
  readonly steps: readonly RowStep[];
  /** The ids of the fields by their names in the mapping. */
  readonly ids: ReadonlyMap<string, string>;
}

const NO_CUSTOM_FIELDS: CustomPlan = { steps: [], ids: new Map() };

/** Compiles `custom:` against the tenant's definitions. */
export async function compileCustom(context: CompileContext, target: Target): Promise<CustomPlan> {
  const specs = context.mapping.content.custom ?? {};
  const { custom } = target;
  if (custom === undefined) return NO_CUSTOM_FIELDS;
  const isNeeded = Object.keys(specs).length > 0;
  if (!isNeeded && !custom.complete) return NO_CUSTOM_FIELDS;
  const listed = await context.lookups.customFields(custom.list).catch((error: unknown) => {
    // A mapping without custom fields can be checked offline, although it is not known whether the tenant requires one.
    if (isNeeded || !(error instanceof LookupUnavailable)) throw error;
    return [];
  });
  const definitions = new CustomFieldIndex(listed);
  const steps: RowStep[] = [];
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
        FAULT_MESSAGES['custom-field-twice'].text.both(name, before),
        ['custom', name],
        'key',
      );
      continue;
    }
    mapped.set(field.field_id, name);
    if (longForm(spec).merge === 'append' && !isAppendable(field)) {
      const { cannotAppendCustom } = FAULT_MESSAGES['bad-value'].text;
      context.report('bad-value', cannotAppendCustom(), ['custom', name, 'merge']);
    }
    const step = await compileOne(context, name, field, spec, custom.complete);
    if (step !== undefined) steps.push(step);
  }
  if (custom.complete) reportMissing(context, definitions, mapped);
  return { steps, ids: new Map([...mapped].map(([id, name]) => [name, id])) };
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
      FAULT_MESSAGES['custom-field-required'].text.field(name, field.field_variable ?? field.field_id, example),
      ['custom'],
      'key',
    );
  }
}

/** Can a value be added to the one that the customer has? */
function isAppendable({ field_type }: CustomFieldDefinition): boolean {
  return field_type === fieldType['check-box'] || field_type === fieldType['multi-line-text'];
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
  const entry = (value: CellValue): string | ValueError => {
    const text = toValue(value);
    return text instanceof ValueError ? text : `${start}${jsonText(text)}}`;
  };
  const put = (state: MappingState, json: string): void => {
    state.custom.push(json);
  };
  if (spec.const !== undefined) {
    const value = compileConstantValue(context, spec, path, knows);
    const json = value === undefined ? undefined : entry(value);
    if (json instanceof ValueError) {
      context.report(json.code, valueErrorSentence(valueText(value ?? ''), json), [...path, 'const']);
    }
    if (typeof json !== 'string') return undefined;
    return (state) => {
      put(state, json);
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
    ? new ValueError('required', VALUE_MESSAGES.required.text.byTenant())
    : clears
      ? `${start}""}`
      : undefined;
  return handleValues(values, {
    field: name,
    isCacheable: !isText,
    blank: () => onBlank,
    convert: entry,
    put,
  });
}

/** A text in JSON; most values contain nothing to escape, and testing is cheaper than escaping. */
function jsonText(value: string): string {
  return /^[\w .,:;@+/-]*$/.test(value) ? `"${value}"` : JSON.stringify(value);
}
