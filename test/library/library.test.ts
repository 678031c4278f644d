import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createClient,
  endpoints,
  exportStream,
  importFile,
  MappingError,
  SobotError,
  tagCustomers,
} from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { inCheckout, newFolder } from '../support/run-cli.ts';
import { startTenant } from '../support/sandbox-tenant.ts';
import { allTags } from '../tagging/tagging.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** A folder with the sample customers, and a connection whose ledger is in it. */
function workspace() {
  const folder = newFolder();
  const path = (name: string) => join(folder, name);
  copyFileSync(inCheckout('samples', 'customers.csv'), path('customers.csv'));
  copyFileSync(inCheckout('mappings', 'customers.yaml'), path('customers.yaml'));
  const { url: baseUrl, appId, appKey } = sandbox;
  const connection = { baseUrl, appId, appKey, home: path('home') };
  const files = { file: path('customers.csv'), mapping: path('customers.yaml'), out: path('out') };
  return { folder, path, connection, files };
}

describe('importFile', () => {
  test('returns the summary that the command writes, and leaves its files', async () => {
    const { connection, files, path } = workspace();
    const heard: string[] = [];
    const summary = await importFile({ connection, ...files, limit: 50, onMessage: (text) => heard.push(text) });
    const { read, ...ends } = summary.rows;
    expect(read).toBe(50);
    expect(Object.values(ends).reduce((sum, count) => sum + count)).toBe(50);
    expect(summary).toEqual(JSON.parse(readFileSync(path('out/summary.json'), 'utf8')));
    expect(existsSync(summary.files.errors)).toBe(true);
    expect(heard[0]).toContain(`run ${summary.run}`);
  });

  test('sends nothing in a dry run', async () => {
    const { connection, files } = workspace();
    const saved = sandbox.stats().byEndpoint.saveCustomer;
    const summary = await importFile({ connection, ...files, limit: 10, dryRun: true });
    expect(summary).toMatchObject({ dry_run: true, rows: { read: 10, created: 0 } });
    expect(sandbox.stats().byEndpoint.saveCustomer).toBe(saved);
  });

  test('throws what is wrong with the mapping before anything is sent', async () => {
    const { connection, files, path } = workspace();
    copyFileSync(inCheckout('README.md'), path('customers.yaml'));
    await expect(importFile({ connection, ...files })).rejects.toThrow(MappingError);
  });

  test('deletes nothing without agreed', async () => {
    const { connection, files } = workspace();
    const deletion = {
      connection,
      file: inCheckout('samples/tag-remove.csv'),
      mapping: inCheckout('mappings/tag-remove.yaml'),
    };
    await expect(importFile({ ...deletion, out: files.out })).rejects.toThrow('deletes tags');
  });

  test('stops at a signal, and the run can be resumed', async () => {
    const { connection, files } = workspace();
    const stop = new AbortController();
    const running = importFile({
      connection: { ...connection, rate: 20 },
      ...files,
      signal: stop.signal,
      onMessage: () => stop.abort(),
    });
    await expect(running).resolves.toMatchObject({ status: 'interrupted' });
  });
});

describe('tagCustomers', () => {
  test('creates tags without a group in the given group', async () => {
    const { connection, path } = workspace();
    await using tenant = await startTenant({ customers: 1 });
    const { url: baseUrl, appId, appKey } = tenant.sandbox;
    writeFileSync(path('in.csv'), `Id\n${tenant.sandbox.snapshot().customerIds()[0]}\n`);
    const { rows } = await tagCustomers({
      connection: { ...connection, baseUrl, appId, appKey },
      file: path('in.csv'),
      by: 'id',
      column: 'Id',
      add: ['Rome'],
      createMissing: true,
      group: 'Event',
      out: path('out'),
    });
    expect(rows.done).toBe(1);
    expect((await allTags(tenant))['Event']).toEqual(['Rome']);
  });
});

describe('exportStream', () => {
  test('writes the file and says that it is complete', async () => {
    const { connection, path } = workspace();
    const summary = await exportStream({
      connection,
      stream: 'tag-groups',
      output: path('groups.csv'),
      columns: ['id', 'name'],
    });
    expect(summary).toMatchObject({ status: 'completed', complete: true, rows: { written: 3 } });
    expect(readFileSync(path('groups.csv'), 'utf8')).toMatch(/^\uFEFF?id,name\r?\n/);
  });

  test('throws for invalid options before any request', async () => {
    const { connection, path } = workspace();
    await expect(
      exportStream({ connection, stream: String('customrs') as 'customers', output: path('x.csv') }),
    ).rejects.toThrow('customers');
  });
});

describe('createClient', () => {
  test('calls endpoints and reads complete lists', async () => {
    const { connection } = workspace();
    await using client = createClient(connection);
    const { items } = await client.call(endpoints.listSources, {});
    expect(items.length).toBeGreaterThan(0);
    const names: unknown[] = [];
    for await (const group of client.list(endpoints.listTagGroups)) names.push(group['name']);
    expect(names).toContain('Interest');
  });

  test('throws the error of the API with its code', async () => {
    const { connection } = workspace();
    await using client = createClient({ ...connection, appId: 'nobody', maxAttempts: 1 });
    const call = client.call(endpoints.listSources, {});
    await expect(call).rejects.toThrow(SobotError);
    await expect(call).rejects.toMatchObject({ code: '900004', disposition: 'stop-run' });
  });
});
