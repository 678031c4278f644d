import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { openTable } from '../../src/files/index.ts';
import { compileMapping, loadMapping, type MappedRow } from '../../src/mapping/index.ts';
import { lookupsOf } from '../support/map-rows.ts';
import { inCheckout, newFolder } from '../support/run-cli.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

/** Rows of the sample of customers that are imported here; the whole has its own tests. */
const CUSTOMER_ROWS = 30;

/** The mapping that comes with a target. */
export function mappingPath(target: string): string {
  return inCheckout('mappings', `${target === 'customer' ? 'customers' : target}.yaml`);
}

/** A folder with the target's sample as `in.csv`; of the customers the first that are right. */
export async function sampleFolder(target: string): Promise<string> {
  const folder = newFolder();
  const sample = join(folder, 'in.csv');
  if (target !== 'customer') {
    writeFileSync(sample, readFileSync(inCheckout('samples', `${target}.csv`)));
    return folder;
  }
  await using tenant = await startTenant();
  const path = inCheckout('samples', 'customers.csv');
  const records = parse(readFileSync(path), { bom: true }) as string[][];
  const fit = (await mapFile(tenant, target, path, CUSTOMER_ROWS * 2)).flatMap(({ payload }, index) =>
    payload ? [index + 1] : [],
  );
  const kept = [0, ...fit.slice(0, CUSTOMER_ROWS)].map((index) => records[index] ?? []);
  writeFileSync(sample, stringify(kept));
  return folder;
}

/** Maps a file, or the first rows of it, as an import would. */
export async function mapFile(
  tenant: SandboxTenant,
  target: string,
  path: string,
  most = Number.POSITIVE_INFINITY,
): Promise<MappedRow[]> {
  const mapping = await loadMapping(mappingPath(target));
  const table = await openTable(path);
  const { header } = table;
  const mapper = await compileMapping(mapping, { header, inputPath: path, lookups: lookupsOf({ read: tenant.read }) });
  const mapped: MappedRow[] = [];
  for await (const batch of table.batches())
    for (const row of batch.slice(0, most - mapped.length)) mapped.push(await mapper.map(row));
  await table.close();
  return mapped;
}

/** A sandbox with the customers that a target's sample speaks of, in the state that the sample finds them in. */
export async function startSampleTenant(target: string, folder: string, latencyMs = 0): Promise<SandboxTenant> {
  const tenant = await startTenant({ latencyMs });
  if (target === 'customer') return tenant;
  const cells = new Set((parse(readFileSync(join(folder, 'in.csv')), { bom: true }) as string[][]).flat());
  const all = parse(readFileSync(inCheckout('samples', 'customers.csv')), { bom: true }) as string[][];
  const [header = [], ...people] = all;
  const named = people.filter((row) =>
    row.some((cell, index) => cell !== '' && isIdentity(header[index]) && cells.has(cell)),
  );
  if (named.length === 0) return tenant;
  const path = join(newFolder(), 'customers.csv');
  writeFileSync(path, stringify([header, ...named]));
  for (const { payload } of await mapFile(tenant, 'customer', path)) {
    if (!payload) continue;
    const { data } = await tenant.client.call(endpoints.saveCustomer, payload as never);
    if (target !== 'unblacklist') continue;
    await tenant.client.call(endpoints.addToBlacklist, { user_id: data.userid, black_type: -1, black_reason: 'spam' });
  }
  return tenant;
}

function isIdentity(column: string | undefined): boolean {
  return column === 'Customer ID' || column === 'Mobile' || column === 'Email';
}

/** All that a tenant holds but times, as lines; ids that it did not have at the beginning are not told. */
export async function stateOf({ sandbox, read }: SandboxTenant, atFirst?: ReadonlySet<string>): Promise<string[]> {
  const snapshot = sandbox.snapshot();
  const groups = (await read(endpoints.listTagGroups, {})) as { id: string }[];
  const tags = await Promise.all(groups.map(({ id }) => read(endpoints.listTags, { groupid: id })));
  const records = [snapshot.customers(), snapshot.enterprises(), snapshot.followUps(), groups, tags.flat()].flat();
  const shown = (text: string) => text.replace(ID, (id) => (!atFirst || atFirst.has(id) ? id : '*'));
  const lines = records.map((record) =>
    shown(JSON.stringify(record, (name, value) => (/time|date|^bizid$/.test(name) ? undefined : value))),
  );
  return lines.sort();
}

const ID = /[0-9a-f]{32}/g;

/** The ids in a state. */
export function idsIn(state: readonly string[]): ReadonlySet<string> {
  return new Set(state.flatMap((line) => line.match(ID) ?? []));
}
