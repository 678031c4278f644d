import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SandboxStats } from '../../src/sandbox/index.ts';
import { newPostgresDatabase } from '../support/postgres-server.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { workspace } from './workspace.ts';

const soak = process.env['SOAK'] === '1';
const RATE = 50;
const SECONDS = soak ? 30 : 8;

interface SandboxProcess {
  /** The environment of a command whose state folder is in `folder`. */
  env(folder: string): Record<string, string>;
  stats(): Promise<SandboxStats>;
}

/** A sandbox in a process of its own: when requests arrive there does not depend on what this process is doing. */
async function sandboxProcess(): Promise<SandboxProcess> {
  const { child } = startCli(['sandbox', '--port', '0', '--latency', '30'], { cwd: newFolder() });
  onTestFinished(() => {
    child.kill('SIGTERM');
  });
  const [announced] = (await once(child.stdout ?? child, 'data')) as [string];
  const url = /SOBOT_BASE_URL=(\S+)/.exec(announced)?.[1] ?? '';
  return {
    env: (folder) => sandboxEnv({ url, appId: 'sandbox', appKey: 'sandbox-key' }, folder),
    stats: async () => (await fetch(`${url}/__sandbox/stats`)).json() as Promise<SandboxStats>,
  };
}

/**
 * No second has more requests than the rate and a twentieth, and on average they reach all but a twentieth of it. `begins`: for how many
 * seconds the processes begin.
 */
function expectRate({ peakPerSecond, perSecond }: SandboxStats, begins: number): void {
  expect(peakPerSecond).toBeLessThanOrEqual(RATE * 1.05);
  // The last second is incomplete.
  const whole = perSecond.slice(begins, -1);
  const mean = whole.reduce((sum, { requests }) => sum + requests, 0) / whole.length;
  expect(mean, JSON.stringify(whole)).toBeGreaterThanOrEqual(RATE * 0.95);
}

// If the machine delays the sandbox for a tenth of a second, requests that arrive then seem to come too fast.
describe('--rate is shared', { retry: 3 }, () => {
  test(`by all processes of the machine: two imports keep together at ${RATE}, and use it up`, async () => {
    const sandbox = await sandboxProcess();
    const folders = [workspace('known', (RATE * SECONDS) / 2), workspace('known', (RATE * SECONDS) / 2)];
    const [home = ''] = folders;
    const importing = ['import', 'in.csv', '-m', 'map.yaml', '--rate', String(RATE), '--json'];
    const results = await Promise.all(folders.map((cwd) => runCli(importing, { cwd, env: sandbox.env(home) })));
    expect(results.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
    expectRate(await sandbox.stats(), 1);
  });

  test(`by all machines with the same ledger: three workers keep together at ${RATE}, and use it up`, async () => {
    const sandbox = await sandboxProcess();
    const cwd = workspace('known', RATE * SECONDS);
    const ledger = await newPostgresDatabase();
    const on = (machine: string) => ({
      cwd,
      env: { ...sandbox.env(cwd), SOBOT_ETL_HOME: join(cwd, machine), SOBOT_ETL_LEDGER: ledger },
    });
    const rate = ['--rate', String(RATE)];
    const workers = ['one', 'two', 'three'].map((name) => startCli(['worker', '--name', name, ...rate], on(name)));
    onTestFinished(() => {
      for (const { child } of workers) child.kill('SIGKILL');
    });
    await Promise.all(workers.map(({ child }) => once(child.stdout ?? child, 'data')));
    const importing = ['import', 'in.csv', '-m', 'map.yaml', '--no-local', '--json', ...rate];
    const { code, stderr } = await runCli(importing, on('command'));
    expect(code, stderr).toBe(0);
    for (const { child } of workers) child.kill('SIGINT');
    const logs = await Promise.all(workers.map(({ done }) => done));
    // Two chunks of 200 rows at least two of them have sent, at the same time.
    expect(logs.filter(({ stdout }) => stdout.includes('"chunk-done"')).length).toBeGreaterThan(1);
    expectRate(await sandbox.stats(), 2);
  });
});
