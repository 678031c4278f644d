import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

// Each test runs the command several times.
vi.setConfig({ testTimeout: 120_000 });

const FLAGS = ['--columns', 'id,nick', '--page-size', '10', '--concurrency', '1', '--yes'];

test('removes the partial file of a killed export with the next export or runs prune, never that of a running one', async () => {
  await using slow = await startSandbox({ customers: 400, latencyMs: 400 });
  await using fast = await startSandbox({ customers: 20 });
  const folder = newFolder();
  const options = { cwd: folder, env: sandboxEnv(slow, folder) };
  const parts = () => readdirSync(folder).filter((name) => /^\.all\.csv\.[0-9a-f]{16}\.part$/.test(name));
  // Only looks similar, and must stay.
  writeFileSync(join(folder, '.all.csv.mine.part'), 'mine');
  const prune = () => runCli(['runs', 'prune', '--older-than', '30d'], options);
  /** A slow export that has already created its partial file. */
  const start = async (output: string) => {
    const running = startCli(['export', 'customers', '-o', output, ...FLAGS], options);
    const before = new Set(parts());
    await until(() => parts().some((name) => !before.has(name)));
    return running;
  };

  const first = await start('all.csv');
  expect((await prune()).code).toBe(0);
  expect(parts()).toHaveLength(1);
  // A symbolic link to the same file.
  writeFileSync(join(folder, 'all.csv'), '');
  symlinkSync('all.csv', join(folder, 'link.csv'));
  const second = await runCli(['export', 'customers', '-o', 'link.csv', ...FLAGS], options);
  expect(second.code).not.toBe(0);
  expect(second.stderr).toContain('Another export is writing');
  expect(parts()).toHaveLength(1);

  first.child.kill('SIGKILL');
  await first.done;
  expect(parts()).toHaveLength(1);
  expect((await prune()).code).toBe(0);
  expect(parts()).toEqual([]);

  const third = await start('link.csv');
  third.child.kill('SIGKILL');
  await third.done;
  expect(parts()).toHaveLength(1);
  const last = await runCli(['export', 'customers', '-o', 'all.csv', ...FLAGS], {
    ...options,
    env: sandboxEnv(fast, folder),
  });
  expect(last.code, last.stderr).toBe(0);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual(['.all.csv.mine.part']);
});
