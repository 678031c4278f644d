import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';
import { tagGroups } from './tag-groups.ts';

export const tags = defineStream({
  name: 'tags',
  title: 'Tags',
  summary: 'The business tags of every group.',
  endpoint: endpoints.listTags,
  id: ['id'],
  times: ['create_time_ms', 'update_time_ms'],
  added: ['groupid', 'group_name'],
  parents: { stream: tagGroups, parameter: 'groupid', member: 'id', adds: { group_name: 'name', groupid: 'id' } },
  lookups: { groupid: 'tag-group' },
});
