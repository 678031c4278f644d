import { endpoints } from '../api/endpoints/index.ts';
import { type AgentNode, agentNodeType } from '../api/index.ts';
import { defineStream, type StreamRow } from './stream.ts';

/** Separate the levels of a department path, and the departments of an agent who is in several. */
const LEVEL_SEPARATOR = ' / ';
const DEPARTMENT_SEPARATOR = '; ';

/** The tree of departments as rows: `department` is the path of names, `path` that of ids. */
export const agents = defineStream({
  name: 'agents',
  title: 'Agents',
  summary: 'One row for each agent, with the path of its departments.',
  endpoint: endpoints.listAgents,
  id: ['id'],
  added: ['id', 'name', 'department', 'path'],
  without: ['type', 'manager', 'sub_list'],
  personal: { name: 'initials', image: 'remove' },
  rows: (answer) => flatten((answer as { items: AgentNode[] }).items),
});

interface DepartmentPath {
  readonly names: readonly string[];
  readonly path: string;
}

function flatten(roots: readonly AgentNode[]): StreamRow[] {
  const found = new Map<string, { node: AgentNode; departments: DepartmentPath[] }>();
  const visit = (nodes: readonly AgentNode[], above: DepartmentPath): void => {
    for (const node of nodes) {
      if (node.type === agentNodeType.agent) {
        const known = found.get(node.id);
        if (known) known.departments.push(above);
        else found.set(node.id, { node, departments: [above] });
      }
      visit(node.sub_list, node.type === agentNodeType.agent ? above : below(node, above));
    }
  };
  visit(roots, { names: [], path: '' });
  return [...found.values()].map(({ node, departments }) => agentRow(node, departments));
}

function below(node: AgentNode, { names }: DepartmentPath): DepartmentPath {
  return { names: [...names, node.name ?? ''], path: node.path ?? node.id };
}

function agentRow(
  { sub_list: _, type: __, manager, ...agent }: AgentNode,
  departments: readonly DepartmentPath[],
): StreamRow {
  return {
    ...agent,
    manager_flag: agent.manager_flag ?? manager,
    department: departments.map(({ names }) => names.join(LEVEL_SEPARATOR)).join(DEPARTMENT_SEPARATOR),
    path: departments.map(({ path }) => path).join(DEPARTMENT_SEPARATOR),
  };
}

export const assignments = defineStream({
  name: 'assignments',
  title: 'Assignment records',
  summary: 'The customers that were assigned to each agent, and when. Takes at least one call per agent.',
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
  personal: { nick: 'initials', liable_service_name: 'initials' },
  lookups: { liable_serviceid: 'agent' },
});

/** A call may span at most one month; longer spans are split. */
export const assignmentStats = defineStream({
  name: 'assignment-stats',
  title: 'Assignment statistics',
  summary:
    'How many customers were assigned to each agent on each day, over the last twelve months unless --since is given.',
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
  personal: { liable_service_name: 'initials' },
  lookups: { liable_serviceid: 'agent' },
});
