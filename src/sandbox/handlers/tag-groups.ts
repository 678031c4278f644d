import {
  allowed,
  integerParam,
  isParams,
  listParam,
  objectBody,
  type Params,
  requiredInteger,
  requiredText,
  textParam,
} from '../checks/body.ts';
import { requiredQueryText } from '../checks/query.ts';
import { deriveId } from '../derive-id.ts';
import { queryPage, slicePage } from '../paging.ts';
import { refuse } from '../refusal.ts';
import type { TagGroup } from '../store/tag-store.ts';
import type { Handler, World } from '../world.ts';
import { untag } from './customer-tagging.ts';
import { checkedGroupName, checkedTagName, checkedTagParamName } from './tag-names.ts';
import { dateTime } from './wire-time.ts';

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

/** The group with this id. The document's own example has a space behind it. */
export function knownGroup(id: string, { store }: World): TagGroup {
  return store.tags.group(id.trim()) ?? refuse('groupNotFound');
}
