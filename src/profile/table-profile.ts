import type { ColumnIssue } from './column-issues.ts';
import type { ValueType } from './value-type.ts';

/** The facts about the values of a column. Texts are trimmed; long ones are cut after 200 characters. */
export interface ColumnFacts {
  /** Rows with and without a value. */
  readonly filled: number;
  readonly blank: number;
  /** Different values; exact up to 100,000, and estimated beyond (standard error 0.4 %). */
  readonly distinct: { readonly count: number; readonly exact: boolean };
  /** The most frequent values, most frequent first. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
  /** How many occurrences of a value the counts in `top` may lack: 0 up to 100,000 different values. */
  readonly top_missed: number;
  /** In characters, an emoji being one; null if no cell is filled. */
  readonly length: { readonly min: number; readonly max: number; readonly mean: number } | null;
  /** The type of nine in ten values or more; `mixed` if there is none, null if there are no values. */
  readonly type: ValueType | 'mixed' | null;
  /** The number of values of each type, by their own form. */
  readonly types: Readonly<Partial<Record<ValueType, number>>>;
  /** The formats that the dates fit, such as `DD/MM/YYYY`; several where nothing decides, none for ISO dates. */
  readonly formats: readonly string[];
  /** The smallest and the largest value; null where there is none, or where the dates can be read in several ways. */
  readonly min: string | null;
  readonly max: string | null;
  /** What `min` and `max` go by. */
  readonly order: 'number' | 'time' | 'text';
}

/** The field that a column probably is meant for. */
export interface LikelyField {
  /** As in a mapping: `email`, `tags.add`. */
  readonly field: string;
  readonly label: string;
  /** From 0 to 1. */
  readonly confidence: number;
}

/** One column of a profile. */
export interface ColumnProfile extends ColumnFacts {
  readonly name: string;
  /** Its letters in a spreadsheet: `A`, `B`, … */
  readonly letters: string;
  readonly issues: readonly ColumnIssue[];
  /** Null if no field is likely; `field_note` says why, or what to know about the values. */
  readonly field: LikelyField | null;
  readonly field_note: string | null;
}

/** A spreadsheet's profile: what its columns hold. */
export interface TableProfile {
  readonly file: string;
  readonly format: string;
  /** `encoding`, `delimiter`, `sheet`, …, as detected. */
  readonly detected: Readonly<Record<string, string>>;
  /** The target whose fields the columns were compared with. */
  readonly target: string;
  readonly rows: { readonly read: number };
  readonly columns: readonly ColumnProfile[];
  /** Issues of whole rows, such as totals. */
  readonly issues: readonly ColumnIssue[];
  /** What reading the file has shown. */
  readonly notices: readonly string[];
}
