import type { FieldSpecObject } from '../mapping/index.ts';
import type { Target } from '../targets/index.ts';
import type { ColumnStatistics, TableStatistics } from './columns/column-statistics.ts';
import type { FieldCandidate } from './field-candidates.ts';
import type { NamedColumn } from './named-columns.ts';
import type { SpecChoice, UnsentChoice } from './scoring/value-score.ts';

/** Another field for a column, with its confidence. */
export interface Alternative {
  readonly candidate: FieldCandidate;
  readonly confidence: number;
}

/** A field of the mapping that is filled. */
export interface Placement {
  readonly candidate: FieldCandidate;
  /** One column, or several: alternatives for one another, or parts of one text. */
  readonly columns: readonly NamedColumn[];
  /** The field's spec without its columns. */
  readonly spec: Omit<FieldSpecObject, 'column'>;
  /** From 0 to 1. */
  readonly confidence: number;
  /** What a person should know or decide, each a sentence. */
  readonly notes: readonly string[];
  /** Important notes: rows would be rejected. */
  readonly warnings: readonly string[];
  /** Values that it leaves out. */
  readonly unsent: readonly UnsentChoice[];
  /** Ways to read the values, where nothing in the file decides between them. */
  readonly choices: readonly SpecChoice[];
  /** Whether a person should review it. */
  readonly isDoubtful: boolean;
  readonly alternatives: readonly Alternative[];
}

/** A column that is not sent. */
export interface Unplaced {
  readonly column: ColumnStatistics;
  readonly reason: string;
  readonly alternatives: readonly Alternative[];
}

/** The row's identity: a mapped field, or a column that is not sent. */
export interface KeyChoice {
  readonly key: string | { readonly column: string };
  readonly reason: string;
}

/** A suggested mapping, with its confidence. */
export interface Suggestion {
  readonly target: Target;
  readonly table: TableStatistics;
  readonly placements: readonly Placement[];
  readonly unplaced: readonly Unplaced[];
  /** Required fields for which no column was found. */
  readonly missing: readonly FieldCandidate[];
  readonly key: KeyChoice | undefined;
  /** Whether the tenant's custom fields, agents and lists were read. */
  readonly knowsTenant: boolean;
}
