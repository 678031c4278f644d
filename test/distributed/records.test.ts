import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { endOf } from '../import/importing.ts';
import { readCsv, workspace } from '../import/workspace.ts';
import { newFolder } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { newTeam, runCommand, startCommand, startWorker, updates } from './distributing.ts';

const IMPORT = ['import', 'in.csv', '-m', 'map.yaml', '--json'];
const LONG = { timeout: 240_000 };

test('rows of one record are sent in the order of the file, whoever sends them', LONG, async () => {
  await using sandbox = await startSandbox({ customers: 40, latencyMs: 5, jitterMs: 20 });
  const ids = sandbox.snapshot().customerIds();
  const folder = updates(Array.from({ length: 600 }, (_, index) => [ids[index % 40] ?? '', `Version ${index}`]));
  const team = await newTeam(sandbox, folder);
  const workers = await Promise.all(['one', 'two'].map((name) => startWorker(team, folder, name)));
  const { summary } = endOf(
    await runCommand(team, folder, 'command', [...IMPORT, '--on-duplicate', 'all', '--no-local']),
  );
  expect(summary.rows).toMatchObject({ read: 600, updated: 600 });
  for (const worker of workers) expect(worker.of('chunk-done').length).toBeGreaterThan(0);
  const names = sandbox
    .snapshot()
    .customers()
    .map(({ nick }) => nick);
  expect(new Set(names)).toEqual(new Set(Array.from({ length: 40 }, (_, index) => `Version ${560 + index}`)));
});

test('an enterprise is never created twice, though workers and the command are killed', LONG, async () => {
  await using sandbox = await startSandbox({ latencyMs: 30 });
  const folder = workspace('enterprises', 400);
  const team = await newTeam(sandbox, folder);
  const done = () => sandbox.stats().succeeded.saveEnterprise ?? 0;
  const [first] = await Promise.all(['first', 'second'].map((name) => startWorker(team, folder, name)));
  const command = startCommand(team, folder, 'command', IMPORT);
  await until(() => done() > 60);
  first?.child.kill('SIGKILL');
  await until(() => done() > 150);
  command.child.kill('SIGKILL');
  await command.done;
  const { summary } = endOf(await runCommand(team, folder, 'other', ['resume', '--json']));
  const { created, in_doubt, ...others } = summary.rows as Record<string, number>;
  expect(others).toMatchObject({ read: 400, failed: 0, rejected: 0, pending: 0 });
  expect((created ?? 0) + (in_doubt ?? 0)).toBe(400);
  // Those under way when a process was killed, and no more: eight requests of each.
  expect(in_doubt).toBeLessThanOrEqual(16);
  const names = sandbox
    .snapshot()
    .enterprises()
    .map(({ enterprise_name }) => enterprise_name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(created ?? 0);
});

test('rows that share a request are handed out together', LONG, async () => {
  await using sandbox = await startSandbox({ customers: 300, latencyMs: 10 });
  const folder = newFolder();
  writeFileSync(
    join(folder, 'map.yaml'),
    'version: 1\ntarget: recycle\nfields:\n  confirmids: Id\n  confirm_type: { const: 1 }\n',
  );
  const ids = sandbox.snapshot().customerIds();
  writeFileSync(join(folder, 'in.csv'), `Id\n${ids.map((id) => `${id}\n`).join('')}`);
  const team = await newTeam(sandbox, folder);
  const worker = await startWorker(team, folder, 'worker');
  const { summary } = endOf(await runCommand(team, folder, 'command', [...IMPORT, '--no-local', '--yes']));
  expect(summary.rows).toMatchObject({ read: 300, done: 300 });
  await until(() => worker.of('chunk-done').length > 0);
  expect(worker.of('chunk-done').reduce((sum, { requests }) => sum + requests, 0)).toBeLessThan(30);
});

test('two rows that the CRM saves as one customer are found, though different workers sent them', LONG, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['email'], latencyMs: 20 });
  const folder = newFolder();
  const mapping =
    'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  email: Mail\n  crm_status: { const: 1 }\n';
  writeFileSync(join(folder, 'map.yaml'), mapping);
  // Each address twice, far apart; the mapping does not say that the CRM goes by it.
  const rows = Array.from({ length: 300 }, (_, index) => `K${index},Person ${index},a${index % 150}@example.com`);
  writeFileSync(join(folder, 'in.csv'), `Id,Name,Mail\n${rows.join('\n')}\n`);
  const team = await newTeam(sandbox, folder);
  await Promise.all(['one', 'two'].map((name) => startWorker(team, folder, name)));
  const { summary, errors } = endOf(await runCommand(team, folder, 'command', IMPORT));
  expect(sandbox.snapshot().customerCount()).toBe(150);
  expect(summary).toMatchObject({ rows: { created: 150, updated: 150 }, merged: 150 });
  expect(errors.map(({ _code }) => _code)).toEqual(Array.from({ length: 150 }, () => 'merged-with'));
});

