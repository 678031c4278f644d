import type { FieldSpecObject } from '../../mapping/index.ts';
import type { Evidence } from './corrections.ts';
import type { Trial } from './prove.ts';

/** Something is learnt only from corrections of at least so many rows. */
export const MIN_ROWS = 2;

/** Tries a spec for the field on refused cells; undefined if it does not compile. */
export type TrySpec = (spec: FieldSpecObject, evidence: readonly Evidence[]) => Promise<Trial | undefined>;

/** What is found in the corrections of a field. */
export interface Finding {
  readonly proposal?: {
    readonly spec: FieldSpecObject;
    /** What it adds: `date format DD.MM.YYYY`. */
    readonly what: string;
    readonly covered: readonly Evidence[];
  };
  /** What could be learnt and is not, each with the reason. */
  readonly notProposed?: readonly string[];
}
