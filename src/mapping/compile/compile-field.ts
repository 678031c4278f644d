import { cellText } from '../../files/index.ts';
import type { TargetField } from '../../targets/index.ts';
import { REFERENCE_LISTS } from '../lookups/reference-lists.ts';
import { type MappingState, newMappingState, type Pending, type RowStep } from '../mapped-row.ts';
import { BoundedMap } from '../memoize.ts';
import { DEPENDENT_VALUE_ERROR, ValueError, valueErrorSentence } from '../value-error.ts';
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

/** What becomes of the value that a spec gave for a row. */
interface ValueHandler<Value extends {}> {
  /** How problems call the field. */
  readonly field: string;
  /** Columns repeat few texts over many rows, and the value depends on nothing but the text: it is made once for each. */
  readonly repeats: boolean;
  /** Nothing was given; answers what to put all the same. */
  blank(): Value | ValueError | undefined;
  convert(piece: CellValue, state: MappingState): Value | ValueError | Promise<Value | ValueError>;
  put(state: MappingState, value: Value): void;
}

const formulaError = new ValueError('formula-error', 'is an error that a formula gave');

/** Reads a row's value, converts it and puts it where it belongs; refusals become problems of the row. */
export function handleValues<Value extends {}>(values: SpecValues, handling: ValueHandler<Value>): RowStep {
  const { source, shape, readsRow = false, unsentOf } = values;
  const known = handling.repeats && !readsRow ? new BoundedMap<Value | ValueError>() : undefined;

  const settle = (state: MappingState, value: Value | ValueError, piece?: CellValue): void => {
    if (!(value instanceof ValueError)) handling.put(state, value);
    else if (value !== DEPENDENT_VALUE_ERROR) {
      state.problems.push(rowProblemOf(value, handling.field, source, state.row, piece));
    }
  };
  const take = (state: MappingState, read: CellValue | ValueError): Pending => {
    const repeated = known !== undefined && typeof read === 'string';
    const before = repeated ? known.get(read) : undefined;
    if (before !== undefined) {
      settle(state, before, read as string);
      return undefined;
    }
    const piece = shape === undefined || read instanceof ValueError ? read : shape(read, state.row);
    const isLessened = unsentOf !== undefined && !(piece instanceof ValueError) && hasBlank(piece);
    if (isLessened) noteUnsent(state, unsentOf(read as CellValue, state.row));
    const value = piece instanceof ValueError ? piece : convert(piece, state);
    if (value === undefined) return undefined;
    if (value instanceof Promise) return value.then((settled) => settleLate(state, read, piece as CellValue, settled));
    if (repeated && !isLessened) known.set(read, value);
    settle(state, value, piece instanceof ValueError ? undefined : piece);
    return undefined;
  };
  const noteUnsent = (state: MappingState, texts: readonly string[]): void => {
    if (texts.length === 0) return;
    const column = (source.cellsOf?.(state.row) ?? []).map((cell) => cell.column).join(', ');
    state.unsent ??= [];
    for (const text of texts) state.unsent.push({ field: handling.field, column, text });
  };
  /** A list that was read anew meanwhile may know names that a cell would have been cut into. */
  const settleLate = (
    state: MappingState,
    read: CellValue | ValueError,
    piece: CellValue,
    value: Value | ValueError,
  ): Pending => {
    const isUnknown =
      value instanceof ValueError && value.code === 'not-found' && isList(piece) && !isList(read as CellValue);
    const again = isUnknown && shape !== undefined ? shape(read as CellValue, state.row) : undefined;
    if (again === undefined || again instanceof ValueError || itemsOf(again).length === itemsOf(piece).length) {
      settle(state, value, piece);
      return undefined;
    }
    const converted = convert(again, state);
    if (converted instanceof Promise) return converted.then((settled) => settle(state, settled, again));
    if (converted !== undefined) settle(state, converted, again);
    return undefined;
  };
  const convert = (
    piece: CellValue,
    state: MappingState,
  ): Value | ValueError | undefined | Promise<Value | ValueError> => {
    if (isBlankValue(piece)) return handling.blank();
    if (typeof piece !== 'string' && !isList(piece) && piece.kind === 'error') return formulaError;
    return handling.convert(piece, state);
  };
  return (state) => {
    const read = source.read(state.row);
    return read instanceof Promise ? read.then((settled) => take(state, settled)) : take(state, read);
  };
}

function hasBlank(piece: CellValue): boolean {
  return isList(piece) ? piece.some((item) => cellText(item) === '') : isBlankValue(piece);
}

/** How a field's values become what it has on the wire. */
interface FieldConversion extends Pick<ValueHandler<Resolution>, 'convert' | 'put' | 'repeats'> {
  /** Whether a text is a name that its lookup finds; undefined where that cannot be told beforehand. */
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
      repeats: field.type === 'code' || spec.values !== undefined,
      put,
      convert(piece) {
        const value = toWire(piece);
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
    const repeats = Object.hasOwn(REFERENCE_LISTS, lookup);
    return { repeats, put, knows, convert: (piece) => resolution(piece, undefined) };
  }
  return {
    repeats: false,
    put,
    convert(piece, { payload, problems, dropped }) {
      const parentId = payload[parent];
      const isWrong = dropped.includes(parent) || problems.some((problem) => problem.field === parent);
      if (parentId === undefined && isWrong) {
        dropped.push(name);
        return DEPENDENT_VALUE_ERROR;
      }
      return resolution(piece, parentId === undefined || parentId === '' ? undefined : String(parentId));
    },
  };
}
