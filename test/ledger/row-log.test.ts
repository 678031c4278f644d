import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Ledger, type RowOutcome, type RowState } from '../../src/ledger/index.ts';
import { mayBecome, ROW_STATES } from '../../src/ledger/row-record.ts';
import fc from '../support/property.ts';
import { newFolder } from '../support/run-cli.ts';
import { newRun } from './new-run.ts';

function openLedger(home = newFolder()): Ledger {
  const ledger = new Ledger(home);
  onTestFinished(() => ledger.close());
  return ledger;
}

/** What another connection reads from disk. */
function onDisk(ledger: Ledger, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(ledger.path, { readOnly: true });
  const rows = database.prepare(sql).all();
  database.close();
  return rows;
}

const created = (row: number, more: Partial<RowOutcome> = {}): RowOutcome => ({ row, state: 'created', ...more });

describe('the log of a run’s rows', () => {
  test('has an intent on disk before its promise resolves', async () => {
    const ledger = openLedger();
    const log = ledger.rows(newRun(ledger));
    await log.begin({ row: 2, key: 'a', hash: 'h' });
    expect(onDisk(ledger, 'SELECT row, state, key, hash FROM rows')).toEqual([
      { row: 2, state: 'sending', key: 'a', hash: 'h' },
    ]);
  });

  test('groups many writes into few commits, and reports outcomes only once they are on disk', async () => {
    const ledger = openLedger();
    const groups: number[] = [];
    const log = ledger.rows(newRun(ledger), {
      onDurable: (outcomes) => {
        groups.push(outcomes.length);
        const total = groups.reduce((sum, size) => sum + size);
        expect(onDisk(ledger, 'SELECT count(*) AS n FROM rows')[0]?.['n']).toBe(total);
      },
      onFailure: () => expect.unreachable(),
    });
    for (let row = 1; row <= 1000; row += 1) log.complete(created(row));
    log.flush();
    expect(groups.reduce((sum, size) => sum + size)).toBe(1000);
    expect(groups.length).toBeLessThan(10);
  });

  test('commits pending writes soon by itself', async () => {
    const ledger = openLedger();
    const written = new Promise<readonly RowOutcome[]>((resolve) => {
      ledger.rows(newRun(ledger), { onDurable: resolve, onFailure: () => {} }).complete(created(7));
    });
    expect(await written).toEqual([created(7)]);
  });

  test('keeps running counts of the rows in each state, whatever their transitions', async () => {
    const ledger = openLedger();
    const run = newRun(ledger);
    const log = ledger.rows(run);
    await Promise.all([2, 3, 4, 5].map((row) => log.begin({ row })));
    log.complete(created(2));
    log.complete({ row: 3, state: 'in_doubt', code: 'reset' });
    log.markSaved({ row: 4, remoteId: 'x', step: 1 });
    await log.rollback(5);
    log.complete({ row: 6, state: 'rejected', code: 'required' });
    log.flush();
    const counts = { created: 1, in_doubt: 1, saved: 1, rejected: 1, sending: 0 };
    expect(log.counts).toEqual(counts);
    expect(ledger.runs.counts(run)).toEqual(counts);
    expect(ledger.rows(run).counts).toEqual(counts);
    expect(log.count()).toEqual({ created: 1, in_doubt: 1, saved: 1, rejected: 1 });
  });

  test('knows what an earlier process did, with the id of a saved customer and its next follow-up request', async () => {
    const home = newFolder();
    const first = new Ledger(home);
    const run = newRun(first);
    const before = first.rows(run);
    await before.begin({ row: 10, key: 'a' });
    before.markSaved({ row: 11, key: 'b', remoteId: 'id-b', action: 'update', step: 2 });
    before.complete(created(12, { key: 'c', remoteId: 'id-c' }));
    before.flush();
    first.close();
    const log = openLedger(home).rows(run);
    const known = log.known(1, 100);
    expect([...known.values()].map(({ row, state, key, remoteId, step }) => [row, state, key, remoteId, step])).toEqual(
      [
        [10, 'sending', 'a', undefined, 0],
        [11, 'saved', 'b', 'id-b', 2],
        [12, 'created', 'c', 'id-c', 0],
      ],
    );
    log.complete(created(10));
    log.complete({ row: 11, state: 'updated' });
    log.flush();
    expect(log.counts).toMatchObject({ created: 2, updated: 1, sending: 0, saved: 0 });
  });

  test('refuses to complete a row twice, and writes nothing after that', async () => {
    const ledger = openLedger();
    const failures: unknown[] = [];
    const log = ledger.rows(newRun(ledger), { onDurable: () => {}, onFailure: (error) => failures.push(error) });
    log.complete(created(1));
    log.flush();
    log.complete({ row: 1, state: 'failed' });
    log.flush();
    expect(failures).toMatchObject([{ name: 'LedgerError' }]);
    await expect(log.begin({ row: 2 })).rejects.toMatchObject({ name: 'LedgerError' });
    expect(onDisk(ledger, 'SELECT row, state FROM rows')).toEqual([{ row: 1, state: 'created' }]);
  });

  test('stores the cells and reasons of rows that did not succeed, in the order of the file', () => {
    const ledger = openLedger();
    const log = ledger.rows(newRun(ledger));
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
    log.flush();
    const rows = [...log.outcomes('unsuccessful')];
    expect(rows.map(({ row, cells }) => [row, cells])).toEqual([
      [2, ['é', '😀']],
      [9, ['a', '=b', '']],
    ]);
    expect(rows[1]).toMatchObject(failed);
    expect([...log.outcomes('all')].map(({ row }) => row)).toEqual([2, 3, 9]);
  });

  test('returns each cause once, with its count and first row', () => {
    const ledger = openLedger();
    const log = ledger.rows(newRun(ledger));
    for (const row of [30, 10, 20])
      log.complete({ row, state: 'failed', code: '77', field: 'tel', message: `row ${row}` });
    log.complete({ row: 5, state: 'rejected', code: 'required', field: 'nick', message: 'blank' });
    log.flush();
    expect(log.causes(10)).toEqual([
      { state: 'failed', code: '77', field: 'tel', message: 'row 10', firstRow: 10, count: 3 },
      { state: 'rejected', code: 'required', field: 'nick', message: 'blank', firstRow: 5, count: 1 },
    ]);
    expect(log.causes(1).length).toBe(1);
  });

  test('allows exactly the transitions in the table of states', () => {
    const states = Object.keys(ROW_STATES) as RowState[];
    const step = fc.record({ row: fc.integer({ min: 1, max: 5 }), state: fc.constantFrom(...states) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const ledger = new Ledger(newFolder());
        try {
          const log = ledger.rows(newRun(ledger), { onDurable: () => {}, onFailure: () => {} });
          const expected = new Map<number, RowState>();
          for (const { row, state } of steps) {
            const from = expected.get(row);
            if (from !== undefined && !mayBecome(from, state)) continue;
            expected.set(row, state);
            if (state === 'sending') void log.begin({ row });
            else if (state === 'saved') log.markSaved({ row });
            else log.complete({ row, state });
          }
          log.flush();
          expect([...log.known(0, 10).values()].map(({ row, state }) => [row, state])).toEqual(
            [...expected].sort(([a], [b]) => a - b),
          );
          const counts = Object.entries(log.counts).filter(([, count]) => count > 0);
          expect(Object.fromEntries(counts)).toEqual(log.count());
        } finally {
          ledger.close();
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the stored keys', () => {
  test('stores the id and the hash of the last success, by tenant, target and key field', () => {
    const ledger = openLedger();
    const log = ledger.rows(newRun(ledger));
    log.complete(created(1, { key: 'a', remoteId: 'id-a', hash: 'h1' }));
    log.complete({ row: 2, state: 'failed', key: 'b', hash: 'h' });
    log.flush();
    const keys = ledger.keys('tenant');
    expect(keys.find('customer', 'a', 'partnerid')).toEqual({ id: 'id-a', hash: 'h1' });
    expect(keys.find('customer', 'a')).toMatchObject({ id: 'id-a' });
    expect(keys.find('customer', 'b', 'partnerid')).toBeUndefined();
    expect(keys.find('customer', 'a', 'tel')).toBeUndefined();
    expect(ledger.keys('another tenant').find('customer', 'a')).toBeUndefined();
  });

  test('keeps an id that a later answer does not contain', () => {
    const ledger = openLedger();
    const first = ledger.rows(newRun(ledger));
    first.complete(created(1, { key: 'a', remoteId: 'id-a', hash: 'h1' }));
    first.flush();
    const second = ledger.rows(newRun(ledger));
    second.complete({ row: 1, state: 'done', key: 'a', hash: 'h2' });
    second.flush();
    expect(ledger.keys('tenant').find('customer', 'a', 'partnerid')).toEqual({ id: 'id-a', hash: 'h2' });
  });
});
