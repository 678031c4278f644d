import { describe, expect, test } from 'vitest';
import { type FaultKind, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { meddlingProxy } from '../support/meddling-proxy.ts';
import { runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { endOf, importIn, runToEnd } from './importing.ts';
import { workspace, writeRows } from './workspace.ts';

/** A tenant that does not identify customers by the rows' fields: a request sent twice creates two. */
const strangersTo = (script: (FaultKind | 'none')[]) => startSandbox({ identifiedBy: ['tel'], script });
const QUICK = ['--timeout', '1'];

function partners(sandbox: Sandbox): unknown[] {
  return sandbox
    .snapshot()
    .customers()
    .map(({ partnerid }) => partnerid)
    .sort();
}

describe.concurrent('a customer with an unknown outcome', () => {
  test.each(['reset-after', 'cut', 'hang-after'] as FaultKind[])(
    'looks up a customer with an unknown outcome, and counts it as created if it exists: %s',
    async (fault) => {
      await using sandbox = await strangersTo([fault]);
      const { code, summary, results } = await importIn(workspace('strangers', 3), sandbox, QUICK);
      expect(code).toBe(0);
      expect(summary.rows).toMatchObject({ read: 3, created: 3 });
      expect(partners(sandbox)).toEqual(['K0', 'K1', 'K2']);
      const ids = sandbox
        .snapshot()
        .customers()
        .map(({ id }) => id);
      expect(results.map(({ _id }) => _id).sort()).toEqual(ids.sort());
      expect(sandbox.stats().byEndpoint.saveCustomer).toBe(3);
    },
  );

  test.each(['reset-before', '500', '502', '999999', 'html', 'hang'] as FaultKind[])(
    'sends a customer with an unknown outcome again if it surely does not exist: %s',
    async (fault) => {
      await using sandbox = await strangersTo([fault]);
      // A row that is saved after the failure proves that the list is up to date.
      const { code, summary } = await importIn(workspace('strangers', 3), sandbox, [...QUICK, '--concurrency', '1']);
      expect(code).toBe(0);
      expect(summary.rows).toMatchObject({ read: 3, created: 3 });
      expect(partners(sandbox)).toEqual(['K0', 'K1', 'K2']);
      expect(sandbox.stats().byEndpoint.saveCustomer).toBe(4);
    },
  );

  test('leaves a customer in doubt when no later record proves that the list is up to date', async () => {
    await using sandbox = await strangersTo(['reset-before']);
    const folder = workspace('strangers', 1);
    const { code, summary, errors } = await importIn(folder, sandbox, QUICK);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: 1, in_doubt: 1 });
    expect(errors[0]?.['_message']).toContain('no customer saved later shows that the list is up to date');
    const again = await runToEnd(['resume', summary.run, '--resend-in-doubt'], sandbox, folder);
    expect(again.summary.rows).toMatchObject({ read: 1, created: 1 });
    expect(partners(sandbox)).toEqual(['K0']);
  });

  test('leaves a customer in doubt when a namesake could be it, until it is resent on purpose', async () => {
    await using sandbox = await strangersTo(['none', 'reset-before']);
    const folder = workspace('strangers', 0);
    writeRows(folder, [['', 'Ada Lovelace']]);
    // In another run: a namesake in the same run is known to be another customer.
    await importIn(folder, sandbox, QUICK);
    const { code, summary, errors, stderr } = await importIn(folder, sandbox, QUICK);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: 1, in_doubt: 1 });
    expect(errors).toMatchObject([{ _status: 'in_doubt', Name: 'Ada Lovelace' }]);
    expect(errors[0]?.['_message']).toContain('it may be one of these customers');
    expect(stderr).toContain(`sobot-etl resume ${summary.run} --resend-in-doubt`);

    const again = await runToEnd(['resume', summary.run, '--resend-in-doubt'], sandbox, folder);
    expect(again.code).toBe(0);
    expect(again.summary.rows).toMatchObject({ read: 1, created: 1, in_doubt: 0 });
    expect(again.errors).toEqual([]);
    expect(sandbox.snapshot().customerCount()).toBe(2);
  });

  test('leaves a customer in doubt when an old one has its docking id, because the server’s clock may be wrong', async () => {
    const day = 86_400_000;
    await using sandbox = await startSandbox({
      identifiedBy: ['tel'],
      now: () => Date.now() - day,
      clockSkewSeconds: 10 * 86_400,
      script: ['reset-after'],
    });
    const { code, summary, errors } = await importIn(workspace('strangers', 1), sandbox, QUICK);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ in_doubt: 1 });
    expect(errors[0]?.['_message']).toContain('a customer created before this run matches it');
    expect(partners(sandbox)).toEqual(['K0']);
  });

  test('does not send a customer again while the server may still process it, however short --timeout is', async () => {
    await using sandbox = await strangersTo([]);
    await using proxy = await meddlingProxy(sandbox.url, (path, nth) =>
      path.endsWith('/user/save') && nth === 0 ? { lateMs: 5000 } : undefined,
    );
    // The default.
    const server = { ...sandbox, url: proxy.url, lateCalls: '' };
    const { code, summary } = await importIn(workspace('strangers', 2), server, QUICK);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ created: 2 });
    expect(partners(sandbox)).toEqual(['K0', 'K1']);
  });

  test('does not send a customer again after a success that cannot be read', async () => {
    await using sandbox = await strangersTo([]);
    const nothing = '{"ret_code":"000000","items":[]}';
    await using proxy = await meddlingProxy(sandbox.url, (path, nth) =>
      (path.endsWith('/user/save') && nth === 0) || path.endsWith('/user/list_by_page')
        ? { answer: nothing }
        : undefined,
    );
    const { code, summary, errors } = await importIn(workspace('strangers', 2), { ...sandbox, url: proxy.url }, QUICK);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ created: 1, in_doubt: 1 });
    expect(errors[0]?.['_message']).toContain('the server reported it as saved, but it cannot be found');
    expect(partners(sandbox)).toEqual(['K0', 'K1']);
  });
});

