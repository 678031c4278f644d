import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { runCli, sandboxEnv } from '../support/run-cli.ts';
import { endOf } from './importing.ts';
import { folderWith, importHere } from './in-process.ts';

const ENTERPRISES =
  'version: 1\ntarget: enterprise\nkey: enterprise_name\nfields:\n  enterprise_name: Name\n  enterprise_domains: Site\n';
const rows = (count: number) => Array.from({ length: count }, (_, at) => `Company ${at},c${at}.example`);

test('skips a company that an earlier run created, and creates another only with --again', async () => {
  await using sandbox = await startSandbox();
  const folder = folderWith(['Name,Site', ...rows(3)], ENTERPRISES);
  await importHere(folder, sandbox);
  const { summary, results } = await importHere(folder, sandbox);
  expect(summary).toMatchObject({ status: 'completed', rows: { read: 3, skipped: 3 } });
  expect(results.map(({ _reason, _status }) => [_status, _reason])).toEqual(
    Array(3).fill(['skipped', 'already-imported']),
  );
  expect(sandbox.snapshot().enterpriseCount()).toBe(3);
  const again = await importHere(folder, sandbox, { again: true });
  expect(again.summary.rows).toMatchObject({ created: 3 });
  expect(sandbox.snapshot().enterpriseCount()).toBe(6);
});

test('skips a company that a deleted run created', { timeout: 120_000 }, async () => {
  await using sandbox = await startSandbox();
  const folder = folderWith(['Name,Site', ...rows(3)], ENTERPRISES);
  await importHere(folder, sandbox);
  const ledger = await openLedger({ home: join(folder, 'home') });
  expect((await ledger.prune(Date.now() + 1000)).length).toBe(1);
  await ledger.close();
  const { summary } = await importHere(folder, sandbox);
  expect(summary.rows).toMatchObject({ read: 3, skipped: 3 });
  expect(sandbox.snapshot().enterpriseCount()).toBe(3);
});

test('rejects a company that was edited since it was imported, and says so', async () => {
  await using sandbox = await startSandbox();
  const folder = folderWith(['Name,Site', ...rows(2)], ENTERPRISES);
  await importHere(folder, sandbox);
  writeFileSync(
    join(folder, 'in.csv'),
    'Name,Site\nCompany 0,new.example\nCompany 1,c1.example\nCompany 2,c2.example\n',
  );
  for (const options of [{ dryRun: true }, { changedOnly: true }, {}]) {
    const { summary, errors } = await importHere(folder, sandbox, options);
    expect(summary.rows, JSON.stringify(options)).toMatchObject({ read: 3, rejected: 1 });
    expect(errors).toMatchObject([{ Name: 'Company 0', _code: 'edited-since-import' }]);
  }
  expect(sandbox.snapshot().enterpriseCount()).toBe(3);
});

test('creates each company once when two processes import the same ones at the same time', async () => {
  await using sandbox = await startSandbox({ latencyMs: 20 });
  const folder = folderWith(['Name,Site', ...rows(40)], ENTERPRISES);
  const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
  const both = await Promise.all(
    ['one', 'two'].map((out) => runCli(['import', 'in.csv', '-m', 'map.yaml', '--out', out, '--json'], options)),
  );
  const sums = both.map((result) => endOf(result).summary.rows);
  expect(sums.map(({ created, skipped }) => created + skipped)).toEqual([40, 40]);
  expect(sums.reduce((sum, { created }) => sum + created, 0)).toBe(40);
  expect(sandbox.snapshot().enterpriseCount()).toBe(40);
});

test('does not send a company that another run left in doubt', async () => {
  await using sandbox = await startSandbox({ script: ['reset-before'] });
  const folder = folderWith(['Name,Site', ...rows(1)], ENTERPRISES);
  const first = await importHere(folder, sandbox);
  expect(first.summary.rows).toMatchObject({ in_doubt: 1 });
  const { errors } = await importHere(folder, sandbox);
  expect(errors).toMatchObject([{ _code: 'key-in-doubt' }]);
  expect(errors[0]?.['_message']).toContain(`sobot-etl resume ${first.summary.run} --resend-in-doubt`);
  const again = await importHere(folder, sandbox, { again: true });
  expect(again.summary.rows).toMatchObject({ created: 1 });
});

test('does not create an unidentified customer twice, and updates an identified one', async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
  const mapping =
    'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  partnerid: Id\n  nick: Name\n  tel: Phone\n  crm_status: { const: 1 }\n';
  const folder = folderWith(['Id,Name,Phone', '1,Ann,', '2,Bob,13800138001'], mapping);
  await importHere(folder, sandbox);
  const { summary, results } = await importHere(folder, sandbox);
  expect(summary.rows).toMatchObject({ skipped: 1, updated: 1 });
  expect(results).toMatchObject([{ _reason: 'already-imported' }, { _status: 'updated' }]);
  expect(sandbox.snapshot().customerCount()).toBe(2);
});
