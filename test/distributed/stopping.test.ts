import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { endOf } from '../import/importing.ts';
import { workspace } from '../import/workspace.ts';
import { newFolder } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { newTeam, runCommand, startCommand, startWorker, updates } from './distributing.ts';

const IMPORT = ['import', 'in.csv', '-m', 'map.yaml', '--json'];
const LONG = { timeout: 240_000 };

test(
  'workers go on when the command is killed, and resume on a machine without the file finishes the run',
  LONG,
  async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['tel'], latencyMs: 20 });
    const folder = workspace('strangers', 400);
    const team = await newTeam(sandbox, folder);
    const worker = await startWorker(team, folder, 'worker');
    const killed = startCommand(team, folder, 'first', [...IMPORT, '--concurrency', '2']);
    const ledger = await openLedger({ home: newFolder(), url: team.ledger });
    const isRead = async () =>
      (await ledger.postgres?.get('SELECT is_read FROM distributed_runs'))?.['is_read'] === true;
    await until(isRead);
    await ledger.close();
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 50);
    killed.child.kill('SIGKILL');
    await killed.done;
    const before = sandbox.stats().succeeded.saveCustomer ?? 0;
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > before + 50);
    rmSync(join(folder, 'in.csv'));
    const { summary, results } = endOf(await runCommand(team, folder, 'second', ['resume', '--json']));
    expect(summary.rows, JSON.stringify(summary.causes)).toMatchObject({ read: 400, created: 400, in_doubt: 0 });
    expect(summary.notices.join()).toContain('is not on this machine');
    expect(sandbox.snapshot().customerCount()).toBe(400);
    expect(new Set(results.map(({ _id }) => _id)).size).toBe(400);
    expect(worker.child.exitCode).toBeNull();
  },
);

test('Ctrl-C on the command stops all workers of the run, and resume goes on without any', LONG, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['tel'], latencyMs: 20 });
  const folder = workspace('strangers', 400);
  const team = await newTeam(sandbox, folder);
  const worker = await startWorker(team, folder, 'worker');
  const stopped = startCommand(team, folder, 'command', IMPORT);
  await worker.has('chunk-done');
  stopped.child.kill('SIGINT');
  const { summary, code } = endOf(await stopped.done);
  expect(code).toBe(130);
  expect(summary.status).toBe('interrupted');
  expect(worker.of('run-stopped')).toMatchObject([{ code: 'interrupted' }]);
  const sent = sandbox.stats().succeeded.saveCustomer;
  expect(summary.rows.created).toBe(sent);
  worker.child.kill('SIGINT');
  expect((await worker.done).code).toBe(0);
  expect(sandbox.stats().succeeded.saveCustomer).toBe(sent);
  const { summary: whole } = endOf(await runCommand(team, folder, 'command', ['resume', '--json']));
  expect(whole).toMatchObject({ status: 'completed', rows: { read: 400, created: 400 } });
  // Although the rows had been handed out before.
  expect((whole as { rows_per_second?: number }).rows_per_second).toBeGreaterThan(0);
  expect(sandbox.snapshot().customerCount()).toBe(400);
});

test('Ctrl-C on a worker gives its rows to others at once', LONG, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['tel'], latencyMs: 30 });
  const folder = workspace('strangers', 300);
  const team = await newTeam(sandbox, folder, '60s');
  const worker = await startWorker(team, folder, 'worker');
  const importing = runCommand(team, folder, 'command', IMPORT);
  await worker.has('chunk-taken');
  worker.child.kill('SIGINT');
  expect((await worker.done).code).toBe(0);
  expect(worker.of('chunk-released').length + worker.of('chunk-done').length).toBe(worker.of('chunk-taken').length);
  const { summary } = endOf(await importing);
  expect(summary).toMatchObject({ status: 'completed', rows: { created: 300 } });
});

