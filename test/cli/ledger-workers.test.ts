import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newPostgresDatabase } from '../support/postgres-server.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';

test('runs, runs show and doctor say who works on what', async () => {
  await using sandbox = await startSandbox();
  const cwd = newFolder();
  const at = { cwd, env: { ...sandboxEnv(sandbox, cwd), SOBOT_ETL_LEDGER: await newPostgresDatabase() } };
  writeFileSync(join(cwd, 'in.csv'), `Id,Name\n${Array.from({ length: 50 }, (_, id) => `${id},P${id}\n`).join('')}`);
  writeFileSync(
    join(cwd, 'map.yaml'),
    'version: 1\ntarget: customer\nkey: partnerid\nfields: { partnerid: Id, nick: Name, crm_status: { const: 1 } }\n',
  );
  const workersFound = async () => {
    const { stdout } = await runCli(['doctor', '--json'], at);
    const { findings } = JSON.parse(stdout) as { findings: { check: string; detail: string }[] };
    return findings.find(({ check }) => check === 'workers')?.detail;
  };
  // A run of one process has no workers.
  expect((await runCli(['import', 'in.csv', '-m', 'map.yaml', '--limit', '2'], at)).code).toBe(0);
  const [alone] = JSON.parse((await runCli(['runs', '--json'], at)).stdout);
  expect(alone).not.toHaveProperty('work');
  expect(await workersFound()).toBe('none are there now');

  const worker = startCli(['worker', '--name', 'night', '--queues', 'import,tag'], at);
  await once(worker.child.stdout as NodeJS.ReadableStream, 'data');
  const imported = await runCli(['import', 'in.csv', '-m', 'map.yaml', '--no-local'], at);
  expect(imported.code, imported.stderr).toBe(0);
  const { stdout } = await runCli(['runs'], at);
  expect(stdout).toMatch(/^WORKER +HOST +SINCE +SENDS ROWS OF +WORKS ON$/m);
  expect(stdout).toMatch(/^night +\S+ +\S+ \S+ +import tag +nothing$/m);
  const shown = JSON.parse((await runCli(['runs', 'show', '--json'], at)).stdout);
  expect(shown.work.chunks).toMatchObject({ waiting: 0, working: 0 });
  expect(shown.work.workers).toEqual([{ name: 'night', host: expect.any(String), chunks: shown.work.chunks.done }]);
  expect((await runCli(['runs', 'show'], at)).stdout).toMatch(/^sent by +night on \S+ \(\d+ chunks?\)$/m);
  expect(await workersFound()).toMatch(/^1 worker: night on \S+$/);

  worker.child.kill('SIGINT');
  expect((await worker.done).code).toBe(0);
  expect(await workersFound()).toBe('none are there now');
});
