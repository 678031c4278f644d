import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTable, type Row } from '../../src/files/index.ts';
import { compileMapping, type LoadedMapping, loadMapping, type MappedRow } from '../../src/mapping/index.ts';
import { targets } from '../../src/targets/index.ts';
import type { Payload } from '../../src/targets/target.ts';
import { lookupsOf } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

const fileName = (target: string) => (target === 'customer' ? 'customers' : target);

interface Mapped {
  readonly mapping: LoadedMapping;
  readonly rows: readonly { readonly row: Row; readonly mapped: MappedRow }[];
}

async function mapSample(
  tenant: SandboxTenant,
  target: string,
  sample = `samples/${fileName(target)}.csv`,
): Promise<Mapped> {
  const mapping = await loadMapping(`mappings/${fileName(target)}.yaml`);
  const table = await openTable(sample);
  const mapper = await compileMapping(mapping, {
    header: table.header,
    inputPath: sample,
    lookups: lookupsOf({ read: tenant.read }),
  });
  const rows: { row: Row; mapped: MappedRow }[] = [];
  for await (const batch of table.batches()) for (const row of batch) rows.push({ row, mapped: await mapper.map(row) });
  await table.close();
  return { mapping, rows };
}

/** Sends a payload as the pipeline would; answers what the target says it did. */
async function send(tenant: SandboxTenant, { mapping }: Mapped, payload: Payload) {
  const answer = await tenant.client.call(mapping.target.endpoint, payload as never, { mayRepeat: true });
  return mapping.target.outcome(answer, payload);
}

test('every target has a mapping and a sample, and there are no others', async () => {
  const names = [...targets.keys()].map(fileName).sort();
  const mappings = (await readdir('mappings')).filter((name) => name.endsWith('.yaml') && !name.startsWith('export-'));
  const samples = (await readdir('samples')).filter((name) => name.endsWith('.csv'));
  expect(mappings.map((name) => name.replace('.yaml', '')).sort()).toEqual(names);
  expect(samples.map((name) => name.replace('.csv', '')).sort()).toEqual(names);
});

describe('samples/customers.csv', () => {
  let tenant: SandboxTenant;
  let customers: Mapped;
  beforeAll(async () => {
    tenant = await startTenant();
    customers = await mapSample(tenant, 'customer');
  });
  afterAll(() => tenant[Symbol.asyncDispose]());

  test('has at least 2,000 rows, of which about 2 % are bad, of at least five kinds', () => {
    const bad = customers.rows.filter(({ mapped }) => mapped.problems.length > 0);
    expect(customers.rows.length).toBeGreaterThanOrEqual(2_000);
    expect(bad.length / customers.rows.length).toBeGreaterThan(0.015);
    expect(bad.length / customers.rows.length).toBeLessThan(0.025);
    expect(
      new Set(bad.flatMap(({ mapped }) => mapped.problems.map(({ field, code }) => `${field} ${code}`))).size,
    ).toBeGreaterThanOrEqual(5);
    for (const { mapped } of bad) for (const { column } of mapped.problems) expect(column).toBeDefined();
  });

  test('names each customer by what is its own: no telephone, address or (but for the bad) id stands twice', () => {
    for (const member of ['tel', 'email']) {
      const values = customers.rows.flatMap(({ mapped }) => mapped.payload?.[member] ?? []);
      expect(new Set(values).size).toBe(values.length);
    }
    const keys = customers.rows.map(({ mapped }) => mapped.key);
    expect(keys.length - new Set(keys).size).toBeGreaterThan(0);
    for (const key of keys) expect(key).toMatch(/^0\d{6}$/);
  });

  test('is in many scripts, with line breaks, quotes, commas and emoji', () => {
    const text = customers.rows.flatMap(({ row }) => row.cells).join('\u0001');
    for (const script of [
      /\p{Script=Han}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Devanagari}/u,
      /\p{Script=Hiragana}/u,
      /\p{Script=Cyrillic}/u,
      /\p{Script=Hangul}/u,
      /ß|ü/u,
      /ñ/u,
      /\p{Extended_Pictographic}/u,
      /\n/,
      /"/,
      /, /,
    ]) {
      expect(text).toMatch(script);
    }
  });
});

describe('the samples of the other targets', () => {
  let tenant: SandboxTenant;
  beforeAll(async () => {
    tenant = await startTenant();
    const customers = await mapSample(tenant, 'customer');
    for (const { mapped } of customers.rows) {
      if (mapped.payload !== undefined) await send(tenant, customers, mapped.payload);
    }
  });
  afterAll(() => tenant[Symbol.asyncDispose]());

  const removals = ['tag-remove', 'tag-group-remove'];
  const others = [...targets.keys()].filter((name) => name !== 'customer' && !removals.includes(name));

  test.each([...others, ...removals])(
    '%s goes into a tenant that has the customers, without an error',
    async (name) => {
      const sample = await mapSample(tenant, name);
      expect(sample.rows.length).toBeGreaterThan(1);
      for (const { row, mapped } of sample.rows) {
        expect(mapped.problems, `row ${row.number}`).toEqual([]);
        await expect(send(tenant, sample, mapped.payload ?? {}), `row ${row.number}`).resolves.toMatchObject({
          action: expect.any(String),
        });
      }
    },
  );

  test.each(['enterprise', 'assignment'])('%s as a workbook gives the same payloads as its CSV', async (name) => {
    const fresh = await startTenant();
    try {
      const customers = await mapSample(fresh, 'customer');
      for (const { mapped } of customers.rows.slice(0, 1_000))
        if (mapped.payload !== undefined) await send(fresh, customers, mapped.payload);
      const fromCsv = await mapSample(fresh, name);
      const fromXlsx = await mapSample(fresh, name, `samples/${name}.xlsx`);
      expect(fromXlsx.rows.map(({ mapped }) => mapped)).toEqual(fromCsv.rows.map(({ mapped }) => mapped));
    } finally {
      await fresh[Symbol.asyncDispose]();
    }
  });
});
