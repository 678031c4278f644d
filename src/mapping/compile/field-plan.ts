import type { TargetField } from '../../targets/target.ts';
import type { FieldSpecObject } from '../field-spec.ts';
import type { MappingPath } from '../yaml-places.ts';

/** One field of a record that a mapping fills. */
export interface FieldPlan {
  /** The wire name, which is its key in the payload. */
  readonly name: string;
  /** How messages call it: the wire name, or with its section before it (`stage.stageid`). */
  readonly shownName: string;
  readonly field: TargetField;
  readonly spec: FieldSpecObject;
  readonly path: MappingPath;
}
