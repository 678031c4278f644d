import { describe, expect, test } from 'vitest';
import type { RowOutcome, RowState } from '../../src/ledger/index.ts';
import { mayBecome, ROW_STATES } from '../../src/ledger/row-record.ts';
import fc from '../support/property.ts';
import { newFolder } from '../support/run-cli.ts';
import { newRun } from './new-run.ts';
import { STORES } from './stores.ts';

const created = (row: number, more: Partial<RowOutcome> = {}): RowOutcome => ({ row, state: 'created', ...more });

describe.each(STORES)('the log of a run’s rows, in $name', (store) => {
  test('has an intent on disk before its promise resolves', async () => {
    const ledger = await store.open();
    const log = await ledger.openRowLog(await newRun(ledger));
    await log.begin({ row: 2, key: 'a', hash: 'h' });
    expect(await store.read(ledger, 'SELECT row, state, key, hash FROM rows')).toEqual([
      { row: 2, state: 'sending', key: 'a', hash: 'h' },
    ]);
  });

  test('groups many writes into few commits, and reports outcomes only once they are on disk', async () => {
    const ledger = await store.open();
    const groups: number[] = [];
    const reads: Promise<void>[] = [];
    const expectAtLeast = async (total: number) => {
      const [record] = await store.read(ledger, 'SELECT count(*) AS n FROM rows');
      expect(record?.['n']).toBeGreaterThanOrEqual(total);
    };
    const log = await ledger.openRowLog(await newRun(ledger), {
      onDurable: (outcomes) => {
        groups.push(outcomes.length);
        const total = groups.reduce((sum, size) => sum + size);
        reads.push(expectAtLeast(total));
      },
      onFailure: () => expect.unreachable(),
    });
    for (let row = 1; row <= 1000; row += 1) log.complete(created(row));
    await log.flush();
    await Promise.all(reads);
    expect(groups.reduce((sum, size) => sum + size)).toBe(1000);
    expect(groups.length).toBeLessThan(10);
  });

  test('commits pending writes soon by itself', async () => {
    const ledger = await store.open();
    const { promise, resolve } = Promise.withResolvers<readonly RowOutcome[]>();
    const log = await ledger.openRowLog(await newRun(ledger), { onDurable: resolve, onFailure: () => {} });
    log.complete(created(7));
    expect(await promise).toEqual([created(7)]);
  });

  test('keeps running counts of the rows in each state, whatever their transitions', async () => {
    const ledger = await store.open();
    const run = await newRun(ledger);
    const log = await ledger.openRowLog(run);
    await Promise.all([2, 3, 4, 5].map((row) => log.begin({ row })));
    log.complete(created(2));
    log.complete({ row: 3, state: 'in_doubt', code: 'reset' });
    log.markSaved({ row: 4, remoteId: 'x', step: 1 });
    await log.rollback(5);
    log.complete({ row: 6, state: 'rejected', code: 'required' });
    await log.flush();
    const counts = { created: 1, in_doubt: 1, saved: 1, rejected: 1, sending: 0 };
    expect(log.counts).toEqual(counts);
    expect(await ledger.runs.counts(run)).toEqual(counts);
    expect((await ledger.openRowLog(run)).counts).toEqual(counts);
    expect(await log.count()).toEqual({ created: 1, in_doubt: 1, saved: 1, rejected: 1 });
  });

  test('knows what an earlier process did, with the id of a saved customer and its next follow-up request', async () => {
    const home = newFolder();
    const first = await store.open(home);
    const run = await newRun(first);
    const before = await first.openRowLog(run);
    await before.begin({ row: 10, key: 'a' });
    before.markSaved({ row: 11, key: 'b', remoteId: 'id-b', action: 'update', step: 2 });
    before.complete(created(12, { key: 'c', remoteId: 'id-c' }));
    await before.flush();
    await first.close();
    const log = await (await store.open(home)).openRowLog(run);
    const known = await log.known(1, 100);
    expect([...known.values()].map(({ row, state, key, remoteId, step }) => [row, state, key, remoteId, step])).toEqual(
      [
        [10, 'sending', 'a', undefined, 0],
        [11, 'saved', 'b', 'id-b', 2],
        [12, 'created', 'c', 'id-c', 0],
      ],
    );
    expect([...(await log.knownOf([12, 999, 10])).keys()].sort()).toEqual([10, 12]);
    expect(await log.knownOf([])).toEqual(new Map());
    log.complete(created(10));
    log.complete({ row: 11, state: 'updated' });
    await log.flush();
    expect(log.counts).toMatchObject({ created: 2, updated: 1, sending: 0, saved: 0 });
  });

  test('refuses to complete a row twice, and writes nothing after that', async () => {
    const ledger = await store.open();
    const failures: unknown[] = [];
    const log = await ledger.openRowLog(await newRun(ledger), {
      onDurable: () => {},
      onFailure: (error) => failures.push(error),
    });
    log.complete(created(1));
    await log.flush();
    log.complete({ row: 1, state: 'failed' });
    await log.flush();
    expect(failures).toMatchObject([{ name: 'LedgerError' }]);
    await expect(log.begin({ row: 2 })).rejects.toMatchObject({ name: 'LedgerError' });
    expect(await store.read(ledger, 'SELECT row, state FROM rows')).toEqual([{ row: 1, state: 'created' }]);
  });

  test('stores the cells and reasons of rows that did not succeed, in the order of the file', async () => {
    const ledger = await store.open();
    const log = await ledger.openRowLog(await newRun(ledger));
    const failed: RowOutcome = {
      row: 9,
      state: 'failed',
      code: '999',
      field: 'tel',
      message: 'no',
      cells: ['a', '=b', ''],
    };
    log.complete(failed);
    log.complete(created(3));
    log.complete({ row: 2, state: 'rejected', code: 'required', cells: ['é', '😀'] });
    await log.flush();
    const rows = await Array.fromAsync(log.outcomes('unsuccessful'));
    expect(rows.map(({ row, cells }) => [row, cells])).toEqual([
      [2, ['é', '😀']],
      [9, ['a', '=b', '']],
    ]);
    expect(rows[1]).toMatchObject(failed);
    expect((await Array.fromAsync(log.outcomes('all'))).map(({ row }) => row)).toEqual([2, 3, 9]);
  });

  test('returns each cause once, with its count and first row', async () => {
    const ledger = await store.open();
    const log = await ledger.openRowLog(await newRun(ledger));
    for (const row of [30, 10, 20])
      log.complete({ row, state: 'failed', code: '77', field: 'tel', message: `row ${row}` });
    log.complete({ row: 5, state: 'rejected', code: 'required', field: 'nick', message: 'blank' });
    await log.flush();
    expect(await log.causes(10)).toEqual([
      { state: 'failed', code: '77', field: 'tel', message: 'row 10', firstRow: 10, count: 3 },
      { state: 'rejected', code: 'required', field: 'nick', message: 'blank', firstRow: 5, count: 1 },
    ]);
    expect((await log.causes(1)).length).toBe(1);
  });

  test('allows exactly the transitions in the table of states', async () => {
    const ledger = await store.open();
    const states = Object.keys(ROW_STATES) as RowState[];
    const step = fc.record({ row: fc.integer({ min: 1, max: 5 }), state: fc.constantFrom(...states) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const log = await ledger.openRowLog(await newRun(ledger), { onDurable: () => {}, onFailure: () => {} });
        const expected = new Map<number, RowState>();
        for (const { row, state } of steps) {
          const from = expected.get(row);
          if (from !== undefined && !mayBecome(from, state)) continue;
          expected.set(row, state);
          if (state === 'sending') void log.begin({ row });
          else if (state === 'saved') log.markSaved({ row });
          else log.complete({ row, state });
        }
        await log.flush();
        expect([...(await log.known(0, 10)).values()].map(({ row, state }) => [row, state])).toEqual(
          [...expected].sort(([a], [b]) => a - b),
        );
        const counts = Object.entries(log.counts).filter(([, count]) => count > 0);
        expect(Object.fromEntries(counts)).toEqual(await log.count());
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(STORES)('the stored keys, in $name', (store) => {
  test('stores the id and the hash of the last success, by tenant, target and key field', async () => {
    const ledger = await store.open();
    const log = await ledger.openRowLog(await newRun(ledger));
    log.complete(created(1, { key: 'a', remoteId: 'id-a', hash: 'h1' }));
    log.complete({ row: 2, state: 'failed', key: 'b', hash: 'h' });
    await log.flush();
    const keys = ledger.keys('tenant');
    expect(await keys.find('customer', 'a', 'partnerid')).toEqual({ id: 'id-a', hash: 'h1', run: 1 });
    expect(await keys.find('customer', 'a')).toMatchObject({ id: 'id-a' });
    expect(await keys.find('customer', 'b', 'partnerid')).toBeUndefined();
    expect(await keys.find('customer', 'a', 'tel')).toBeUndefined();
    expect(await ledger.keys('another tenant').find('customer', 'a')).toBeUndefined();
  });

  test('keeps an id that a later answer does not contain', async () => {
    const ledger = await store.open();
    const first = await ledger.openRowLog(await newRun(ledger));
    first.complete(created(1, { key: 'a', remoteId: 'id-a', hash: 'h1' }));
    await first.flush();
    const second = await ledger.openRowLog(await newRun(ledger));
    second.complete({ row: 1, state: 'done', key: 'a', hash: 'h2' });
    await second.flush();
    expect(await ledger.keys('tenant').find('customer', 'a', 'partnerid')).toEqual({ id: 'id-a', hash: 'h2', run: 2 });
  });
});
