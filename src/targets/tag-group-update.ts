import { endpoints } from '../api/endpoints/index.ts';
import { defineTarget } from './define-target.ts';
import { TAG_GROUP_FIELDS } from './tag-group-fields.ts';

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
