import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { endOf, runToEnd } from './importing.ts';
import { workspace } from './workspace.ts';

const ROWS = 400;
const IMPORTING = ['import', 'in.csv', '-m', 'map.yaml', '--json'];

describe.concurrent('at the end of a run', () => {
  test('a failed row count check exits with 3 and says why, and resume sends the missing rows', async () => {
    await using sandbox = await startSandbox({ latencyMs: 20 });
    const folder = workspace('known', ROWS);
    const env = sandboxEnv(sandbox, folder);
    const { done } = startCli(IMPORTING, { cwd: folder, env });
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 150);
    const ledger = new DatabaseSync(join(folder, 'home', 'ledger.db'), { timeout: 5000 });
    // Simulates a damaged ledger.
    expect(Number(ledger.prepare('DELETE FROM rows WHERE row BETWEEN 2 AND 4').run().changes)).toBe(3);
    const { code, summary, stderr } = endOf(await done);
    expect(code).toBe(3);
    expect(summary.reason).toContain(
      `the row count check failed: ${ROWS} rows were counted as created, but the ledger has ${ROWS - 3}`,
    );
    expect(stderr).toContain(`sobot-etl resume ${summary.run}`);
    ledger.exec(`UPDATE row_counts SET rows = ${ROWS - 3} WHERE state = 'created'`);
    ledger.close();
    const again = await runToEnd(['resume'], sandbox, folder);
    expect(again.code).toBe(0);
    expect(again.summary.rows).toMatchObject({ read: ROWS, created: ROWS - 3, updated: 3 });
  });

  test('reports an input that changed while it was read, because rows may be missing', async () => {
    await using sandbox = await startSandbox({ latencyMs: 20 });
    const folder = workspace('known', ROWS);
    const { done } = startCli(IMPORTING, { cwd: folder, env: sandboxEnv(sandbox, folder) });
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 50);
    appendFileSync(join(folder, 'in.csv'), 'K9999,Latecomer\n');
    const { code, summary } = endOf(await done);
    expect(code).toBe(3);
    expect(summary.reason).toContain('changed while it was being read');
    const again = await runToEnd(['import', 'in.csv', '-m', 'map.yaml', '--changed-only'], sandbox, folder);
    expect(again.code).toBe(0);
    expect(sandbox.snapshot().customerCount()).toBe(ROWS + 1);
  });
});
