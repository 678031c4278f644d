import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from '../../src/api/client.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { CustomFieldDefinition } from '../../src/api/index.ts';
import { createTransport } from '../../src/api/transport.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { type Picker, picker, seededRandom } from '../../src/sandbox/seeded-values.ts';
import { newFolder } from '../support/run-cli.ts';
import { editAtRandom } from './random-edits.ts';
import { type RandomFile, randomFile, type Tenant } from './random-file.ts';
import { stateOf } from './tenant-state.ts';

/** A random tenant, and a file made from it. */
export interface Tenancy {
  readonly seed: string;
  readonly pick: Picker;
  readonly sandbox: Sandbox;
  /** Another client of the tenant. */
  readonly client: ApiClient;
  readonly tenant: Tenant;
  readonly file: RandomFile;
  readonly folder: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a sandbox that is all of the seed's making, with a mapping and a file in a folder. */
export async function openTenancy(
  seed: string,
  { customers, latencyMs = 0 }: { readonly customers: number; readonly latencyMs?: number },
): Promise<Tenancy> {
  const pick = picker(seededRandom(seed));
  const identifiedBy = pick.one([
    ['tel', 'email', 'partnerid'],
    ['partnerid'],
    ['email', 'partnerid'],
    ['tel'],
  ] as const);
  const options: SandboxOptions = {
    customers,
    seed,
    identifiedBy,
    tokensStay: true,
    listMembers: pick.one(['all', 'basic']),
    stringNumbers: pick.chance(0.3),
    camelCaseDetail: pick.chance(0.3),
    emptyItems: pick.one(['empty', 'null', 'absent']),
    maxPageSize: pick.one([7, 50, 100]),
    latencyMs,
  };
  const sandbox = await startSandbox(options);
  const { url, appId, appKey } = sandbox;
  const transport = createTransport({ connections: 4, timeoutMs: 10_000 });
  const client = createApiClient({ baseUrl: url, appId, appKey, language: 'en', transport, now: Date.now });
  const tenant = await readTenant(client, sandbox, identifiedBy);
  await editAtRandom(client, pick, { tenant, state: stateOf(sandbox, tenant.definitions), share: 0.3 });
  const file = randomFile(pick, tenant, stateOf(sandbox, tenant.definitions));
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), JSON.stringify(file.mapping, undefined, 2));
  writeFileSync(join(folder, 'in.csv'), csvOf(file));
  return {
    ...{ seed, pick, sandbox, client, tenant, file, folder },
    async [Symbol.asyncDispose]() {
      await transport.close();
      await sandbox.close();
    },
  };
}

async function readTenant(client: ApiClient, sandbox: Sandbox, identifiedBy: readonly string[]): Promise<Tenant> {
  const page = { page_no: 1, page_size: 100 };
  const { items: definitions } = await client.call(endpoints.listCustomerFields, {});
  const { items: levels } = await client.call(endpoints.listLevels, {});
  const { items: stages } = await client.call(endpoints.listStages, {});
  const { items: departments } = await client.call(endpoints.listAgents, {});
  const { items: groups } = await client.call(endpoints.listTagGroups, page);
  const tags = new Map<string, string>();
  for (const group of groups as readonly { id: string; name: string }[]) {
    const { items } = await client.call(endpoints.listTags, { ...page, groupid: group.id });
    for (const { id, name } of items as readonly { id: string; name: string }[]) tags.set(`${group.name}/${name}`, id);
  }
  const enterprises = sandbox.snapshot().enterprises();
  return {
    definitions: definitions as readonly CustomFieldDefinition[],
    levels: new Map(levels.map(({ data_value, data_name }) => [data_value, data_name ?? ''])),
    agents: new Map(agentsIn(departments as readonly AgentNode[])),
    stages: new Map(stages.map(({ id, name }) => [String(name), id])),
    tags,
    enterpriseNames: new Map(enterprises.map(({ id, enterprise_name }) => [String(id), String(enterprise_name)])),
    identifiedBy,
  };
}

function csvOf({ columns, rows }: RandomFile): string {
  const line = (texts: readonly string[]): string => texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  return [line(columns), ...rows.map(({ texts }) => line(columns.map((column) => texts[column] ?? '')))].join('\r\n');
}

interface AgentNode {
  readonly id: string;
  readonly name: string;
  readonly type: number;
  readonly sub_list?: readonly AgentNode[] | null;
}

/** Ids and names of the agents in a tree of departments, without those who share a name. */
function agentsIn(nodes: readonly AgentNode[]): (readonly [id: string, name: string])[] {
  const all = (level: readonly AgentNode[]): AgentNode[] =>
    level.flatMap((node) => [node, ...all(node.sub_list ?? [])]);
  const agents = all(nodes).filter(({ type }) => type === 2);
  const isOnly = (agent: AgentNode): boolean => agents.filter(({ name }) => name === agent.name).length === 1;
  return agents.filter(isOnly).map(({ id, name }) => [id, name] as const);
}
