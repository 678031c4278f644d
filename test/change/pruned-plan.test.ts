import { existsSync, renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { neededBy } from '../../src/app/import/run-record.ts';
import { withLedger } from '../../src/app/open-ledger.ts';
import { resumeRun } from '../../src/app/resume-run.ts';
import { pruneOldRuns } from '../../src/app/runs.ts';
import type { StoredRun } from '../../src/ledger/index.ts';
import { meddlingProxy } from '../support/meddling-proxy.ts';
import { CUSTOMERS, type Planning, startPlanning } from './planning.ts';

const ROWS = 40;
const HEADER = 'Id,Name,Email,Phone,Remark';
const LINES = Array.from({ length: ROWS }, (_, index) => `P${index},Ann ${index},a${index}@example.com,,`);

/** A tenant with a plan of many new customers, which are sent a few at a time. `onFirst` is called when the first one is. */
async function withPlan(onFirst: (tenant: Planning) => Promise<void> | void) {
  const tenant = await startPlanning(CUSTOMERS, [HEADER, ...LINES]);
  let first: Promise<void> | undefined;
  const proxy = await meddlingProxy(tenant.sandbox.url, (path) => {
    if (!path.endsWith('/user/save') || first !== undefined) return undefined;
    first = Promise.resolve(onFirst(tenant));
    return { lateMs: 100 };
  });
  const connection = { ...tenant.connection, baseUrl: proxy.url, concurrency: 1 };
  const { plan, files } = await tenant.plan({ connection, mode: 'create' });
  return {
    ...{ tenant, connection, plan, workbook: files.plan },
    async [Symbol.asyncDispose]() {
      await first;
      await proxy[Symbol.asyncDispose]();
      await tenant[Symbol.asyncDispose]();
    },
  };
}

/** Removes everything from the ledger that `runs prune` would remove, and what it keeps for others. */
const removeAll = ({ connection: { home } }: Planning) =>
  withLedger({ home: home as string, ledger: undefined }, (ledger) => ledger.prune(Date.now() + 1000));

const prune = ({ connection: { home } }: Planning) => pruneOldRuns({ home: home as string, env: {} }, -1000);

test('runs prune keeps the plan that a running apply applies, and removes both once the apply has ended', async () => {
  let found: object | undefined;
  await using at = await withPlan(async (tenant) => {
    const { pruned, needed } = await prune(tenant);
    found = { pruned: pruned.map(({ id }) => id), needed };
  });
  const { tenant, connection, plan } = at;
  const { summary } = await tenant.apply(plan, { connection });
  expect(found).toEqual({ pruned: [], needed: [plan] });
  expect(summary).toMatchObject({ status: 'completed', rows: { created: ROWS, skipped: 0 } });
  const { pruned, needed } = await prune(tenant);
  expect([pruned.map(({ id }) => id), needed]).toEqual([[plan, summary.run], []]);
});

test('an apply whose plan is removed meanwhile is aborted, and says how to plan again', async () => {
  await using at = await withPlan(async (tenant) => {
    await removeAll(tenant);
  });
  const { tenant, connection, plan } = at;
  let next: { readonly text: string; readonly command?: string } | undefined;
  const { summary } = await tenant.apply(plan, {
    connection,
    reporter: {
      end: (ended) => {
        next = ended.next;
        return ended;
      },
    },
  });
  expect(summary).toMatchObject({ status: 'aborted', reason_code: 'plan-gone', rows: { skipped: 0 } });
  expect(summary.reason).toContain(`plan ${plan} was removed from the ledger`);
  expect(summary.rows.created).toBeLessThan(ROWS);
  expect(next?.command).toMatch(/^sobot-etl plan \S*in\.csv -m \S*map\.yaml --mode create .*--home /);

  const resuming = resumeRun({ run: summary.run, connection });
  await expect(resuming).rejects.toThrow(
    /no longer has plan .* Plan the file again; .*: sobot-etl plan \S*in\.csv -m \S*map\.yaml --mode create .*--home /,
  );
  expect(existsSync(at.workbook)).toBe(true);
});

test('an apply that was interrupted can be resumed after runs prune', async () => {
  const stop = new AbortController();
  await using at = await withPlan(() => stop.abort());
  const { tenant, connection, plan } = at;
  const { summary } = await tenant.apply(plan, { connection, signal: stop.signal });
  expect(summary.status).toBe('interrupted');
  await withLedger({ home: connection.home as string, ledger: undefined }, async (ledger) => {
    // Only the plan is old enough.
    const { endedAt } = (await ledger.runs.find(summary.run)) as StoredRun;
    expect(await ledger.prune(endedAt as number, neededBy)).toEqual([]);
  });
  const resumed = await resumeRun({ run: summary.run, connection });
  expect(resumed).toMatchObject({ status: 'completed', rows: { created: ROWS, skipped: 0 } });
});

test('the workbook of a plan that is no longer in the ledger is refused with the command that plans the file again', async () => {
  await using at = await withPlan(() => undefined);
  await removeAll(at.tenant);
  const workbook = at.tenant.path('my plan.xlsx');
  renameSync(at.workbook, workbook);
  await expect(at.tenant.apply(workbook, { connection: at.connection })).rejects.toThrow(
    /which the ledger in .*home does not have.*sobot-etl plan \S*in\.csv -m \S*map\.yaml -o '.*my plan\.xlsx'/,
  );
});
