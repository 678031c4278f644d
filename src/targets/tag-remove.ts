import { endpoints } from '../api/endpoints/index.ts';
import { defineTarget } from './define-target.ts';

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
