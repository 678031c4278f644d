import { endpoints } from '../api/endpoints/index.ts';
import { agents } from './agents.ts';
import { defineStream } from './define-stream.ts';

export const assignments = defineStream({
  name: 'assignments',
  title: 'Assignment records',
  summary: 'Which customers each agent was assigned, and when: one call or more for each agent.',
  endpoint: endpoints.listAssignments,
  id: ['liable_serviceid', 'userid', 'assign_time'],
  times: ['assign_time'],
  added: ['liable_serviceid', 'liable_service_name'],
  parents: {
    stream: agents,
    parameter: 'liable_serviceid',
    member: 'id',
    adds: { liable_serviceid: 'id', liable_service_name: 'name' },
  },
  span: { start: 'start_time', end: 'end_time', unit: 'seconds', member: 'assign_time', required: {} },
  lookups: { liable_serviceid: 'agent' },
});
