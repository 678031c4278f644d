import { assignment, blacklist, followUp, recycle, stage, unblacklist } from './customer-actions.ts';
import { customer, customerUpdate, enterprise } from './customers.ts';
import {
  customerTagging,
  customerTags,
  tag,
  tagGroup,
  tagGroupRemove,
  tagGroupUpdate,
  tagRemove,
  tagUpdate,
} from './tags.ts';
import type { Target } from './target.ts';

export {
  type FieldParts,
  type FieldType,
  isRepeatable,
  type Payload,
  type SuccessCounter,
  type Target,
  type TargetField,
  type TargetOutcome,
} from './target.ts';

/** Everything that can be imported, by name. */
export const targets: ReadonlyMap<string, Target> = new Map(
  [
    customer,
    customerUpdate,
    enterprise,
    tagGroup,
    tagGroupUpdate,
    tagGroupRemove,
    tag,
    tagUpdate,
    tagRemove,
    customerTagging,
    customerTags,
    assignment,
    recycle,
    followUp,
    stage,
    blacklist,
    unblacklist,
  ].map((target) => [target.name, target]),
);
