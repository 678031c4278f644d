import { objectBody, requiredText } from '../checks/body.ts';
import { requiredQueryText } from '../checks/query.ts';
import { deriveId } from '../derive-id.ts';
import { queryPage, slicePage } from '../paging.ts';
import { refuse } from '../refusal.ts';
import type { Tag } from '../store/tag-store.ts';
import type { Handler, World } from '../world.ts';
import { untag } from './customer-tagging.ts';
import { knownGroup } from './tag-groups.ts';
import { checkedTagName, checkedTagParamName, checkTagIsFree } from './tag-names.ts';
import { dateTime } from './wire-time.ts';

/** Creates a tag in a group; answers no id. Source: "Create Tag Info". */
export const handleSaveTag: Handler = (call, world) => {
  const { tags } = world.store;
  const body = objectBody(call);
  const name = checkedTagName(body);
  const paramName = checkedTagParamName(body);
  const groupId = knownGroup(requiredText(body, 'groupid'), world).id;
  checkTagIsFree(groupId, name, paramName, tags, undefined);
  const nowMs = world.settings.now();
  const sequence = tags.takeSequence();
  const id = deriveId(world.tenant.seed, 'new-tag', sequence);
  tags.putTag({ id, sequence, groupId, name, paramName, createTimeMs: nowMs, updateTimeMs: nowMs });
  return {};
};

/** Changes a tag. Source: "Edit Tag Info". */
export const handleUpdateTag: Handler = (call, world) => {
  const { tags } = world.store;
  const body = objectBody(call);
  const tag = knownTag(requiredText(body, 'id'), world);
  const name = checkedTagName(body);
  const paramName = checkedTagParamName(body) ?? tag.paramName;
  checkTagIsFree(tag.groupId, name, paramName, tags, tag.id);
  tags.putTag({ ...tag, name, paramName, updateTimeMs: world.settings.now() });
  return {};
};

/** A page of a group's tags. Source: "Query Tag List". */
export const handleListTags: Handler = ({ query }, world) => {
  const group = knownGroup(requiredQueryText(query, 'groupid'), world);
  return slicePage(world.store.tags.tagsOf(group.id), queryPage(query, 100, world), tagRow, world);
};

function tagRow(tag: Tag): unknown {
  return {
    id: tag.id,
    name: tag.name,
    status: 1,
    bizid: null,
    create_time: dateTime(tag.createTimeMs),
    create_time_ms: tag.createTimeMs,
    param_name: tag.paramName,
    groupid: tag.groupId,
    update_time: dateTime(tag.updateTimeMs),
    update_time_ms: tag.updateTimeMs,
  };
}

/** Removes a tag, also from all customers. Source: "Delete Tag Info". */
export const handleRemoveTag: Handler = ({ query }, world) => {
  const tag = knownTag(requiredQueryText(query, 'id'), world);
  world.store.tags.removeTag(tag.id);
  untag([tag.id], world);
  return {};
};

/** The tag with this id. */
export function knownTag(id: string, { store }: World): Tag {
  return store.tags.tag(id.trim()) ?? refuse('tagNotFound');
}