test('tags are compared shortly before workers change them, also after one of them was killed', LONG, async () => {
  await using sandbox = await startSandbox({ customers: 300, latencyMs: 20 });
  const folder = newFolder();
  const customers = sandbox.snapshot().customers();
  writeFileSync(join(folder, 'in.csv'), `Id\n${customers.map(({ id }) => `${String(id)}\n`).join('')}`);
  const team = await newTeam(sandbox, folder);
  const [killed] = await Promise.all(['killed', 'other'].map((name) => startWorker(team, folder, name)));
  const tag = [
    'tag',
    'in.csv',
    '--by',
    'id',
    '--column',
    'Id',
    '--add',
    'Fair/Hall 1',
    '--create-missing',
    '--json',
    '--yes',
  ];
  const tagging = startCommand(team, folder, 'command', tag);
  await killed?.has('chunk-done');
  killed?.child.kill('SIGKILL');
  const { code, stdout, stderr } = await tagging.done;
  expect(code, stderr).toBe(0);
  const summary = JSON.parse(stdout) as { rows: Record<string, number>; files: { results: string } };
  expect(summary.rows).toMatchObject({ read: 300, failed: 0, in_doubt: 0, pending: 0 });
  const results = readCsv(summary.files.results);
  expect(results).toHaveLength(300);
  expect(results.every(({ _status }) => _status === 'done' || _status === 'skipped')).toBe(true);
});

test('workers apply a plan and undo it', LONG, async () => {
  await using sandbox = await startSandbox({ customers: 120, latencyMs: 5 });
  const before = new Map(
    sandbox
      .snapshot()
      .customers()
      .map(({ id, nick }) => [id, nick]),
  );
  const folder = updates([...before.keys()].map((id, index) => [String(id), `Renamed ${index}`]));
  const team = await newTeam(sandbox, folder);
  const planned = await runCommand(team, folder, 'command', ['plan', 'in.csv', '-m', 'map.yaml', '--json']);
  expect(planned.code, planned.stderr).toBe(0);
  const { plan } = JSON.parse(planned.stdout) as { plan: string };
  const worker = await startWorker(team, folder, 'worker', ['--queues', 'apply,undo']);
  const applied = endOf(await runCommand(team, folder, 'command', ['apply', plan, '--no-local', '--json', '--yes']));
  expect(applied.summary.rows).toMatchObject({ read: 120, updated: 120 });
  const names = () =>
    sandbox
      .snapshot()
      .customers()
      .map(({ nick }) => String(nick));
  expect(names().every((name) => name.startsWith('Renamed '))).toBe(true);
  const { run } = applied.summary as unknown as { run: string };
  const undone = endOf(await runCommand(team, folder, 'command', ['undo', run, '--no-local', '--json', '--yes']));
  expect(undone.summary.rows).toMatchObject({ read: 120, done: 120 });
  expect(
    new Map(
      sandbox
        .snapshot()
        .customers()
        .map(({ id, nick }) => [id, nick]),
    ),
  ).toEqual(before);
  await until(() => worker.of('chunk-done').length > 0);
});
