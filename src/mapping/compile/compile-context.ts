import type { TargetField } from '../../targets/index.ts';
import type { Columns } from '../columns.ts';
import type { Lookups } from '../lookups/lookups.ts';
import type { FieldSpecObject, LoadedMapping } from '../mapping-schema.ts';
import type { MappingPath } from '../yaml-positions.ts';

/** Settings of a compilation that are not in the mapping. */
export interface MappingSettings {
  /** How long one row's `expr` may take. */
  readonly exprTimeoutMs?: number;
}

/** What is needed to find a mapping's columns. */
export interface ColumnContext {
  readonly mapping: LoadedMapping;
  readonly inputPath: string;
  readonly columns: Columns;
  /** The places of the columns that the mapping reads. What is wrong in others is no concern of a row. */
  readonly uses: Set<number>;
  readonly settings: MappingSettings;
  /** Notes something that is wrong with the mapping; compiling goes on to find the rest. */
  report(code: string, message: string, path: MappingPath, what?: 'key' | 'value'): void;
}

/** What every part of the compiler needs. */
export interface CompileContext extends ColumnContext {
  readonly lookups: Lookups;
}

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