test('--max-errors stops all workers, whoever sent the rows that failed', LONG, async () => {
  await using sandbox = await startSandbox({ customers: 400, latencyMs: 20 });
  const folder = updates([
    ...sandbox
      .snapshot()
      .customerIds()
      .slice(0, 400)
      .map((id) => [id, 'Somebody']),
    ...Array.from({ length: 600 }, (_, index) => [`unknown-${index}`, 'Nobody']),
  ]);
  const team = await newTeam(sandbox, folder);
  const worker = await startWorker(team, folder, 'worker');
  const { summary, code } = endOf(await runCommand(team, folder, 'command', [...IMPORT, '--max-errors', '40']));
  expect(code).toBe(3);
  expect(summary).toMatchObject({ status: 'aborted', reason_code: 'max-errors' });
  await worker.has('run-stopped');
  const { failed, pending } = summary.rows as Record<string, number>;
  expect(failed).toBeGreaterThan(40);
  expect(pending).toBeGreaterThan(100);
  const again = endOf(await runCommand(team, folder, 'command', ['resume', '--json', '--max-errors', '1000']));
  expect(again.summary.rows).toMatchObject({ read: 1000, updated: 400, failed: 600 });
});

test('a worker goes on with a run that is resumed after an outage has stopped it', LONG, async () => {
  const data = newFolder();
  const first = await startSandbox({ identifiedBy: ['partnerid'], latencyMs: 20, dataDir: data });
  const port = Number(new URL(first.url).port);
  const folder = workspace('known', 300);
  const team = await newTeam(first, folder);
  const patience = ['--outage-patience', '1', '--max-attempts', '2', '--timeout', '1'];
  const worker = await startWorker(team, folder, 'worker', patience);
  const importing = runCommand(team, folder, 'command', [...IMPORT, '--no-local', ...patience]);
  await until(() => (first.stats().succeeded.saveCustomer ?? 0) > 50);
  await first.close();
  const { code, summary } = endOf(await importing);
  expect(code).toBe(3);
  expect(summary).toMatchObject({ status: 'aborted', reason_code: 'outage' });
  await using second = await startSandbox({ identifiedBy: ['partnerid'], latencyMs: 5, dataDir: data, port });
  const { summary: whole } = endOf(await runCommand(team, folder, 'command', ['resume', '--json']));
  expect(whole, JSON.stringify(worker.events)).toMatchObject({ status: 'completed', rows: { read: 300, failed: 0 } });
  expect(second.stats().distinct.partnerid).toBe(300);
  expect(worker.child.exitCode).toBeNull();
});

test('--no-local leaves all rows to workers, and waits for one', LONG, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
  const folder = workspace('strangers', 100);
  const team = await newTeam(sandbox, folder);
  const importing = startCommand(team, folder, 'command', [...IMPORT, '--no-local']);
  let said = '';
  importing.child.stderr?.on('data', (text: string) => {
    said += text;
  });
  await until(() => said.includes('No worker is there for the rows of import; waiting.'));
  expect(sandbox.stats().succeeded.saveCustomer ?? 0).toBe(0);
  const worker = await startWorker(team, folder, 'worker', ['--queues', 'import,tag']);
  const { summary } = endOf(await importing.done);
  expect(summary).toMatchObject({ status: 'completed', rows: { created: 100 } });
  const sent = () => worker.of('chunk-done').reduce((sum, { requests }) => sum + requests, 0);
  await until(() => sent() === 100);
});

test('a ledger that is not shared has no workers', LONG, async () => {
  await using sandbox = await startSandbox();
  const folder = workspace('strangers', 2);
  const team = await newTeam(sandbox, folder);
  const { SOBOT_ETL_LEDGER: _, ...alone } = team.env('alone');
  const on = { ledger: '', env: () => alone };
  const refused = await runCommand(on, folder, 'alone', [...IMPORT, '--no-local']);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('need a ledger that several machines share');
  const worker = await runCommand(on, folder, 'alone', ['worker']);
  expect(worker).toMatchObject({ code: 2 });
  expect(worker.stderr).toContain('A worker needs a ledger that several machines share');
});