describe.concurrent('a run that is stopped while only rows in doubt are left', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'is interrupted by %s while it looks rows up, and a plain resume looks them up again',
    async (signal) => {
      await using sandbox = await strangersTo([{ on: 'saveCustomer', fault: 'reset-before' }] as never);
      const folder = workspace('strangers', 2);
      const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
      const { child, done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--json', '--timeout', '60'], options);
      await until(
        () => (sandbox.stats().byEndpoint.listCustomers ?? 0) > 0 && sandbox.snapshot().customerCount() === 1,
      );
      child.kill(signal);
      const first = endOf(await done);
      expect(first.code).toBe(130);
      expect(first.summary).toMatchObject({ status: 'interrupted', rows: { read: 2, created: 1, pending: 1 } });
      const asked = sandbox.stats().byEndpoint.listCustomers ?? 0;
      const again = await runToEnd(['resume', '--timeout', '1'], sandbox, folder);
      expect(sandbox.stats().byEndpoint.listCustomers).toBeGreaterThan(asked);
      // The resumed run saves nothing that proves that the list is up to date.
      expect(again.code).toBe(1);
      expect(again.summary.rows).toMatchObject({ read: 2, created: 1, pending: 0, in_doubt: 1 });
      expect(partners(sandbox).length).toBe(1);
      const resent = await runToEnd(['resume', '--resend-in-doubt', '--timeout', '1'], sandbox, folder);
      expect(resent.code).toBe(0);
      expect(resent.summary.rows).toMatchObject({ read: 2, created: 2, pending: 0, in_doubt: 0 });
      expect(partners(sandbox)).toEqual(['K0', 'K1']);
    },
  );
});

describe.concurrent('an enterprise with an unknown outcome', () => {
  test('reports an enterprise in doubt and does not send it again, not even on resume', async () => {
    await using sandbox = await startSandbox({ script: ['reset-after', 'reset-before'] });
    const folder = workspace('enterprises', 4);
    const { code, summary, errors } = await importIn(folder, sandbox);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: 4, created: 2, in_doubt: 2 });
    expect(errors.length).toBe(2);
    expect(sandbox.snapshot().enterpriseCount()).toBe(3);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const again = await runCli(['resume', summary.run], options);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/in doubt +2/);
    expect(again.stderr).toContain(`sobot-etl resume ${summary.run} --resend-in-doubt`);
    const resumed = await runToEnd(['resume'], sandbox, folder);
    expect(resumed).toMatchObject({ code: 1, summary: { run: summary.run, rows: { in_doubt: 2 } } });
    expect(sandbox.stats().byEndpoint.saveEnterprise).toBe(4);
  });

  test('sends only rows in doubt again on resume --resend-in-doubt', async () => {
    await using sandbox = await startSandbox({ script: ['reset-before', 'reset-before'] });
    const folder = workspace('enterprises', 6);
    const { summary } = await importIn(folder, sandbox);
    expect(summary.rows).toMatchObject({ created: 4, in_doubt: 2 });
    const again = await runToEnd(['resume', summary.run, '--resend-in-doubt'], sandbox, folder);
    expect(again.code).toBe(0);
    expect(again.summary.rows).toMatchObject({ read: 6, created: 6, in_doubt: 0 });
    expect(sandbox.snapshot().enterpriseCount()).toBe(6);
    expect(again.results.map(({ _row }) => _row)).toEqual(['2', '3', '4', '5', '6', '7']);
  });

  test('finds rows in doubt with resume --resend-in-doubt without a run id, and a plain resume mentions them', async () => {
    await using sandbox = await startSandbox({ script: ['none', 'reset-before'] });
    const folder = workspace('enterprises', 2);
    const first = await importIn(folder, sandbox);
    expect(first.summary.rows).toMatchObject({ created: 1, in_doubt: 1 });
    writeRows(folder, [['Z', 'Another']]);
    await importIn(folder, sandbox);
    writeRows(folder, [
      ['K0', 'Person 00000'],
      ['K1', 'Person 00001'],
    ]);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const none = await runCli(['resume'], options);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain(`sobot-etl resume ${first.summary.run} --resend-in-doubt`);
    const again = await runToEnd(['resume', '--resend-in-doubt'], sandbox, folder);
    expect(again.code).toBe(0);
    expect(again.summary).toMatchObject({ run: first.summary.run, rows: { created: 2, in_doubt: 0 } });
    expect(sandbox.snapshot().enterpriseCount()).toBe(3);
    const over = await runCli(['resume', '--resend-in-doubt'], options);
    expect(over.code).toBe(2);
    expect(over.stderr).toContain('none has rows in doubt');
  });
});
