import { endpoints } from '../api/endpoints/index.ts';
import { defineTarget } from './define-target.ts';
import { TAG_FIELDS } from './tag-fields.ts';

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
