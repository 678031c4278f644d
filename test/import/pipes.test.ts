import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { endOf } from './importing.ts';
import { workspace } from './workspace.ts';

const sent = (sandbox: { stats(): { byEndpoint: { saveEnterprise?: number } } }) =>
  sandbox.stats().byEndpoint.saveEnterprise ?? 0;

describe('a pipe that never ends', () => {
  test('stops reading an endless pipe at the first signal, and leaves no staging file', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 1);
    const env = sandboxEnv(sandbox, folder);
    const { child, done } = startCli(['import', '-', '-m', 'map.yaml'], { cwd: folder, env, stdin: 'pipe' });
    const stagingFolder = join(folder, 'home', 'spool');
    const feed = () => {
      while (child.stdin?.writable && child.stdin.write('Id,Name\n'.repeat(8000)));
    };
    child.stdin?.on('drain', feed).on('error', () => {});
    feed();
    await until(() => existsSync(stagingFolder) && readdirSync(stagingFolder).length > 0);
    child.kill('SIGTERM');
    const { code, stderr } = await done;
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted before anything was sent');
    expect(readdirSync(stagingFolder)).toEqual([]);
  });

  test.skipIf(spawnSync('mkfifo', ['--version']).status !== 0)(
    'is given up even if it has no writer, and read once it has one',
    async () => {
      await using sandbox = await startSandbox();
      const folder = workspace('known', 1);
      const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
      const pipe = join(folder, 'pipe.csv');
      spawnSync('mkfifo', [pipe]);
      const waiting = startCli(['import', 'pipe.csv', '-m', 'map.yaml'], options);
      await until(() => existsSync(join(folder, 'home', 'spool')));
      waiting.child.kill('SIGINT');
      expect(await waiting.done).toMatchObject({ code: 130, signal: null });

      const reading = startCli(['import', 'pipe.csv', '-m', 'map.yaml', '--json'], options);
      const writer = spawn('sh', ['-c', `printf 'Id,Name\\n1,Ann\\n2,Bob\\n' > ${pipe}`]);
      onTestFinished(() => void writer.kill());
      expect(endOf(await reading.done).summary.rows).toMatchObject({ read: 2, created: 2 });
    },
  );

  test('removes the staging file of a killed import at the next import', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 1);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { child, done } = startCli(['import', '-', '-m', 'map.yaml'], { ...options, stdin: 'pipe' });
    const stagingFolder = join(folder, 'home', 'spool');
    child.stdin?.on('error', () => {});
    child.stdin?.write('Id,Name\n');
    await until(() => existsSync(stagingFolder) && readdirSync(stagingFolder).length > 0);
    child.kill('SIGKILL');
    await done;
    expect(readdirSync(stagingFolder).length).toBe(1);
    expect((await runCli(['runs', 'prune', '--older-than', '30d'], options)).code).toBe(0);
    expect(readdirSync(stagingFolder)).toEqual([]);
  });
});

describe('a home folder that is removed during a run', () => {
  test('stops the run with exit 3, because nothing more can be recorded', async () => {
    await using sandbox = await startSandbox({ latencyMs: 30 });
    const folder = workspace('enterprises', 400);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--json', '--concurrency', '2'], options);
    await until(() => sent(sandbox) > 20);
    rmSync(join(folder, 'home'), { recursive: true, force: true });
    const { code, stderr } = await done;
    expect(code).toBe(3);
    expect(stderr).toContain('was removed or replaced while it was in use');
    expect(sent(sandbox)).toBeLessThan(300);
  });
});
