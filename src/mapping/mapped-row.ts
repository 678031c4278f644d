import type { Payload } from '../targets/target.ts';

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
