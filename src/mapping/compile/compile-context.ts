import type { TargetField } from '../../targets/index.ts';
import type { Columns } from '../columns.ts';
import type { Lookups } from '../lookups/lookups.ts';
import type { FieldSpecObject, LoadedMapping } from '../mapping-schema.ts';
import type { MappingPath } from '../yaml-positions.ts';

/** Settings of a compilation that are not in the mapping. */
export interface MappingSettings {
  /** Timeout of one evaluation of an `expr`. */
  readonly exprTimeoutMs?: number;
}

/** The context for finding a mapping's columns. */
export interface ColumnContext {
  readonly mapping: LoadedMapping;
  readonly inputPath: string;
  readonly columns: Columns;
  /** The indexes of the columns that the mapping reads. Problems in other columns do not reject a row. */
  readonly uses: Set<number>;
  readonly settings: MappingSettings;
  /** Records a fault of the mapping; compiling continues, to find the others too. */
  report(code: string, message: string, path: MappingPath, what?: 'key' | 'value'): void;
}

/** The context of every part of the compiler. */
export interface CompileContext extends ColumnContext {
  readonly lookups: Lookups;
}

/** One field of a record that a mapping fills. */
export interface FieldPlan {
  /** The wire name, which is its key in the payload. */
  readonly name: string;
  /** Its name in messages: the wire name, or with its section before it (`stage.stageid`). */
  readonly shownName: string;
  readonly field: TargetField;
  readonly spec: FieldSpecObject;
  readonly path: MappingPath;
}
