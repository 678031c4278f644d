import { deriveDigits, deriveId } from '../seeded-values.ts';
import { buildFieldSet, CUSTOMER_FIELDS, ENTERPRISE_FIELDS, type FieldSet } from './custom-fields.ts';
import { COUNTRIES, LANGUAGES, LEVEL_NAMES, STAGE_NAMES, TIMEZONES } from './reference-tables.ts';
import { buildRegions, PROVINCES, type Regions } from './regions.ts';

interface Stage {
  readonly id: string;
  readonly name: string;
}

interface Level {
  readonly value: string;
  readonly name: string;
}

/** The configuration of the tenant: calls read it and never change it. */
export interface TenantSetup {
  readonly seed: string;
  readonly companyId: string;
  readonly departments: readonly AgentTreeNode[];
  readonly agents: ReadonlyMap<string, Agent>;
  readonly customerFields: FieldSet;
  readonly enterpriseFields: FieldSet;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly levels: ReadonlyMap<string, Level>;
  readonly regions: Regions;
  readonly countries: ReadonlyMap<string, (typeof COUNTRIES)[number]>;
  readonly timezones: ReadonlyMap<string, (typeof TIMEZONES)[number]>;
  readonly languages: ReadonlyMap<string, (typeof LANGUAGES)[number]>;
}

/** Makes the tenant: the seed alone determines its ids. Custom fields named in `required` must be filled. */
export function buildTenant(seed: string, required: readonly string[]): TenantSetup {
  const companyId = deriveId(seed, 'company');
  const { roots, agents } = buildAgents(seed, companyId, DEPARTMENTS);
  const requiredNames = new Set(required);
  const stages = STAGE_NAMES.map((name) => ({ id: deriveId(seed, 'stage', name), name }));
  const levels = LEVEL_NAMES.map((name) => ({ value: deriveDigits(seed, 'level', name), name }));
  return {
    seed,
    companyId,
    departments: roots,
    agents: new Map(agents.map((agent) => [agent.id, agent])),
    customerFields: buildFieldSet(seed, 1, CUSTOMER_FIELDS, requiredNames),
    enterpriseFields: buildFieldSet(seed, 2, ENTERPRISE_FIELDS, requiredNames),
    stages: new Map(stages.map((stage) => [stage.id, stage])),
    levels: new Map(levels.map((level) => [level.value, level])),
    regions: buildRegions(PROVINCES),
    countries: new Map(COUNTRIES.map((country) => [country.id, country])),
    timezones: new Map(TIMEZONES.map((timezone) => [timezone.id, timezone])),
    languages: new Map(LANGUAGES.map((language) => [language.code, language])),
  };
}

export interface Agent {
  readonly id: string;
  readonly name: string;
  /** Ids from the company down to the agent's department, joined by `|`. */
  readonly departmentPath: string;
}

/** A node of the tree that "Query Agent List" returns. */
interface AgentTreeNode {
  readonly id: string;
  readonly name: string;
  readonly image: null;
  readonly path: string | null;
  readonly type: 1 | 2;
  readonly manager_flag: number | null;
  readonly sub_list: readonly AgentTreeNode[] | null;
}

interface AgentTree {
  readonly roots: readonly AgentTreeNode[];
  readonly agents: readonly Agent[];
}

/** Makes the tree of departments and agents. */
function buildAgents(seed: string, companyId: string, rows: readonly DepartmentRow[]): AgentTree {
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

/** A department with its agents and sub-departments. */
interface DepartmentRow {
  readonly name: string;
  readonly agents: readonly string[];
  readonly below?: readonly DepartmentRow[];
}

/** Two agents are named "Chen Jie", so that a name can be ambiguous. */
const DEPARTMENTS: readonly DepartmentRow[] = [
  {
    name: 'Sales',
    agents: ['John Smith'],
    below: [
      { name: 'Sales East', agents: ['Li Na', 'Wang Wei', 'Chen Jie'] },
      { name: 'Sales West', agents: ['Maria Garcia'] },
    ],
  },
  { name: 'Support', agents: ['Aisha Khan', 'Tom Müller', 'Chen Jie'] },
];
