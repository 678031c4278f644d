import type { Target } from '../targets/target.ts';
import type { Mapping } from './mapping-schema.ts';
import type { Locate } from './yaml-places.ts';

/** A mapping file that was read and found right as far as it can be without a spreadsheet and a tenant. */
export interface LoadedMapping {
  /** As it is named in messages. */
  readonly path: string;
  readonly text: string;
  readonly content: Mapping;
  readonly target: Target;
  readonly locate: Locate;
}
