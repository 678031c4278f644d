import type { Row } from '../files/index.ts';
import type { Payload } from '../targets/index.ts';

/** Why a row cannot be sent. */
export interface Problem {
  /** Stable code: `required`, `not-allowed`, `unknown-option`, `ambiguous-date`, … */
  readonly code: string;
  /** One sentence for people: what is wrong, and what would be allowed. */
  readonly message: string;
  /** The target's field (wire name) or custom field that it concerns. */
  readonly field?: string;
  /** The spreadsheet column that it concerns. */
  readonly column?: string;
  /** The offending value, shortened. */
  readonly value?: string;
}

/** A value that the mapping's `values` leaves out, by `null` or `otherwise: blank`. */
export interface UnsentValue {
  readonly field: string;
  /** The spreadsheet column that holds it. */
  readonly column: string;
  readonly text: string;
}

/** Why the mapping's `where` leaves a row out. */
export interface LeftOut {
  readonly code: 'left-out-by-where';
  readonly message: string;
}

/** A value that no other row may have. */
export interface UniqueValue {
  /** The number of its rule among `RowMapper.uniqueRules`. */
  readonly rule: number;
  /** The field that the rule is about; absent for a column. */
  readonly field?: string;
  readonly text: string;
}

/** A follow-up request for the same customer, sent once the row's own request has succeeded. */
export interface FollowUpRequest {
  /** The target whose endpoint is called: `customer-tagging`, `stage`, `follow-up`, `blacklist`. */
  readonly target: string;
  /** Complete except for the customer's id, which goes into the target's `idField`. */
  readonly payload: Payload;
}

/** A row after mapping: a payload that may be sent, or every problem it has, or why it is left out. */
export interface MappedRow {
  /** The row's identity: the payload's value of the mapping's `key` field. */
  readonly key?: string;
  readonly payload?: Payload;
  readonly followUps?: readonly FollowUpRequest[];
  readonly problems: readonly Problem[];
  /** Values that the payload leaves out. */
  readonly unsent?: readonly UnsentValue[];
  /** The row is not wanted: it has neither a payload nor problems nor a key. */
  readonly leftOut?: LeftOut;
  /** Rules that the row breaks, and that only warn. */
  readonly warnings?: readonly Problem[];
  /** Values that no other row may have. */
  readonly unique?: readonly UniqueValue[];
}

/** The state of a row (or of one of its follow-up requests) while it is being mapped. */
export interface MappingState {
  readonly row: Row;
  /** The row with all its cells, where `row` has only some of them. */
  readonly whole: Row;
  readonly payload: Payload;
  /** Follow-up requests share the problems of their row once they are filled. */
  problems: Problem[];
  /** Names that lookups found, by the field whose id they belong to; created for the first of them. */
  names: Map<string, string> | undefined;
  /** Custom fields as they are sent, each in JSON. */
  readonly custom: string[];
  /** Fields that are left out because the field that they depend on is wrong. */
  readonly dropped: string[];
  /** Values that `values` leaves out; created for the first of them. */
  unsent: UnsentValue[] | undefined;
  /** Rules that the row breaks and that only warn, and its unique values; created for the first of them. */
  warnings: Problem[] | undefined;
  unique: UniqueValue[] | undefined;
  /** At least one value comes from a column, not from a constant. */
  fromRow: boolean;
}

/** The state of a row before any of its fields is mapped. */
export function newMappingState(row: Row, problems: Problem[], whole: Row = row): MappingState {
  return {
    row,
    whole,
    payload: {},
    problems,
    names: undefined,
    custom: [],
    dropped: [],
    unsent: undefined,
    warnings: undefined,
    unique: undefined,
    fromRow: false,
  };
}

/** A promise where a step has to wait, else `undefined`. */
export type Pending = Promise<void> | undefined;

/** Fills a part of the row's payload; returns a promise only where it has to wait. */
export type RowStep = (state: MappingState) => Pending;

/** Runs all steps in order, waiting only where one of them does. */
export function runInSequence(steps: readonly RowStep[]): RowStep {
  const from = (start: number, state: MappingState): Pending => {
    for (let index = start; index < steps.length; index++) {
      const pending = steps[index]!(state);
      if (pending !== undefined) return pending.then(() => from(index + 1, state));
    }
    return undefined;
  };
  return (state) => from(0, state);
}
