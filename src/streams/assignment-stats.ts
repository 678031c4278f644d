import { endpoints } from '../api/endpoints/index.ts';
import { agents } from './agents.ts';
import { defineStream } from './define-stream.ts';

/** A call may span one month at most; longer spans are split. */
export const assignmentStats = defineStream({
  name: 'assignment-stats',
  title: 'Assignment statistics',
  summary:
    'How many customers each agent was assigned on each day; the last twelve months unless --since says otherwise.',
  endpoint: endpoints.listAssignmentStats,
  id: ['liable_serviceid', 'assign_date'],
  dates: ['assign_date'],
  added: ['liable_serviceid', 'liable_service_name'],
  parents: {
    stream: agents,
    parameter: 'liable_serviceid',
    member: 'id',
    adds: { liable_serviceid: 'id', liable_service_name: 'name' },
  },
  span: {
    start: 'start_date',
    end: 'end_date',
    unit: 'days',
    member: 'assign_date',
    required: { monthsBack: 12 },
    maxMonths: 1,
  },
  lookups: { liable_serviceid: 'agent' },
});
