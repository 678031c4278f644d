import { expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { endOf } from '../import/importing.ts';
import { workspace } from '../import/workspace.ts';
import { newFolder } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { newTeam, runCommand, startCommand, startWorker, type Team } from './distributing.ts';

const IMPORT = ['import', 'in.csv', '-m', 'map.yaml', '--json'];
const LONG = { timeout: 120_000 };

/** What the database still has that is only needed to send rows. */
async function leftovers({ ledger: url }: Team) {
  const ledger = await openLedger({ home: newFolder(), url });
  const database = ledger.postgres;
  const rows = await database?.all('SELECT row FROM chunk_rows');
  const ids = await database?.all('SELECT id FROM received_ids');
  const open = await database?.all("SELECT chunk FROM chunks WHERE state <> 'done'");
  const audit = await ledger.verifyAudit();
  await ledger.close();
  return { rows, ids, open, problems: audit.problems };
}

const NOTHING = { rows: [], ids: [], open: [], problems: [] };

test('two workers and the command import each row exactly once', LONG, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['tel'], latencyMs: 10 });
  const folder = workspace('strangers', 1000);
  const team = await newTeam(sandbox, folder);
  const workers = await Promise.all(['one', 'two'].map((name) => startWorker(team, folder, name)));
  const { summary, results, errors, stderr } = endOf(await runCommand(team, folder, 'command', IMPORT));
  expect(stderr).toContain('2 workers take part.');
  expect(summary).toMatchObject({ status: 'completed', rows: { read: 1000, created: 1000, pending: 0 } });
  expect(sandbox.snapshot().customerCount()).toBe(1000);
  expect(results.map(({ _row }) => Number(_row))).toEqual(Array.from({ length: 1000 }, (_, index) => index + 2));
  expect(new Set(results.map(({ _id }) => _id)).size).toBe(1000);
  expect(errors).toEqual([]);
  for (const worker of workers) expect(worker.of('chunk-done').length).toBeGreaterThan(0);
  expect(await leftovers(team)).toEqual(NOTHING);
});

test('what a killed worker had goes to others, and no customer is created twice', LONG, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['tel'], latencyMs: 20 });
  const folder = workspace('strangers', 400);
  const team = await newTeam(sandbox, folder);
  const [killed] = await Promise.all(['killed', 'other'].map((name) => startWorker(team, folder, name)));
  const importing = runCommand(team, folder, 'command', IMPORT);
  await killed?.has('chunk-done');
  killed?.child.kill('SIGKILL');
  const { summary, results } = endOf(await importing);
  expect(summary.rows, JSON.stringify(summary.causes)).toMatchObject({ read: 400, created: 400, in_doubt: 0 });
  expect(sandbox.snapshot().customerCount()).toBe(400);
  expect(new Set(results.map(({ _id }) => _id)).size).toBe(400);
  expect(await leftovers(team)).toEqual(NOTHING);
});

test('a worker that was stopped for longer than its lease sends nothing that others have sent', LONG, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['partnerid'], latencyMs: 20 });
  const folder = workspace('known', 400);
  const team = await newTeam(sandbox, folder);
  const stopped = await startWorker(team, folder, 'stopped');
  const importing = startCommand(team, folder, 'command', IMPORT);
  await stopped.has('chunk-taken');
  await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 50);
  stopped.child.kill('SIGSTOP');
  const { summary } = endOf(await importing.done);
  const before = sandbox.stats().succeeded.saveCustomer;
  stopped.child.kill('SIGCONT');
  await until(
    () =>
      stopped.of('chunk-lost').length + stopped.of('chunk-released').length + stopped.of('chunk-done').length ===
      stopped.of('chunk-taken').length,
  );
  expect(summary.rows).toMatchObject({ read: 400, created: 400, in_doubt: 0 });
  expect(sandbox.snapshot().customerCount()).toBe(400);
  // At most the requests that were under way when it was stopped.
  expect((sandbox.stats().succeeded.saveCustomer ?? 0) - (before ?? 0)).toBeLessThanOrEqual(8);
  expect(await leftovers(team)).toEqual(NOTHING);
});
