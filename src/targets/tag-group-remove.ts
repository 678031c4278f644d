import { endpoints } from '../api/endpoints/index.ts';
import { defineTarget } from './define-target.ts';

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
