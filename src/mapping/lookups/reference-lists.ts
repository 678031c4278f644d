import { endpoints } from '../../api/endpoints/index.ts';
import { type AgentNode, agentNodeType, type Endpoint } from '../../api/index.ts';
import { LookupUnavailable } from '../mapping-error.ts';
import { ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import type { LookupSources, ReadList, Resolver } from './lookups.ts';
import { type NamedEntry, NameIndex } from './name-index.ts';

/** A lookup over a list that is small enough to be read whole. */
export interface ReferenceList {
  readonly noun: string;
  readonly description: string;
  entries(read: ReadList, language: 'en' | 'zh'): Promise<NamedEntry[]>;
}

type Member = Readonly<Record<string, unknown>>;

/** Entries from rows with an id and a name under the given members. */
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

/** The same agent may be in several departments. */
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
    description: 'A department by name; returns the path of its ids.',
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
      'A tag by name, or by Group/Tag where two groups share it. `import --create-missing` creates missing tags.',
    entries: tags,
  },
} as const satisfies Readonly<Record<string, ReferenceList>>;

type Rows = readonly Readonly<Record<string, unknown>>[];

async function cities(read: ReadList, province: NamedEntry | string): Promise<NamedEntry[]> {
  const [id, where] = typeof province === 'string' ? [province, undefined] : [province.id, province.name];
  const rows = (await read(endpoints.listCities, { provinceid: id })) as Rows;
  return rows.map((row) => ({
    id: String(row['cityid']),
    name: String(row['city_name'] ?? ''),
    ...(where === undefined ? {} : { where }),
  }));
}

async function areas(read: ReadList, cityId: string): Promise<NamedEntry[]> {
  const rows = (await read(endpoints.listAreas, { cityid: cityId })) as Rows;
  return rows.map((row) => ({ id: String(row['areaid']), name: String(row['area_name'] ?? '') }));
}

/** The cities of all provinces, one request each. */
export async function allCities(read: ReadList): Promise<NamedEntry[]> {
  const provinces = (await read(endpoints.listProvinces, {})) as Rows;
  const lists = await Promise.all(
    provinces.map((row) => cities(read, { id: String(row['provinceid']), name: String(row['province_name'] ?? '') })),
  );
  return lists.flat();
}

/** Finds cities: within a province where it is known, else among all cities. Each list is read when it is first needed. */
export function cityResolver(lists: ListReader): Resolver {
  return byParent((parent) => (parent === undefined ? allCities(lists.read) : cities(lists.read, parent)), 'city');
}

/** Finds areas within a city, which must be known. */
export function areaResolver(lists: ListReader): Resolver {
  const within = byParent((parent) => areas(lists.read, parent ?? ''), 'area');
  const error = new ValueError('parent-missing', VALUE_MESSAGES['parent-missing'].text.area());
  return (text, parent) => (parent === undefined ? error : within(text, parent));
}

function byParent(load: (parent: string | undefined) => Promise<NamedEntry[]>, noun: string): Resolver {
  const indexes = new Map<string | undefined, NameIndex | Promise<NameIndex>>();
  return (text, parent) => {
    const known = indexes.get(parent);
    if (known instanceof NameIndex) return known.find(text);
    if (known !== undefined) return known.then((index) => index.find(text));
    const loading = load(parent).then((entries) => {
      const index = new NameIndex(noun, entries);
      indexes.set(parent, index);
      return index;
    });
    indexes.set(parent, loading);
    loading.catch(() => indexes.delete(parent));
    return loading.then((index) => index.find(text));
  };
}

/** Reads reference lists once a run, through the cache that outlives it. */
export interface ListReader {
  readonly read: ReadList;
  /** The same, but lists from the cache are read again. */
  readonly readFresh: ReadList;
  /** Whether any list came from the cache, so that reading it again may find more. */
  mayBeStale(): boolean;
}

/** Creates the reader of one run. */
export function createListReader(sources: LookupSources): ListReader {
  const pending = new Map<string, Promise<readonly unknown[]>>();
  const cached = new Set<string>();

  const remember = (name: string, rows: Promise<readonly unknown[]>) => {
    pending.set(name, rows);
    rows.catch(() => pending.delete(name));
    return rows;
  };
  const fetch = async (name: string, endpoint: Endpoint, input: Readonly<Record<string, unknown>>) => {
    cached.delete(name);
    const rows = await sources.read(endpoint, input);
    await sources.cache?.set(name, rows, sources.now());
    return rows;
  };
  const fetchUnlessKept: typeof fetch = async (name, endpoint, input) => {
    const kept = await sources.cache?.get(name);
    if (kept !== undefined && (sources.offline || sources.now() - kept.fetchedAt < sources.ttlMs)) {
      cached.add(name);
      return kept.rows;
    }
    if (sources.offline) throw new LookupUnavailable(endpoint.title);
    return fetch(name, endpoint, input);
  };

  return {
    read(endpoint, input) {
      const name = listName(endpoint, input);
      return pending.get(name) ?? remember(name, fetchUnlessKept(name, endpoint, input));
    },
    readFresh(endpoint, input) {
      const name = listName(endpoint, input);
      const known = pending.get(name);
      if (known !== undefined && (!cached.has(name) || sources.offline)) return known;
      return remember(name, fetch(name, endpoint, input));
    },
    mayBeStale: () => cached.size > 0 && !sources.offline,
  };
}

/** The name of a list in the cache: the endpoint's, and the values of its parameters. */
function listName(endpoint: Endpoint, input: Readonly<Record<string, unknown>>): string {
  return [endpoint.name, ...Object.values(input).map(String)].join(' ');
}
