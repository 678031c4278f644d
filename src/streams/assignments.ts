import { endpoints } from '../api/endpoints/index.ts';
import { type AgentNode, agentNodeType } from '../api/index.ts';
import { defineStream, type StreamRow } from './stream.ts';

/** Between the names of departments from the top down, and between the departments of an agent who is in several. */
const LEVEL_SEPARATOR = ' / ';
const DEPARTMENT_SEPARATOR = '; ';

/** The tree of departments, taken apart: `department` is the path of names, `path` that of ids. */
export const agents = defineStream({
  name: 'agents',
  title: 'Agents',
  summary: 'One row for each agent, with the path of departments that the agent is in.',
  endpoint: endpoints.listAgents,
  id: ['id'],
  added: ['id', 'name', 'department', 'path'],
  without: ['type', 'manager', 'sub_list'],
  rows: (answer) => flatten((answer as { items: AgentNode[] }).items),
});

interface DepartmentPath {
  readonly names: readonly string[];
  readonly path: string;
}

function flatten(roots: readonly AgentNode[]): StreamRow[] {
  const found = new Map<string, { node: AgentNode; places: DepartmentPath[] }>();
  const visit = (nodes: readonly AgentNode[], above: DepartmentPath): void => {
    for (const node of nodes) {
      if (node.type === agentNodeType.agent) {
        const known = found.get(node.id);
        if (known) known.places.push(above);
        else found.set(node.id, { node, places: [above] });
      }
      visit(node.sub_list, node.type === agentNodeType.agent ? above : below(node, above));
    }
  };
  visit(roots, { names: [], path: '' });
  return [...found.values()].map(({ node, places }) => agentRow(node, places));
}

function below(node: AgentNode, { names }: DepartmentPath): DepartmentPath {
  return { names: [...names, node.name ?? ''], path: node.path ?? node.id };
}

function agentRow(
  { sub_list: _, type: __, manager, ...agent }: AgentNode,
  places: readonly DepartmentPath[],
): StreamRow {
  return {
    ...agent,
    manager_flag: agent.manager_flag ?? manager,
    department: places.map(({ names }) => names.join(LEVEL_SEPARATOR)).join(DEPARTMENT_SEPARATOR),
    path: places.map(({ path }) => path).join(DEPARTMENT_SEPARATOR),
  };
}

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
