import { z } from 'zod';
import { endpoints } from '../api/endpoints/index.ts';
import { CUSTOMER_ID_FIELD } from './customer-fields.ts';
import { defineTarget, type FieldDeclaration } from './target.ts';

/** The fields of creating and editing a tag. */
const TAG_FIELDS = {
  name: { label: 'Tag name', aliases: ['Name', 'Tag', 'Label', 'New name', '标签名称', '标签', '名称'] },
  param_name: { label: 'Param name', aliases: ['Tag param', 'Parameter', 'Code', '参数名', '标签参数名'] },
} as const satisfies Readonly<Record<string, FieldDeclaration>>;

/** The fields of creating and editing a tag group. */
const TAG_GROUP_FIELDS = {
  name: { label: 'Tag group name', aliases: ['Group name', 'Name', 'Group', '标签组名称', '标签组', '名称'] },
  color_value: { label: 'Colour', aliases: ['Color', 'Colour value', 'Color value', '颜色'] },
  is_multiple_choice: {
    label: 'Several tags allowed',
    aliases: ['Multiple choice', 'Multi-select', 'Multiple', '多选', '是否多选'],
    valueNames: { no: 0, yes: 1, false: 0, true: 1, 否: 0, 是: 1 },
  },
} as const satisfies Readonly<Record<string, FieldDeclaration>>;

const tagGroupAnswer = z.looseObject({ item: z.string() });

/** Creates tag groups, each with its tags. */
export const tagGroup = defineTarget({
  name: 'tag-group',
  title: 'Tag groups',
  summary: 'Creates tag groups with their tags.',
  endpoint: endpoints.saveTagGroup,
  fields: {
    ...TAG_GROUP_FIELDS,
    label_list: { label: 'Tags', aliases: ['Tag names', 'Labels', '标签', '标签列表'] },
  },
  outcome: (answer) => ({ counter: 'created', action: 'add', id: tagGroupAnswer.parse(answer).item }),
});

/** Edits tag groups; their tags stay. */
export const tagGroupUpdate = defineTarget({
  name: 'tag-group-update',
  title: 'Tag group edits',
  summary: 'Renames or recolours tag groups; their tags stay.',
  endpoint: endpoints.updateTagGroup,
  fields: {
    id: { label: 'Tag group', aliases: ['Tag group ID', 'Group ID', 'Old name', '标签组ID'], lookup: 'tag-group' },
    ...TAG_GROUP_FIELDS,
  },
  idField: 'id',
  outcome: (_answer, payload) => ({ counter: 'updated', action: 'update', id: String(payload['id']) }),
});

/** Deletes tag groups with all tags in them. */
export const tagGroupRemove = defineTarget({
  name: 'tag-group-remove',
  title: 'Tag group removals',
  summary: 'Deletes tag groups and all tags in them.',
  endpoint: endpoints.removeTagGroup,
  fields: {
    id: {
      label: 'Tag group',
      aliases: ['Tag group ID', 'Group ID', 'Group', '标签组', '标签组ID'],
      lookup: 'tag-group',
    },
  },
  idField: 'id',
  removes: true,
  destructiveAction: 'deletes tag groups with all their tags, which customers lose',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'remove', id: String(payload['id']) }),
});

/** Creates tags in groups that exist. The API does not return their ids. */
export const tag = defineTarget({
  name: 'tag',
  title: 'Tags',
  summary: 'Creates tags in tag groups that exist.',
  endpoint: endpoints.saveTag,
  fields: {
    groupid: {
      label: 'Tag group',
      aliases: ['Group', 'Group name', 'Tag group ID', 'Group ID', '标签组', '标签组ID'],
      lookup: 'tag-group',
    },
    ...TAG_FIELDS,
  },
  outcome: () => ({ counter: 'created', action: 'add' }),
});

/** Renames tags. A tag cannot change its group. */
export const tagUpdate = defineTarget({
  name: 'tag-update',
  title: 'Tag edits',
  summary: 'Renames tags; customers keep them.',
  endpoint: endpoints.updateTag,
  fields: {
    id: {
      label: 'Tag to edit',
      aliases: ['Tag ID', 'Old name', 'Current name', '标签ID', '原标签'],
      lookup: 'tag',
      mustExist: true,
    },
    ...TAG_FIELDS,
  },
  idField: 'id',
  outcome: (_answer, payload) => ({ counter: 'updated', action: 'update', id: String(payload['id']) }),
});

/** Deletes tags. */
export const tagRemove = defineTarget({
  name: 'tag-remove',
  title: 'Tag removals',
  summary: 'Deletes tags; customers lose them.',
  endpoint: endpoints.removeTag,
  fields: {
    id: { label: 'Tag', aliases: ['Tag ID', 'Tag name', 'Label', '标签', '标签ID'], lookup: 'tag', mustExist: true },
  },
  idField: 'id',
  removes: true,
  destructiveAction: 'deletes tags, which customers lose',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'remove', id: String(payload['id']) }),
});

/** Adds tags to customers and removes tags from them; all their other tags stay. */
export const customerTagging = defineTarget({
  name: 'customer-tagging',
  title: 'Customer tagging',
  summary: 'Adds tags to customers and removes tags from them; their other tags stay.',
  endpoint: endpoints.tagCustomer,
  fields: {
    userid: CUSTOMER_ID_FIELD,
    unionid: { label: 'WeCom unionid', aliases: ['unionid', '企微unionid'] },
    external_userid: {
      label: 'WeCom external user ID',
      aliases: ['external_userid', 'External user ID', '外部联系人ID'],
    },
    add_tag: {
      label: 'Tags to add',
      aliases: ['Tags', 'Tag', 'Labels', 'Label', 'Add tags', '标签', '客户标签', '添加标签'],
      lookup: 'tag',
    },
    remove_tag: {
      label: 'Tags to remove',
      aliases: ['Remove tags', '移除标签', '删除标签'],
      lookup: 'tag',
      mustExist: true,
    },
  },
  idField: 'userid',
  outcome(_answer, payload) {
    const id = payload['userid'];
    return { counter: 'done', action: 'tag', ...(typeof id === 'string' ? { id } : {}) };
  },
});

/** Replaces all tags of customers; an empty list removes all. */
export const customerTags = defineTarget({
  name: 'customer-tags',
  title: 'Customer tags, replaced',
  summary: "Replaces the whole set of a customer's tags: tags that are not in the list are removed.",
  endpoint: endpoints.replaceCustomerTags,
  fields: {
    id: CUSTOMER_ID_FIELD,
    list: { label: 'Tags', aliases: ['Tag', 'Tag list', 'Labels', '标签', '客户标签'], lookup: 'tag' },
  },
  idField: 'id',
  destructiveAction: 'removes every tag that the list does not name',
  outcome: (_answer, payload) => ({ counter: 'done', action: 'replace-tags', id: String(payload['id']) }),
});
