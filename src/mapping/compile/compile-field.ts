import { cellText } from '../../files/index.ts';
import type { TargetField } from '../../targets/index.ts';
import { REFERENCE_LISTS } from '../lookups/reference-lists.ts';
import { type MappingState, newMappingState, type Pending, type RowStep } from '../mapped-row.ts';
import { BoundedMap } from '../memoize.ts';
import { DEPENDENT_VALUE_ERROR, ValueError, valueErrorSentence } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import { cleanTextOf } from './clean-cells.ts';
import type { CompileContext, FieldPlan } from './compile-context.ts';
import { type CellValue, isBlankValue, isList, itemsOf, rowProblemOf, valueText } from './field-value.ts';
import {
  checkValues,
  compileConstantValue,
  compileSpecValues,
  type KnowsName,
  type SpecValues,
} from './spec-values.ts';
import { compileResolution, compileWireValue, type Resolution } from './wire-value.ts';

/** Compiles a field to the step that puts its value into the payload, or its problem into the row's problems. */
export async function compileField(
  context: CompileContext,
  plan: FieldPlan,
  options: ConversionOptions = {},
): Promise<RowStep | undefined> {
  const { spec } = plan;
  const conversion = await compileConversion(context, plan, options);
  if (spec.const !== undefined) return compileConstant(context, plan, conversion);
  if (conversion.isCacheable)
    await checkValues(context, spec, plan.path, (text) => conversion.convert(text, emptyState()));
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

/** The state of an empty row, for values that are converted without one. */
function emptyState(): MappingState {
  return newMappingState({ number: 0, cells: [] }, []);
}

/** The value that `blank: clear` sends; a code cannot be cleared, so it is left out. */
function emptyValue(field: TargetField): unknown {
  if (field.type === 'code') return undefined;
  return field.type === 'text' ? '' : [];
}

/** A constant is converted once, and an error is a fault of the mapping; a constant with a parent is converted for each row. */
async function compileConstant(
  context: CompileContext,
  plan: FieldPlan,
  conversion: FieldConversion,
): Promise<RowStep | undefined> {
  const constant = compileConstantValue(context, plan.spec, plan.path, conversion.knows);
  if (constant === undefined) return undefined;
  const put: FieldConversion['put'] = (state, value) => {
    const { fromRow } = state;
    conversion.put(state, value);
    state.fromRow = fromRow;
  };
  if (parentOf(plan) !== undefined) {
    const values = { source: { read: () => constant }, convert: undefined };
    return handleValues(values, { ...conversion, put, field: plan.shownName, blank: () => undefined });
  }
  const value = await conversion.convert(constant, emptyState());
  if (value instanceof ValueError) {
    context.report(value.code, valueErrorSentence(valueText(constant), value), [...plan.path, 'const']);
    return undefined;
  }
  return (state) => {
    put(state, value);
    return undefined;
  };
}

/** Handles the value that a spec gives for a row. */
interface ValueHandler<Value extends {}> {
  /** The field's name in problems. */
  readonly field: string;
  /** Whether the result depends only on the text, and columns repeat few texts over many rows, so that it is worth caching. */
  readonly isCacheable: boolean;
  /** The value of a blank cell, if it has one. */
  blank(): Value | ValueError | undefined;
  convert(input: CellValue, state: MappingState): Value | ValueError | Promise<Value | ValueError>;
  put(state: MappingState, value: Value): void;
}

const formulaError = () => new ValueError('formula-error', VALUE_MESSAGES['formula-error'].text.cell());

/** Reads a row's value, converts it and puts it into the payload; value errors become problems of the row. */
export function handleValues<Value extends {}>(values: SpecValues, handler: ValueHandler<Value>): RowStep {
  const { source, convert: convertSpec, readsRow = false, unsentOf } = values;
  const cache = handler.isCacheable && !readsRow ? new BoundedMap<Value | ValueError>() : undefined;

  const settle = (state: MappingState, value: Value | ValueError, input?: CellValue): void => {
    if (!(value instanceof ValueError)) handler.put(state, value);
    else if (value !== DEPENDENT_VALUE_ERROR) {
      state.problems.push(rowProblemOf(value, handler.field, source, state.row, input));
    }
  };
  const handle = (state: MappingState, read: CellValue | ValueError): Pending => {
    const isCached = cache !== undefined && typeof read === 'string';
    const cached = isCached ? cache.get(read) : undefined;
    if (cached !== undefined) {
      settle(state, cached, read as string);
      return undefined;
    }
    const input = convertSpec === undefined || read instanceof ValueError ? read : convertSpec(read, state.row);
    const leavesOut = unsentOf !== undefined && !(input instanceof ValueError) && hasBlank(input);
    if (leavesOut) noteUnsent(state, unsentOf(read as CellValue, state.row));
    const value = input instanceof ValueError ? input : convert(input, state);
    if (value === undefined) return undefined;
    if (value instanceof Promise)
      return value.then((settled) => settleAfterLookup(state, read, input as CellValue, settled));
    if (isCached && !leavesOut) cache.set(read, value);
    settle(state, value, input instanceof ValueError ? undefined : input);
    return undefined;
  };
  const noteUnsent = (state: MappingState, texts: readonly string[]): void => {
    if (texts.length === 0) return;
    const column = (source.cellsOf?.(state.row) ?? []).map((cell) => cell.column).join(', ');
    state.unsent ??= [];
    for (const text of texts) state.unsent.push({ field: handler.field, column, text });
  };
  /** A list that was refreshed meanwhile may know names at which a cell is now split differently. */
  const settleAfterLookup = (
    state: MappingState,
    read: CellValue | ValueError,
    input: CellValue,
    value: Value | ValueError,
  ): Pending => {
    const isUnknown =
      value instanceof ValueError && value.code === 'not-found' && isList(input) && !isList(read as CellValue);
    const resplit = isUnknown && convertSpec !== undefined ? convertSpec(read as CellValue, state.row) : undefined;
    if (resplit === undefined || resplit instanceof ValueError || itemsOf(resplit).length === itemsOf(input).length) {
      settle(state, value, input);
      return undefined;
    }
    const converted = convert(resplit, state);
    if (converted instanceof Promise) return converted.then((settled) => settle(state, settled, resplit));
    if (converted !== undefined) settle(state, converted, resplit);
    return undefined;
  };
  const convert = (
    input: CellValue,
    state: MappingState,
  ): Value | ValueError | undefined | Promise<Value | ValueError> => {
    if (isBlankValue(input)) return handler.blank();
    if (typeof input !== 'string' && !isList(input) && input.kind === 'error') return formulaError();
    return handler.convert(input, state);
  };
  return (state) => {
    const read = source.read(state.row);
    return read instanceof Promise ? read.then((settled) => handle(state, settled)) : handle(state, read);
  };
}

function hasBlank(input: CellValue): boolean {
  return isList(input) ? input.some((item) => cellText(item) === '') : isBlankValue(input);
}

/** How a field's values become what it has on the wire. */
interface FieldConversion extends Pick<ValueHandler<Resolution>, 'convert' | 'put' | 'isCacheable'> {
  /** Whether a text is a name that its lookup finds; undefined where that is not known beforehand. */
  readonly knows?: KnowsName | undefined;
}

/** What is wanted of a field's conversion besides its value. */
interface ConversionOptions {
  /** The name of what the field's id stands for, which another field needs. */
  readonly named?: boolean;
}

/** The field whose id its lookup searches within. */
export function parentOf({ spec, field }: FieldPlan): string | undefined {
  if (spec.lookup === undefined) return undefined;
  return spec.within ?? (spec.lookup === field.lookup ? field.within : undefined);
}

/** Compiles the type, limits and lookup of a field. */
async function compileConversion(
  context: CompileContext,
  plan: FieldPlan,
  { named = false }: ConversionOptions = {},
): Promise<FieldConversion> {
  const { name, spec, field } = plan;
  const put = (state: MappingState, { value, name: found }: Resolution): void => {
    state.payload[name] = value;
    state.fromRow = true;
    if (found === undefined) return;
    state.names ??= new Map();
    state.names.set(name, found);
  };
  const asIs = spec.lookup === undefined && named;
  const lookup = spec.lookup ?? (field.type === 'named-ids' || named ? field.lookup : undefined);
  if (lookup === undefined) {
    const toWire = compileWireValue(field);
    return {
      isCacheable: field.type === 'code' || spec.values !== undefined,
      put,
      convert(input) {
        const value = toWire(input);
        return value instanceof ValueError ? value : { value };
      },
    };
  }
  const resolve = await context.lookups.resolver(lookup, {
    ...(asIs ? { by: 'id' } : spec.by === undefined ? {} : { by: spec.by }),
    ...(named && { named }),
    ...(field.mustExist && { mustExist: true }),
  });
  const resolution = compileResolution(field, resolve);
  const parent = parentOf(plan);
  if (parent === undefined) {
    const { knows } = resolve;
    const isCacheable = Object.hasOwn(REFERENCE_LISTS, lookup);
    return { isCacheable, put, knows, convert: (input) => resolution(input, undefined) };
  }
  return {
    isCacheable: false,
    put,
    convert(input, { payload, problems, dropped }) {
      const parentId = payload[parent];
      const isWrong = dropped.includes(parent) || problems.some((problem) => problem.field === parent);
      if (parentId === undefined && isWrong) {
        dropped.push(name);
        return DEPENDENT_VALUE_ERROR;
      }
      return resolution(input, parentId === undefined || parentId === '' ? undefined : String(parentId));
    },
  };
}
