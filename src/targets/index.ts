import { assignment } from './assignment.ts';
import { blacklist } from './blacklist.ts';
import { customer } from './customer.ts';
import { customerTagging } from './customer-tagging.ts';
import { customerTags } from './customer-tags.ts';
import { customerUpdate } from './customer-update.ts';
import { enterprise } from './enterprise.ts';
import { followUp } from './follow-up.ts';
import { recycle } from './recycle.ts';
import { stage } from './stage.ts';
import { tag } from './tag.ts';
import { tagGroup } from './tag-group.ts';
import { tagGroupRemove } from './tag-group-remove.ts';
import { tagGroupUpdate } from './tag-group-update.ts';
import { tagRemove } from './tag-remove.ts';
import { tagUpdate } from './tag-update.ts';
import type { Target } from './target.ts';
import { unblacklist } from './unblacklist.ts';

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
