import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';

export const tagGroups = defineStream({
  name: 'tag-groups',
  title: 'Tag groups',
  summary: 'The groups that business tags are in.',
  endpoint: endpoints.listTagGroups,
  id: ['id'],
  times: ['create_time_ms', 'update_time_ms'],
});
