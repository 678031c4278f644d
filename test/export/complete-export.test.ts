import { describe, expect, test } from 'vitest';
import { type Exporting, startExporting } from './exporting.ts';

/** The ids in a file. Checks that each occurs once. */
function ids(rows: readonly Readonly<Record<string, string>>[]): Set<string> {
  const found = new Set(rows.map(({ id }) => id ?? ''));
  expect(found.size).toBe(rows.length);
  return found;
}

/** Exports while customers are added and removed; returns the customers that existed throughout and are missing. */
async function missing({ sandbox, export: run }: Exporting, ...args: Parameters<Exporting['export']>) {
  const before = sandbox.snapshot().customerIds();
  const { rows, summary } = await run(...args);
  const after = new Set(sandbox.snapshot().customerIds());
  const found = ids(rows);
  return { summary, missing: before.filter((id) => after.has(id) && !found.has(id)) };
}

describe('an export of customers', () => {
  test('contains every customer once, read in many partitions', async () => {
    await using exporting = await startExporting({ customers: 3456 });
    const { summary, rows } = await exporting.export('customers', { pageSize: 25 });
    expect(ids(rows)).toEqual(new Set(exporting.sandbox.snapshot().customerIds()));
    expect(summary).toMatchObject({
      status: 'completed',
      complete: true,
      rows: { written: 3456, duplicates: 0, expected: 3456 },
    });
    // Partitions take few requests in addition to the pages.
    expect(summary.requests.sent).toBeLessThan((3456 / 25) * 1.1 + 10);
  });

  test('has the newest customer first, as the API lists them', async () => {
    await using exporting = await startExporting({ customers: 1500 });
    const { rows } = await exporting.export('customers', { pageSize: 10 });
    expect(rows.map(({ id }) => id)).toEqual(exporting.sandbox.snapshot().customerIds().reverse());
  });

  test.each([
    { customers: 190, churn: { inserts: 1, removes: 1 } },
    { customers: 900, churn: { inserts: 1, removes: 1 } },
    { customers: 900, churn: { inserts: 0, removes: 2 } },
    { customers: 900, churn: { inserts: 3, removes: 0 } },
    { customers: 3000, churn: { inserts: 0.2, removes: 0.2 } },
  ])(
    'contains every customer that existed throughout, although others are added and removed at every call: %j',
    async (options) => {
      for (const seed of process.env['SOAK'] ? [1, 2, 3] : [1]) {
        await using exporting = await startExporting({ ...options, churn: { ...options.churn, seed } });
        const result = await missing(exporting, 'customers', { pageSize: 20 });
        expect(result, `seed ${seed}`).toMatchObject({ missing: [], summary: { complete: true, status: 'completed' } });
      }
    },
  );

  test('is complete with a filter on a field that can change', async () => {
    await using exporting = await startExporting({ customers: 1000, churn: { inserts: 1, removes: 1 } });
    const { sandbox } = exporting;
    const followedUp = () =>
      sandbox
        .snapshot()
        .customers()
        .filter(({ crm_status }) => crm_status === 3);
    const before = followedUp().map(({ id }) => String(id));
    const { rows, summary } = await exporting.export('customers', { where: ['module_type=follow-up'], pageSize: 20 });
    const after = new Set(followedUp().map(({ id }) => String(id)));
    const found = ids(rows);
    expect(summary.complete).toBe(true);
    expect(before.filter((id) => after.has(id) && !found.has(id))).toEqual([]);
  });

  test('is complete although hundreds of customers were created within one second', async () => {
    const now = Date.now();
    await using exporting = await startExporting({ now: () => now });
    const { session, sandbox } = exporting;
    const { endpoints } = await import('../../src/api/endpoints/index.ts');
    await Promise.all(
      Array.from({ length: 430 }, (_, number) =>
        session.dispatcher.send(endpoints.saveCustomer, { nick: `N${number}`, crm_status: 2, tel: `1300000${number}` }),
      ),
    );
    const { rows, summary } = await exporting.export('customers', { pageSize: 20 });
    expect(ids(rows)).toEqual(new Set(sandbox.snapshot().customerIds()));
    expect(summary.complete).toBe(true);
  });

  test('is complete although the server returns fewer rows per page than requested', async () => {
    await using exporting = await startExporting({ customers: 700, maxPageSize: 30 });
    const { rows, summary } = await exporting.export('customers', { pageSize: 100 });
    expect(ids(rows).size).toBe(700);
    expect(summary.complete).toBe(true);
  });

  test('reads numbers that arrive as text, and lists without items', async () => {
    await using exporting = await startExporting({ customers: 450, stringNumbers: true, emptyItems: 'absent' });
    const { rows, summary } = await exporting.export('customers', { pageSize: 50 });
    expect(rows).toHaveLength(450);
    expect(summary.complete).toBe(true);
    const { rows: none } = await exporting.export('customers', {
      where: ['search_type=nickname', 'search_value=nobody'],
    });
    expect(none).toEqual([]);
  });

  test('is complete despite throttling, resets, broken answers and expired tokens', async () => {
    await using exporting = await startExporting({
      customers: 1000,
      faults: { '429': 0.02, '500': 0.02, 'reset-after': 0.02, cut: 0.02, html: 0.02, 'expire-token': 0.01 },
      retryAfter: 'none',
      tokensStay: true,
    });
    const { rows, summary } = await exporting.export('customers', { pageSize: 25 });
    expect(ids(rows).size).toBe(1000);
    expect(summary.complete).toBe(true);
    expect(summary.requests.retried).toBeGreaterThan(0);
  });
});
