import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { endOf, runToEnd } from './importing.ts';
import { type Kind, workspace } from './workspace.ts';

const ROWS = 800;
const IMPORTING = ['import', 'in.csv', '-m', 'map.yaml', '--json'];

async function begin(kind: Kind, sandbox: Awaited<ReturnType<typeof startSandbox>>, flags: readonly string[] = []) {
  const folder = workspace(kind, ROWS);
  const { child, done } = startCli([...IMPORTING, ...flags], { cwd: folder, env: sandboxEnv(sandbox, folder) });
  const sent = () =>
    Math.max(sandbox.stats().succeeded.saveCustomer ?? 0, sandbox.stats().succeeded.saveEnterprise ?? 0);
  await until(() => sent() > 100);
  return { folder, child, done };
}

describe.concurrent('a signal', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s lets requests in flight end, and stops resumably with exit 130',
    async (signal) => {
      await using sandbox = await startSandbox({ latencyMs: 100 });
      const { folder, child, done } = await begin('enterprises', sandbox, ['--concurrency', '32']);
      child.kill(signal);
      const { code, summary, stderr } = endOf(await done);
      expect(code).toBe(130);
      expect(summary.status).toBe('interrupted');
      // Nothing that was sent is in doubt: the run waited for its answer.
      expect(summary.rows.in_doubt).toBe(0);
      expect(summary.rows.created).toBe(sandbox.snapshot().enterpriseCount());
      expect(stderr).toContain(`sobot-etl resume ${summary.run}`);
      const { rows } = (await runToEnd(['resume'], sandbox, folder)).summary;
      expect(rows).toMatchObject({ read: ROWS, created: ROWS });
      expect(sandbox.snapshot().duplicateEnterprises()).toEqual({});
    },
  );

  test('stops the run within ten seconds although the server does not answer', async () => {
    await using sandbox = await startSandbox();
    const { child, done } = await begin('known', sandbox);
    sandbox.setFaults({ hang: 1 });
    await until(() => sandbox.stats().inFlight >= 8);
    const start = performance.now();
    child.kill('SIGINT');
    const { code, summary } = endOf(await done);
    expect(code).toBe(130);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(summary.rows).toMatchObject({ in_doubt: 0, failed: 0 });
  });

  test('stops the run at once when given twice, and leaves unanswered rows in doubt', async () => {
    await using sandbox = await startSandbox();
    const { child, done } = await begin('enterprises', sandbox);
    sandbox.setFaults({ hang: 1 });
    await until(() => sandbox.stats().inFlight >= 8);
    const start = performance.now();
    child.kill('SIGINT');
    child.kill('SIGTERM');
    const { code, summary } = endOf(await done);
    expect(code).toBe(130);
    expect(performance.now() - start).toBeLessThan(3000);
    expect(summary.rows.in_doubt).toBe(8);
  });

  test('ends the pause that the server asked for', async () => {
    await using sandbox = await startSandbox();
    const { child, done } = await begin('known', sandbox);
    sandbox.setFaults({ '429': 1 });
    await until(() => (sandbox.stats().byFault['429'] ?? 0) >= 2);
    const start = performance.now();
    child.kill('SIGINT');
    const { code } = endOf(await done);
    expect(code).toBe(130);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('ends the wait for the end of an outage', async () => {
    const sandbox = await startSandbox();
    const { child, done } = await begin('known', sandbox);
    await sandbox.close();
    await new Promise((resolve) =>
      child.stderr?.on('data', (text: string) => text.includes('does not answer') && resolve(text)),
    );
    const start = performance.now();
    child.kill('SIGINT');
    const { code, summary } = endOf(await done);
    expect(code).toBe(130);
    expect(performance.now() - start).toBeLessThan(3000);
    expect(summary.rows).toMatchObject({ in_doubt: 0, failed: 0 });
  });
});
