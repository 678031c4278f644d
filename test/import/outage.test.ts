import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { endOf, runToEnd } from './importing.ts';
import { workspace } from './workspace.ts';

const soak = process.env['SOAK'] === '1';
const OUTAGE_MS = soak ? 30_000 : 4000;
const ROWS = soak ? 5000 : 1500;

describe('an outage during a run', () => {
  test(`of ${OUTAGE_MS / 1000} s does not fail any row: all ${ROWS} rows exist afterwards`, async () => {
    const data = newFolder();
    const first = await startSandbox({ dataDir: data, latencyMs: 5 });
    const port = Number(new URL(first.url).port);
    const folder = workspace('known', ROWS);
    const env = sandboxEnv(first, folder);
    const { done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--json', '--concurrency', '16'], {
      cwd: folder,
      env,
    });
    await until(() => (first.stats().succeeded.saveCustomer ?? 0) > 500);
    await first.close();
    await sleep(OUTAGE_MS);
    await using second = await startSandbox({ dataDir: data, port, latencyMs: 5 });
    const { code, summary, stderr } = endOf(await done);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('The server does not answer');
    expect(stderr).toContain('The server answers again.');
    const { created, updated } = summary.rows;
    // Rows that were in flight when the connection broke exist already when they are sent again.
    expect(created + updated).toBe(ROWS);
    expect(updated).toBeLessThanOrEqual(16);
    expect(second.stats().distinct.partnerid).toBe(ROWS);
    expect(second.snapshot().duplicateCustomers('partnerid')).toEqual({});
  });

  test('longer than --outage-patience aborts the run with exit 3, and resume continues', async () => {
    const data = newFolder();
    const first = await startSandbox({ dataDir: data, latencyMs: 5 });
    const port = Number(new URL(first.url).port);
    const folder = workspace('known', 800);
    const args = ['import', 'in.csv', '-m', 'map.yaml', '--json', '--outage-patience', '2', '--max-attempts', '2'];
    const { done } = startCli(args, { cwd: folder, env: sandboxEnv(first, folder) });
    await until(() => (first.stats().succeeded.saveCustomer ?? 0) > 300);
    await first.close();
    const aborted = endOf(await done);
    expect(aborted.code).toBe(3);
    expect(aborted.summary).toMatchObject({ status: 'aborted', rows: { failed: 0, in_doubt: 0 } });
    expect(aborted.stderr).toContain(`sobot-etl resume ${aborted.summary.run}`);
    expect(aborted.stderr).not.toMatch(/\n\s+at /);
    expect(JSON.parse(readFileSync(join(aborted.summary.files.summary), 'utf8'))).toMatchObject({ status: 'aborted' });
    await using second = await startSandbox({ dataDir: data, port });
    const { code, summary, stderr } = await runToEnd(['resume'], second, folder);
    expect(code, stderr).toBe(0);
    expect(summary.rows).toMatchObject({ read: 800, pending: 0, failed: 0 });
    expect(second.stats().distinct.partnerid).toBe(800);
  });

  test('leaves few enterprises in doubt, and creates none twice', async () => {
    const data = newFolder();
    const first = await startSandbox({ dataDir: data, latencyMs: 5 });
    const port = Number(new URL(first.url).port);
    const folder = workspace('enterprises', 600);
    const { child, done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--json'], {
      cwd: folder,
      env: sandboxEnv(first, folder),
    });
    await until(() => (first.stats().succeeded.saveEnterprise ?? 0) > 300);
    await first.close();
    await once(child.stderr ?? child, 'data');
    await using second = await startSandbox({ dataDir: data, port });
    const { code, summary, stderr } = endOf(await done);
    expect([0, 1], stderr).toContain(code);
    expect(summary.rows.created + summary.rows.in_doubt).toBe(600);
    // At most the rows in flight.
    expect(summary.rows.in_doubt).toBeLessThanOrEqual(8);
    expect(second.snapshot().duplicateEnterprises()).toEqual({});
  });
});
