import type { TargetField } from '../../targets/target.ts';
import type { FieldSpecObject } from '../field-spec.ts';
import type { Resolve } from '../lookups/lookups.ts';
import { Refusal } from '../refusal.ts';
import type { MappingPath } from '../yaml-places.ts';
import { actOnValues } from './act-on-values.ts';
import type { CompileContext } from './compile-context.ts';
import { constantPiece } from './constant-piece.ts';
import { type Piece, pieceText } from './piece.ts';
import { compileResolution, type Resolution } from './resolve-names.ts';
import { type Act, newState, type RowState } from './row-state.ts';
import { compileSpecValues } from './values-of-spec.ts';
import { compileWireValue } from './wire-value.ts';

/** One field of a record that a mapping fills. */
export interface FieldPlan {
  /** The wire name, which is its key in the payload. */
  readonly name: string;
  /** How messages call it: the wire name, or with its section before it (`stage.stageid`). */
  readonly shownName: string;
  readonly field: TargetField;
  readonly spec: FieldSpecObject;
  readonly path: MappingPath;
}

/** Turns a piece into a wire value, perhaps with the help of a lookup. */
type Convert = (piece: Piece, state: RowState) => Resolution | Refusal | Promise<Resolution | Refusal>;

/** Compiles a field to the act that puts its value into the payload, or its problem among the row's. */
export async function compileField(context: CompileContext, plan: FieldPlan): Promise<Act | undefined> {
  const { name, spec } = plan;
  const convert = await compileConversion(context, plan);
  const put = (state: RowState, result: Resolution | Refusal): Refusal | undefined => {
    if (result instanceof Refusal) return result === parentRefused ? undefined : result;
    state.payload[name] = result.value;
    if (result.name !== undefined) state.names.set(name, result.name);
    return undefined;
  };
  if (spec.const !== undefined) return compileConstant(context, plan, convert, put);

  const values = await compileSpecValues(context, spec, plan.path);
  if (values === undefined) return undefined;
  const empty = (spec.blank ?? context.mapping.content.blank) === 'clear' ? emptyValue(plan.field) : undefined;
  return actOnValues(values, {
    field: plan.shownName,
    blank(state) {
      if (empty === undefined) return undefined;
      state.fromRow = true;
      return put(state, { value: empty, name: '' });
    },
    value(state, piece) {
      state.fromRow = true;
      const result = convert(piece, state);
      return result instanceof Promise ? result.then((settled) => put(state, settled)) : put(state, result);
    },
  });
}

/** What `blank: clear` sends; a code cannot be cleared, so it is left out. */
function emptyValue(field: TargetField): unknown {
  if (field.type === 'code') return undefined;
  return field.type === 'text' ? '' : [];
}

/** Says nothing itself: the parent's own problem is enough. */
const parentRefused = new Refusal('parent-refused', 'has a parent that is wrong itself');

/** The field whose id its lookup searches within. */
export function parentOf({ spec, field }: FieldPlan): string | undefined {
  if (spec.lookup === undefined) return undefined;
  return spec.within ?? (spec.lookup === field.lookup ? field.within : undefined);
}

async function compileConversion(context: CompileContext, plan: FieldPlan): Promise<Convert> {
  const { spec, field } = plan;
  const lookup = spec.lookup ?? (field.type === 'named-ids' ? field.lookup : undefined);
  if (lookup === undefined) {
    const toWire = compileWireValue(field);
    return (piece) => {
      const value = toWire(piece);
      return value instanceof Refusal ? value : { value };
    };
  }
  const resolve: Resolve = await context.lookups.resolver(lookup, spec.by === undefined ? {} : { by: spec.by });
  const resolution = compileResolution(field, resolve);
  const parent = parentOf(plan);
  if (parent === undefined) return (piece) => resolution(piece, undefined);
  return (piece, state) => {
    const parentId = state.payload[parent];
    if (parentId === undefined && state.problems.some((problem) => problem.field === parent)) return parentRefused;
    return resolution(piece, parentId === undefined || parentId === '' ? undefined : String(parentId));
  };
}

/** A constant is converted once, and what is wrong with it is the mapping's problem; within a parent, for each row. */
async function compileConstant(
  context: CompileContext,
  plan: FieldPlan,
  convert: Convert,
  put: (state: RowState, result: Resolution | Refusal) => Refusal | undefined,
): Promise<Act | undefined> {
  const piece = constantPiece(context, plan.spec, plan.path);
  if (piece === undefined) return undefined;
  const state = newState({ number: 0, cells: [] }, []);
  if (parentOf(plan) !== undefined) {
    const values = { source: { read: () => piece }, read: () => piece };
    return actOnValues(values, {
      field: plan.shownName,
      blank: () => undefined,
      value(row, given) {
        const result = convert(given, row);
        return result instanceof Promise ? result.then((settled) => put(row, settled)) : put(row, result);
      },
    });
  }
  const result = await convert(piece, state);
  if (result instanceof Refusal) {
    context.report(result.code, `"${pieceText(piece)}" ${result.predicate}.`, [...plan.path, 'const']);
    return undefined;
  }
  return (row) => {
    put(row, result);
    return undefined;
  };
}
