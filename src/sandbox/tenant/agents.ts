import { deriveId } from '../derive-id.ts';
import type { DepartmentRow } from './agent-tables.ts';

export interface Agent {
  readonly id: string;
  readonly name: string;
  /** Ids from the company down to the agent's department, joined by `|`. */
  readonly departmentPath: string;
}

/** A node of the tree that "Query Agent List" answers. */
export interface AgentTreeNode {
  readonly id: string;
  readonly name: string;
  readonly image: null;
  readonly path: string | null;
  readonly type: 1 | 2;
  readonly manager_flag: number | null;
  readonly sub_list: readonly AgentTreeNode[] | null;
}

export interface AgentTree {
  readonly roots: readonly AgentTreeNode[];
  readonly agents: readonly Agent[];
}

/** Makes the tree of departments and agents. */
export function buildAgents(seed: string, companyId: string, rows: readonly DepartmentRow[]): AgentTree {
  const agents: Agent[] = [];
  const department = (row: DepartmentRow, above: string): AgentTreeNode => {
    const id = deriveId(seed, 'department', row.name);
    const path = `${above}|${id}`;
    const below = (row.below ?? []).map((child) => department(child, path));
    const members = row.agents.map((name): AgentTreeNode => {
      const agent = { id: deriveId(seed, 'agent', row.name, name), name, departmentPath: path };
      agents.push(agent);
      return { id: agent.id, name, image: null, path: null, type: 2, manager_flag: 2, sub_list: null };
    });
    return { id, name: row.name, image: null, path, type: 1, manager_flag: null, sub_list: [...below, ...members] };
  };
  return { roots: rows.map((row) => department(row, companyId)), agents };
}
