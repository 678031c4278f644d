import { queryPage, slicePage } from '../answers.ts';
import {
  allowed,
  integerParam,
  isLonger,
  isParams,
  listParam,
  objectBody,
  type Params,
  requiredInteger,
  requiredQueryText,
  requiredText,
  textParam,
} from '../parameter-checks.ts';
import { refuse } from '../ret-code-error.ts';
import { deriveId } from '../seeded-values.ts';
import { type Customer, touch } from '../store/customer.ts';
import type { Tag, TagGroup, TagStore } from '../store/tag-store.ts';
import { type Handler, nowSeconds, type World } from '../world.ts';

/** Creates a group with its tags. Source: "Create Tag Group Info". */
export const handleSaveTagGroup: Handler = (call, { store: { tags }, tenant, settings }) => {
  const body = objectBody(call);
  const name = checkedGroupName(body, tags, undefined);
  const color = requiredText(body, 'color_value');
  const multiple = allowed('is_multiple_choice', requiredInteger(body, 'is_multiple_choice'), [0, 1]) === 1;
  const labels = readLabels(body);
  const nowMs = settings.now();
  const times = { createTimeMs: nowMs, updateTimeMs: nowMs };
  const sequence = tags.takeSequence();
  const groupId = deriveId(tenant.seed, 'new-tag-group', sequence);
  tags.putGroup({ id: groupId, sequence, name, color, multiple, ...times });
  for (const label of labels) {
    const tagSequence = tags.takeSequence();
    const id = deriveId(tenant.seed, 'new-tag', tagSequence);
    tags.putTag({ id, sequence: tagSequence, groupId, ...label, ...times });
  }
  return { item: groupId };
};

function readLabels(body: Params): { name: string; paramName: string | null }[] {
  const labels = (listParam(body, 'label_list') ?? refuse('required', 'label_list')).map((label) =>
    isParams(label)
      ? { name: checkedTagName(label), paramName: checkedTagParamName(label) }
      : refuse('wrongType', 'label_list', 'a list of objects'),
  );
  if (new Set(labels.map(({ name }) => name)).size < labels.length) refuse('tagNameTaken');
  const paramNames = labels.map(({ paramName }) => paramName).filter((paramName) => paramName !== null);
  return new Set(paramNames).size < paramNames.length ? refuse('tagParamTaken') : labels;
}

/** Changes a group. Source: "Edit Tag Group Info". */
export const handleUpdateTagGroup: Handler = (call, world) => {
  const { tags } = world.store;
  const body = objectBody(call);
  const group = knownGroup(requiredText(body, 'id'), world);
  const name = checkedGroupName(body, tags, group.id);
  const multiple = integerParam(body, 'is_multiple_choice');
  if (multiple !== undefined) allowed('is_multiple_choice', multiple, [0, 1]);
  tags.putGroup({
    ...group,
    name,
    color: textParam(body, 'color_value') ?? group.color,
    multiple: multiple === undefined ? group.multiple : multiple === 1,
    updateTimeMs: world.settings.now(),
  });
  return {};
};

/** A page of the groups. Source: "Query Tag Group List". */
export const handleListTagGroups: Handler = ({ query }, world) =>
  slicePage(world.store.tags.groups, queryPage(query, 100, world), groupRow, world);

function groupRow(group: TagGroup): unknown {
  return {
    id: group.id,
    name: group.name,
    status: 1,
    type: 1,
    bizid: null,
    color_value: group.color,
    create_time: dateTime(group.createTimeMs),
    create_time_ms: group.createTimeMs,
    is_multiple_choice: group.multiple ? 1 : 0,
    update_time: dateTime(group.updateTimeMs),
    update_time_ms: group.updateTimeMs,
  };
}

/** Removes a group, its tags, and these from all customers. Source: "Delete Tag Group Info". */
export const handleRemoveTagGroup: Handler = ({ query }, world) => {
  const group = knownGroup(requiredQueryText(query, 'id'), world);
  untag(world.store.tags.removeGroup(group.id), world);
  return {};
};

/** The group with this id. The document's own example has a trailing space. */
function knownGroup(id: string, { store }: World): TagGroup {
  return store.tags.group(id.trim()) ?? refuse('groupNotFound');
}

