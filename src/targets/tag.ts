import { endpoints } from '../api/endpoints/index.ts';
import { defineTarget } from './define-target.ts';
import { TAG_FIELDS } from './tag-fields.ts';

/** Creates tags in groups that exist. The API does not answer their ids. */
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
