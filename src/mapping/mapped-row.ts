import type { Row } from '../files/index.ts';
import type { Payload } from '../targets/index.ts';

/** Why a row cannot be sent. */
export interface Problem {
  /** Stable code: `required`, `not-allowed`, `unknown-option`, `ambiguous-date`, … */
  readonly code: string;
  /** What is wrong and what would be allowed, in one sentence for people. */
  readonly message: string;
  /** The target's field (wire name) or custom field that it concerns. */
  readonly field?: string;
  /** The spreadsheet column that it concerns. */
  readonly column?: string;
  /** The offending value, shortened. */
  readonly value?: string;
}

/** A value that the mapping's `values` leave out, as `null` or `otherwise: blank` say. */
export interface UnsentValue {
  readonly field: string;
  /** The spreadsheet column that it stands in. */
  readonly column: string;
  readonly text: string;
}

/** A further call for the same customer, made once the row's own call has succeeded. */
export interface FollowUpRequest {
  /** The target whose endpoint is called: `customer-tagging`, `stage`, `follow-up`, `blacklist`. */
  readonly target: string;
  /** Complete but for the customer's id, which goes into the target's `idField`. */
  readonly payload: Payload;
}

/** A row after mapping: a payload that may be sent, or every problem it has. */
export interface MappedRow {
  /** The row's identity: the payload's value of the mapping's `key` field. */
  readonly key?: string;
  readonly payload?: Payload;
  readonly followUps?: readonly FollowUpRequest[];
  readonly problems: readonly Problem[];
  /** Values that the payload goes without. */
  readonly unsent?: readonly UnsentValue[];
}

/** What is known of a row (or of one further step of it) while it is being mapped. */
export interface MappingState {
  readonly row: Row;
  readonly payload: Payload;
  /** Steps of a row come to share its problems once they are filled. */
  problems: Problem[];
  /** Names that lookups found, by the field whose id they belong to; made with the first of them. */
  names: Map<string, string> | undefined;
  /** Custom fields in the form in which they are sent. */
  readonly custom: string[];
  /** Fields that were left out because what they depend on is wrong. */
  readonly dropped: string[];
  /** Values that `values` leave out; made with the first of them. */
  unsent: UnsentValue[] | undefined;
  /** A column, not only constants, has given a value. */
  fromRow: boolean;
}

/** A row of which nothing is known yet. */
export function newMappingState(row: Row, problems: Problem[]): MappingState {
  return { row, payload: {}, problems, names: undefined, custom: [], dropped: [], unsent: undefined, fromRow: false };
}

/** Something to wait for, where there is. */
export type Pending = Promise<void> | undefined;

/** Does one thing to a row; answers a promise only where it has to wait. */
export type RowStep = (state: MappingState) => Pending;

/** Does all acts in order, waiting only where one of them does. */
export function runInSequence(acts: readonly RowStep[]): RowStep {
  const from = (start: number, state: MappingState): Pending => {
    for (let index = start; index < acts.length; index++) {
      const pending = acts[index]!(state);
      if (pending !== undefined) return pending.then(() => from(index + 1, state));
    }
    return undefined;
  };
  return (state) => from(0, state);
}
