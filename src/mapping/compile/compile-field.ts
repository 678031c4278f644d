import type { TargetField } from '../../targets/target.ts';
import { ValueError, valueErrorSentence } from '../refusal.ts';
import { handleValues } from './act-on-values.ts';
import { checkValues } from './check-values.ts';
import { cleanTextOf } from './clean-text.ts';
import type { CompileContext } from './compile-context.ts';
import { compileConstantValue } from './constant-piece.ts';
import { type ConversionOptions, compileConversion, type FieldConversion, parentOf } from './field-conversion.ts';
import type { FieldPlan } from './field-plan.ts';
import { valueText } from './piece.ts';
import { type MappingState, newMappingState, type RowStep } from './row-state.ts';
import { compileSpecValues } from './values-of-spec.ts';

/** Compiles a field to the act that puts its value into the payload, or its problem among the row's. */
export async function compileField(
  context: CompileContext,
  plan: FieldPlan,
  options: ConversionOptions = {},
): Promise<RowStep | undefined> {
  const { spec } = plan;
  const conversion = await compileConversion(context, plan, options);
  if (spec.const !== undefined) return compileConstant(context, plan, conversion);
  if (conversion.repeats) await checkValues(context, spec, plan.path, (text) => conversion.convert(text, nowhere()));
  const values = await compileSpecValues(context, spec, plan.path, {
    clean: cleanTextOf(plan, context.mapping.content.key),
    knows: conversion.knows,
  });
  if (values === undefined) return undefined;
  const empty = (spec.blank ?? context.mapping.content.blank) === 'clear' ? emptyValue(plan.field) : undefined;
  return handleValues(values, {
    ...conversion,
    field: plan.shownName,
    blank: () => (empty === undefined ? undefined : { value: empty, name: '' }),
  });
}

/** A row that is none, for what can be converted without one. */
function nowhere(): MappingState {
  return newMappingState({ number: 0, cells: [] }, []);
}

/** What `blank: clear` sends; a code cannot be cleared, so it is left out. */
function emptyValue(field: TargetField): unknown {
  if (field.type === 'code') return undefined;
  return field.type === 'text' ? '' : [];
}

/** A constant is converted once, and what is wrong with it is the mapping's problem; within a parent, for each row. */
async function compileConstant(
  context: CompileContext,
  plan: FieldPlan,
  conversion: FieldConversion,
): Promise<RowStep | undefined> {
  const piece = compileConstantValue(context, plan.spec, plan.path, conversion.knows);
  if (piece === undefined) return undefined;
  const put: FieldConversion['put'] = (state, value) => {
    const { fromRow } = state;
    conversion.put(state, value);
    state.fromRow = fromRow;
  };
  if (parentOf(plan) !== undefined) {
    const values = { source: { read: () => piece }, shape: undefined };
    return handleValues(values, { ...conversion, put, field: plan.shownName, blank: () => undefined });
  }
  const value = await conversion.convert(piece, nowhere());
  if (value instanceof ValueError) {
    context.report(value.code, valueErrorSentence(valueText(piece), value), [...plan.path, 'const']);
    return undefined;
  }
  return (state) => {
    put(state, value);
    return undefined;
  };
}
