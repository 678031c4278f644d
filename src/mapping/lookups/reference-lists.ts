import { agentNodeType } from '../../api/codes/agent.ts';
import type { AgentNode } from '../../api/endpoints/agents.ts';
import { endpoints } from '../../api/endpoints/index.ts';
import type { ReadList } from './lookups.ts';
import type { NamedEntry } from './name-index.ts';

/** A lookup over a list that is small enough to be read whole. */
export interface ReferenceList {
  readonly noun: string;
  readonly description: string;
  entries(read: ReadList, language: 'en' | 'zh'): Promise<NamedEntry[]>;
}

type Member = Readonly<Record<string, unknown>>;

/** Entries from rows that hold an id and a name under the given members. */
function entriesOf(rows: readonly unknown[], id: string, name: string): NamedEntry[] {
  return (rows as readonly Member[])
    .filter((row) => row[id] !== undefined && row[id] !== null)
    .map((row) => ({ id: String(row[id]), name: String(row[name] ?? '') }));
}

async function agents(read: ReadList): Promise<NamedEntry[]> {
  const found: NamedEntry[] = [];
  const walk = (nodes: readonly AgentNode[], department: string | undefined): void => {
    for (const node of nodes) {
      const name = node.name ?? '';
      if (node.type === agentNodeType.agent) {
        found.push({ id: node.id, name, ...(department === undefined ? {} : { where: department }) });
      }
      walk(node.sub_list ?? [], node.type === agentNodeType.department ? name : department);
    }
  };
  walk((await read(endpoints.listAgents, {})) as AgentNode[], undefined);
  return uniqueById(found);
}

/** The same agent may stand in several departments. */
function uniqueById(entries: readonly NamedEntry[]): NamedEntry[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}

/** A department's id is the path of ids from the company down, as `public_user/assign` wants it. */
async function departments(read: ReadList): Promise<NamedEntry[]> {
  const found: NamedEntry[] = [];
  const walk = (nodes: readonly AgentNode[], above: string | undefined): void => {
    for (const node of nodes) {
      if (node.type !== agentNodeType.department) continue;
      const name = node.name ?? '';
      const entry = { id: node.path ?? node.id, name, otherIds: [node.id] };
      found.push(above === undefined ? entry : { ...entry, where: above });
      walk(node.sub_list ?? [], name);
    }
  };
  walk((await read(endpoints.listAgents, {})) as AgentNode[], undefined);
  return found;
}

async function tags(read: ReadList): Promise<NamedEntry[]> {
  const groups = entriesOf(await read(endpoints.listTagGroups, {}), 'id', 'name');
  const lists = await Promise.all(
    groups.map(async (group) => {
      const rows = await read(endpoints.listTags, { groupid: group.id });
      return entriesOf(rows, 'id', 'name').map((tag) => ({ ...tag, where: group.name }));
    }),
  );
  return lists.flat();
}

/** Every lookup over a whole list, by its name in mappings. */
export const REFERENCE_LISTS = {
  agent: { noun: 'agent', description: 'An agent by name, or by Department/Name where two share it.', entries: agents },
  department: {
    noun: 'department',
    description: 'A department by name; gives the path of its ids.',
    entries: departments,
  },
  country: {
    noun: 'country',
    description: 'A country by name.',
    entries: async (read, language) =>
      entriesOf(await read(endpoints.listCountries, { language }), 'countryid', 'country_name'),
  },
  province: {
    noun: 'province',
    description: 'A province by name.',
    entries: async (read) => entriesOf(await read(endpoints.listProvinces, {}), 'provinceid', 'province_name'),
  },
  timezone: {
    noun: 'time zone',
    description: 'A time zone by name (GMT+08:00 Beijing) or id (Asia/Shanghai).',
    entries: async (read, language) =>
      entriesOf(await read(endpoints.listTimezones, { language }), 'timezoneid', 'timezone_value'),
  },
  language: {
    noun: 'language',
    description: 'A language by name or code.',
    entries: async (read, language) =>
      entriesOf(await read(endpoints.listLanguages, { language }), 'language_code', 'language_value'),
  },
  level: {
    noun: 'VIP level',
    description: 'A VIP level by name.',
    entries: async (read) => entriesOf(await read(endpoints.listLevels, {}), 'data_value', 'data_name'),
  },
  source: {
    noun: 'source',
    description: 'A customer source by name.',
    entries: async (read) => entriesOf(await read(endpoints.listSources, {}), 'value', 'label'),
  },
  stage: {
    noun: 'follow-up stage',
    description: 'A follow-up stage by name.',
    entries: async (read) => entriesOf(await read(endpoints.listStages, {}), 'id', 'name'),
  },
  'tag-group': {
    noun: 'tag group',
    description: 'A tag group by name.',
    entries: async (read) => entriesOf(await read(endpoints.listTagGroups, {}), 'id', 'name'),
  },
  tag: {
    noun: 'tag',
    description:
      'A tag by name, or by Group/Tag where two groups share it. `import --create-missing` makes those that there are not.',
    entries: tags,
  },
} as const satisfies Readonly<Record<string, ReferenceList>>;
