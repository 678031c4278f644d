import { agentNodeType } from '../api/codes/agent.ts';
import type { AgentNode } from '../api/endpoints/agents.ts';
import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './define-stream.ts';
import type { StreamRow } from './stream.ts';

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
