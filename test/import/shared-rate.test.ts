import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SandboxStats } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { workspace } from './workspace.ts';

const soak = process.env['SOAK'] === '1';
const RATE = 50;
const SECONDS = soak ? 30 : 8;

/** A sandbox in a process of its own: when requests arrive there does not depend on what this process is doing. */
async function sandboxProcess(): Promise<{ url: string; stats(): Promise<SandboxStats> }> {
  const { child } = startCli(['sandbox', '--port', '0', '--latency', '30'], { cwd: newFolder() });
  onTestFinished(() => {
    child.kill('SIGTERM');
  });
  const [announced] = (await once(child.stdout ?? child, 'data')) as [string];
  const url = /SOBOT_BASE_URL=(\S+)/.exec(announced)?.[1] ?? '';
  return { url, stats: async () => (await fetch(`${url}/__sandbox/stats`)).json() as Promise<SandboxStats> };
}

describe('--rate is shared by all processes of the machine', () => {
  // If the machine delays the sandbox for a tenth of a second, requests that arrive then seem to come too fast.
  test(`keeps two concurrent imports together at --rate ${RATE}, and uses it up`, { retry: 3 }, async () => {
    const sandbox = await sandboxProcess();
    const folders = [workspace('known', (RATE * SECONDS) / 2), workspace('known', (RATE * SECONDS) / 2)];
    const [home = ''] = folders;
    const env = sandboxEnv({ url: sandbox.url, appId: 'sandbox', appKey: 'sandbox-key' }, home);
    const importing = ['import', 'in.csv', '-m', 'map.yaml', '--rate', String(RATE), '--json'];
    const results = await Promise.all(folders.map((cwd) => runCli(importing, { cwd, env })));
    expect(results.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
    const { peakPerSecond, perSecond } = await sandbox.stats();
    expect(peakPerSecond).toBeLessThanOrEqual(RATE * 1.05);
    // The first and the last second are incomplete.
    const whole = perSecond.slice(1, -1);
    const mean = whole.reduce((sum, { requests }) => sum + requests, 0) / whole.length;
    expect(mean, JSON.stringify(whole)).toBeGreaterThanOrEqual(RATE * 0.95);
  });
});
