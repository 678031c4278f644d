import { REFERENCE_LISTS } from '../lookups/reference-lists.ts';
import { DEPENDENT_VALUE_ERROR, ValueError } from '../refusal.ts';
import type { ValueHandler } from './act-on-values.ts';
import type { CompileContext } from './compile-context.ts';
import type { FieldPlan } from './field-plan.ts';
import { compileResolution, type Resolution } from './resolve-names.ts';
import type { MappingState } from './row-state.ts';
import type { KnowsName } from './values-of-spec.ts';
import { compileWireValue } from './wire-value.ts';

/** How a field's values become what it has on the wire. */
export interface FieldConversion extends Pick<ValueHandler<Resolution>, 'convert' | 'put' | 'repeats'> {
  /** Whether a text is a name that its lookup finds; undefined where that cannot be told beforehand. */
  readonly knows?: KnowsName | undefined;
}

/** What is wanted of a field's conversion besides its value. */
export interface ConversionOptions {
  /** The name of what the field's id stands for, which another field needs. */
  readonly named?: boolean;
}

/** The field whose id its lookup searches within. */
export function parentOf({ spec, field }: FieldPlan): string | undefined {
  if (spec.lookup === undefined) return undefined;
  return spec.within ?? (spec.lookup === field.lookup ? field.within : undefined);
}

/** Compiles the type, limits and lookup of a field. */
export async function compileConversion(
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
