import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { runCli, sandboxEnv } from '../support/run-cli.ts';
import { workspace } from './workspace.ts';

const soak = process.env['SOAK'] === '1';
const RATE = 50;
const SECONDS = soak ? 30 : 10;

describe('--rate is shared by all processes of the machine', () => {
  test(`two imports at once under --rate ${RATE} never exceed it together, and use it up`, async () => {
    await using sandbox = await startSandbox({ latencyMs: 30 });
    const folders = [workspace('known', (RATE * SECONDS) / 2), workspace('known', (RATE * SECONDS) / 2)];
    const [home = ''] = folders;
    const results = await Promise.all(
      folders.map((cwd) =>
        runCli(['import', 'in.csv', '-m', 'map.yaml', '--rate', String(RATE), '--json'], {
          cwd,
          env: sandboxEnv(sandbox, home),
        }),
      ),
    );
    expect(results.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
    const { peakPerSecond, perSecond } = sandbox.stats();
    expect(peakPerSecond).toBeLessThanOrEqual(RATE * 1.05);
    // The first and the last second are not whole.
    const whole = perSecond.slice(1, -1);
    const mean = whole.reduce((sum, { requests }) => sum + requests, 0) / whole.length;
    expect(mean, JSON.stringify(whole)).toBeGreaterThanOrEqual(RATE * 0.95);
  });
});
