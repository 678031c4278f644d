import type { FieldSpecObject } from '../mapping/index.ts';
import type { Target } from '../targets/index.ts';
import type { ColumnStatistics, TableStatistics } from './columns/column-statistics.ts';
import type { FieldCandidate } from './field-candidates.ts';
import type { NamedColumn } from './named-columns.ts';
import type { SpecChoice, UnsentChoice } from './scoring/value-score.ts';

/** Another place for a column, and how sure it would be. */
export interface Alternative {
  readonly candidate: FieldCandidate;
  readonly confidence: number;
}

/** A place in the mapping that is filled. */
export interface Placement {
  readonly candidate: FieldCandidate;
  /** One column, or several that stand in for each other or make one text together. */
  readonly columns: readonly NamedColumn[];
  /** What is done to them, without the columns themselves. */
  readonly spec: Omit<FieldSpecObject, 'column'>;
  /** From 0 to 1. */
  readonly confidence: number;
  /** What a person should know or decide, each a sentence. */
  readonly notes: readonly string[];
  /** Notes that nobody should miss: rows would be refused. */
  readonly warnings: readonly string[];
  /** Values that it leaves out. */
  readonly unsent: readonly UnsentChoice[];
  /** Ways to read the values between which nothing in the file decides. */
  readonly choices: readonly SpecChoice[];
  /** A person had better look at it. */
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

/** A mapping that is suggested, and how sure it is. */
export interface Suggestion {
  readonly target: Target;
  readonly table: TableStatistics;
  readonly placements: readonly Placement[];
  readonly unplaced: readonly Unplaced[];
  /** What the target requires and no column gives. */
  readonly missing: readonly FieldCandidate[];
  readonly key: KeyChoice | undefined;
  /** Was the tenant asked for its custom fields, agents, …? */
  readonly knowsTenant: boolean;
}