/** Creates a tag in a group; returns no id. Source: "Create Tag Info". */
export const handleSaveTag: Handler = (call, world) => {
  const { tags } = world.store;
  const body = objectBody(call);
  const name = checkedTagName(body);
  const paramName = checkedTagParamName(body);
  const groupId = knownGroup(requiredText(body, 'groupid'), world).id;
  checkTagIsUnique(groupId, name, paramName, tags, undefined);
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
  checkTagIsUnique(tag.groupId, name, paramName, tags, tag.id);
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

/** The name of a tag group, checked. `ownId` is the group that may already have it. */
function checkedGroupName(params: Params, tags: TagStore, ownId: string | undefined): string {
  const name = textParam(params, 'name')?.trim() ?? '';
  if (name === '') refuse('groupNameBlank');
  if (isLonger(name, 30)) refuse('nameTooLong');
  const taken = tags.groupNamed(name);
  return taken !== undefined && taken.id !== ownId ? refuse('groupNameTaken') : name;
}

/** The name of a tag, checked except for uniqueness. */
function checkedTagName(params: Params): string {
  const name = textParam(params, 'name')?.trim() ?? '';
  if (name === '') refuse('tagNameBlank');
  return isLonger(name, 30) ? refuse('nameTooLong') : name;
}

/** The param name of a tag, checked except for uniqueness; `null` if there is none. */
function checkedTagParamName(params: Params): string | null {
  const name = textParam(params, 'param_name')?.trim() ?? '';
  if (isLonger(name, 30)) refuse('paramNameTooLong');
  return name === '' ? null : name;
}

/** Refuses names that another tag of the group has. `ownId` is the tag that may already have them. */
function checkTagIsUnique(
  groupId: string,
  name: string,
  paramName: string | null,
  tags: TagStore,
  ownId: string | undefined,
): void {
  const named = tags.tagNamed(groupId, name);
  if (named !== undefined && named.id !== ownId) refuse('tagNameTaken');
  const withParam = paramName === null ? undefined : tags.tagWithParam(groupId, paramName);
  if (withParam !== undefined && withParam.id !== ownId) refuse('tagParamTaken');
}

/** Replaces the tags of a customer, and records a behavior if that changes anything. */
export function setTags(customer: Customer, tagIds: readonly string[], world: World): void {
  const { store, settings } = world;
  const oldTags = customer.tags;
  if (oldTags.length === tagIds.length && oldTags.every((id, index) => id === tagIds[index])) return;
  store.customers.edit(customer, () => {
    customer.tags = tagIds;
    touch(customer, nowSeconds(world));
  });
  const nameOf = (id: string): string => store.tags.tag(id)?.name ?? '';
  const change = { field: 'user_label', value: tagIds.map(nameOf).join(','), oldValue: oldTags.map(nameOf).join(',') };
  store.behaviors.record(customer, { type: 'user_label_update', timeMs: settings.now(), changes: [change] });
}

/**
 * Removes deleted tags from all customers. Their update time stays, since nothing was written to them: a client that copies customers
 * has to forget tags that no longer exist by itself.
 */
function untag(tagIds: readonly string[], { store }: World): void {
  const removed = new Set(tagIds);
  for (const customer of store.customers.all) {
    if (!customer.tags.some((id) => removed.has(id))) continue;
    store.customers.edit(customer, () => {
      customer.tags = customer.tags.filter((id) => !removed.has(id));
    });
  }
}

/**
 * A set of tags after more have been added: in a group without multiple choice the new tag replaces the old one.
 * Refuses two new tags of such a group.
 */
export function mergeTags(param: string, before: readonly string[], added: readonly Tag[], world: World): string[] {
  const { tags } = world.store;
  const single = new Map<string, Tag>();
  for (const tag of added) {
    if (tags.group(tag.groupId)?.multiple !== false) continue;
    const other = single.get(tag.groupId);
    if (other !== undefined && other !== tag) {
      refuse('notAllowed', param, `"${other.name}" and "${tag.name}" are of a group that allows only one`);
    }
    single.set(tag.groupId, tag);
  }
  const kept = before.filter((id) => !single.has(tags.tag(id)?.groupId ?? '') || added.some((tag) => tag.id === id));
  return [...new Set([...kept, ...added.map(({ id }) => id)])];
}

/** A time as `YYYY-MM-DD HH:mm:ss` in the tenant's time zone, UTC+8. */
function dateTime(timeMs: number): string {
  return new Date(timeMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
