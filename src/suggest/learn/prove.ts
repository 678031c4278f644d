import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../../files/index.ts';
import {
  type FieldSpec,
  type FieldSpecObject,
  type LoadedMapping,
  type MappedRow,
  MappingError,
  type MappingPath,
  type RowMapper,
} from '../../mapping/index.ts';
import type { Evidence, LearnableField } from './corrections.ts';

/** Compiles a mapping for the file and the tenant of the corrections. Errors: `MappingError`. */
export type Compile = (mapping: LoadedMapping) => Promise<RowMapper>;

/** A field with the spec that it would get. */
export interface SpecChange {
  readonly field: LearnableField;
  readonly spec: FieldSpecObject;
}

/** What a changed mapping makes of refused cells. */
export interface Trial {
  /** Gives the payload that the corrected cell gave. */
  readonly covered: readonly Evidence[];
  /** Still refuses the cell. */
  readonly refused: readonly Evidence[];
  /** Gives another payload, or no longer gives the same for the corrected cell. */
  readonly wrong: readonly Evidence[];
}

/** The mapping with changed fields. */
export function withSpecs(mapping: LoadedMapping, changes: readonly SpecChange[]): LoadedMapping {
  const content = structuredClone(mapping.content) as Record<string, unknown>;
  for (const { field, spec } of changes) setAt(content, field.path, spec);
  return { ...mapping, content: content as LoadedMapping['content'] };
}

function setAt(content: Record<string, unknown>, path: MappingPath, spec: FieldSpec): void {
  const parent = path.slice(0, -1).reduce<Record<string, unknown>>((at, step) => at[step] as typeof content, content);
  parent[String(path.at(-1))] = spec;
}

/**
 * Maps each refused cell with the changed mapping, in its row as it was corrected otherwise, and compares with what the
 * corrected row gave before. Undefined if the change does not compile.
 */
export async function tryChange(
  mapping: LoadedMapping,
  change: SpecChange,
  evidence: readonly Evidence[],
  compile: Compile,
): Promise<Trial | undefined> {
  const mapper = await compileOrNothing(withSpecs(mapping, [change]), compile);
  if (mapper === undefined) return undefined;
  const trial = { covered: [] as Evidence[], refused: [] as Evidence[], wrong: [] as Evidence[] };
  for (const each of evidence) {
    const got = await mapper.map(refusedAgain(each.row, [change.field.column]));
    const corrected = await mapper.map(each.row.after);
    if (!isSame(corrected, each.expected)) trial.wrong.push(each);
    else if (got.problems.length > 0) trial.refused.push(each);
    else if (isSame(got, each.expected)) trial.covered.push(each);
    else trial.wrong.push(each);
  }
  return trial;
}

async function compileOrNothing(mapping: LoadedMapping, compile: Compile): Promise<RowMapper | undefined> {
  try {
    return await compile(mapping);
  } catch (error) {
    if (error instanceof MappingError) return undefined;
    throw error;
  }
}

/** The corrected row with some of its cells as they were refused. */
export function refusedAgain({ before, after }: Evidence['row'], columns: readonly number[]): Row {
  return {
    ...after,
    cells: after.cells.map((cell, index) => (columns.includes(index) ? (before.cells[index] ?? '') : cell)),
  };
}

/** Is the same sent? */
export function isSame(one: MappedRow, other: MappedRow): boolean {
  return (
    one.problems.length === 0 &&
    other.problems.length === 0 &&
    one.key === other.key &&
    isDeepStrictEqual(one.payload, other.payload) &&
    isDeepStrictEqual(one.followUps, other.followUps)
  );
}
