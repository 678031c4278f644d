import type { FieldSpecObject } from '../../mapping/field-spec.ts';
import type { ColumnStatistics } from '../columns/column-profile.ts';
import type { TenantFacts } from '../tenant-facts.ts';

/** How a column's values fit a slot. */
export interface ValueScore {
  /** From -1 (they contradict) over 0 (they say nothing) to 1 (they prove it). */
  readonly score: number;
  /** What is to be done to the values, as a mapping writes it. */
  readonly spec: Omit<FieldSpecObject, 'column'>;
  /** How sure the values alone make it, whatever the column is called. */
  readonly byValues?: number;
  /** What a person should know or decide, each a sentence. */
  readonly notes: readonly string[];
  /** Notes that nobody should miss: rows would be refused. */
  readonly warnings?: readonly string[];
  /** Values that the spec leaves out. */
  readonly unsent?: readonly UnsentChoice[];
  /** What nothing in the file decides: a person may. */
  readonly choices?: readonly SpecChoice[];
}

/** A value of a column that will not be sent as the mapping is suggested. */
export interface UnsentChoice {
  readonly value: string;
  /** Rows that have it, as far as they were counted. */
  readonly rows: number;
  /** Why, and what it could be, as messages say it after the value. */
  readonly reason: string;
}

/** One way to read a column. */
export interface SpecChoice {
  readonly label: string;
  readonly spec: ValueScore['spec'];
}

/** What is known beside the columns. */
export interface ScoringContext {
  readonly tenant: TenantFacts | undefined;
  /** Two letters of the country that most rows are from, where the file says so. */
  readonly country: string | undefined;
  /** The column of countries, where its rows are from several. */
  readonly countries?: RowCountries | undefined;
}

/** A column that says the country of each row. */
export interface RowCountries {
  /** As a mapping writes it. */
  readonly column: string;
  /** Two letters each. */
  readonly codes: readonly string[];
}

/** A fit that says nothing. */
export const NO_EVIDENCE: ValueScore = { score: 0, spec: {}, notes: [] };

/** A fit that cannot be, and why. */
export function contradiction(reason: string): ValueScore {
  return { score: -1, spec: {}, notes: [reason] };
}

/** The values close to which was looked, of several columns together. */
export function examinedOf(columns: readonly ColumnStatistics[]): readonly string[] {
  const [only] = columns;
  return columns.length === 1 && only !== undefined ? only.examined : columns.flatMap(({ examined }) => examined);
}

/** The part of the values that are of a kind, over several columns. */
export function shareOf(columns: readonly ColumnStatistics[], kind: Parameters<ColumnStatistics['share']>[0]): number {
  const total = columns.reduce((sum, column) => sum + column.examined.length, 0);
  if (total === 0) return 0;
  return columns.reduce((sum, column) => sum + column.share(kind) * column.examined.length, 0) / total;
}
