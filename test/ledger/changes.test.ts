import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { RowChange } from '../../src/ledger/index.ts';
import { MIGRATIONS } from '../../src/ledger/sqlite/schema.ts';
import { newFolder } from '../support/run-cli.ts';
import { newRun } from './new-run.ts';
import { SQLITE, STORES } from './stores.ts';

const CHANGE: RowChange = {
  id: 'c-1',
  name: 'Ada',
  cells: [
    { field: 'email', before: null, after: 'ada@example.com' },
    { field: 'stage', before: ['1', 'New', '1'], after: ['2', 'Won', '21'] },
  ],
};

const changeOf = (id: string, after: string): RowChange => ({ id, cells: [{ field: 'remark', before: null, after }] });

describe.each(STORES)('the changes of a run’s rows, in $name', (store) => {
  test('are on disk together with the intent of their row', async () => {
    const ledger = await store.open();
    const run = await newRun(ledger);
    await (await ledger.openRowLog(run)).begin({ row: 2, key: 'a', change: CHANGE });
    expect(await store.read(ledger, 'SELECT row, state FROM rows')).toEqual([{ row: 2, state: 'sending' }]);
    expect(await store.read(ledger, 'SELECT row, id, name FROM changes')).toEqual([{ row: 2, id: 'c-1', name: 'Ada' }]);
    expect((await ledger.changes(run).of([2])).get(2)).toEqual(CHANGE);
  });

  test('disappear when the intent is rolled back', async () => {
    const ledger = await store.open();
    const run = await newRun(ledger);
    const log = await ledger.openRowLog(run);
    await log.begin({ row: 2, change: CHANGE });
    await log.begin({ row: 3, change: changeOf('c-2', 'x') });
    await log.rollback(2);
    expect((await ledger.changes(run).of([2])).get(2)).toBeUndefined();
    expect(await ledger.changes(run).count()).toBe(1);
  });

  test('stay when their row is completed, unless the outcome has its own', async () => {
    const ledger = await store.open();
    const run = await newRun(ledger);
    const log = await ledger.openRowLog(run);
    await Promise.all([2, 3].map((row) => log.begin({ row, change: CHANGE })));
    log.markSaved({ row: 2, remoteId: 'c-1', action: 'update', step: 1 });
    log.complete({ row: 2, state: 'updated', remoteId: 'c-1', action: 'update' });
    log.complete({ row: 3, state: 'failed', code: '999', change: changeOf('c-9', 'other') });
    await log.flush();
    const changes = ledger.changes(run);
    expect(await Array.fromAsync(changes.all())).toMatchObject([
      { row: 2, state: 'updated', remoteId: 'c-1', action: 'update', change: CHANGE },
      { row: 3, state: 'failed', code: '999', change: changeOf('c-9', 'other') },
    ]);
  });

  test('are read in row order, with the record of a plan and without what is not known', async () => {
    const ledger = await store.open();
    const run = await newRun(ledger, { command: 'plan' });
    const log = await ledger.openRowLog(run);
    const created: RowChange = { cells: [{ field: 'nick', after: 'Bob' }] };
    const planned: RowChange = { ...CHANGE, record: { email: null, nick: 'Ada', whatsappids: ['1', '2'] } };
    log.complete({ row: 9, state: 'skipped', code: 'create', key: 'b', change: created });
    log.complete({ row: 4, state: 'skipped', code: 'update', key: 'a', change: planned });
    log.complete({ row: 5, state: 'skipped', code: 'unchanged' });
    await log.flush();
    expect(
      (await Array.fromAsync(ledger.changes(run).all())).map(({ row, code, key, change }) => [row, code, key, change]),
    ).toEqual([
      [4, 'update', 'a', planned],
      [9, 'create', 'b', created],
    ]);
  });

  test('of an undo are counted for rows that restored all, or a part', async () => {
    const ledger = await store.open();
    const run = await newRun(ledger, { command: 'undo' });
    const log = await ledger.openRowLog(run);
    log.complete({ row: 2, state: 'done', change: CHANGE });
    log.complete({ row: 3, state: 'rejected', code: 'cannot-restore', change: CHANGE });
    log.complete({ row: 4, state: 'rejected', code: 'cannot-delete', change: CHANGE });
    log.complete({ row: 5, state: 'failed', code: 'timeout', change: CHANGE });
    await log.flush();
    expect(await ledger.changes(run).restoredCellCount('cannot-restore')).toBe(2 * CHANGE.cells.length);
  });

  test('are known to a later process for rows that may still be sent', async () => {
    const home = newFolder();
    const first = await store.open(home);
    const run = await newRun(first);
    const before = await first.openRowLog(run);
    await before.begin({ row: 2, change: CHANGE });
    await before.begin({ row: 3 });
    before.complete({ row: 4, state: 'updated', change: CHANGE });
    await before.flush();
    await first.close();
    const ledger = await store.open(home);
    const log = await ledger.openRowLog(run);
    expect([...(await log.known(1, 9)).values()].map(({ row, change }) => [row, change])).toEqual([
      [2, CHANGE],
      [3, undefined],
      [4, undefined],
    ]);
    await log.rollback(2);
    expect((await ledger.changes(run).of([2])).get(2)).toBeUndefined();
  });

  test('and the cells that people left out are deleted with their run', async () => {
    const ledger = await store.open();
    const [old, kept] = [
      await newRun(ledger, { startedAt: 1 }),
      await newRun(ledger, { startedAt: Date.now() + 60_000 }),
    ];
    for (const run of [old, kept]) {
      const log = await ledger.openRowLog(run);
      for (let row = 2; row < 50; row += 1) log.complete({ row, state: 'updated', change: CHANGE });
      await log.flush();
      ledger.leftOut(run).add([{ row: 2, field: 'email' }]);
    }
    await ledger.prune(Date.now());
    expect(await store.read(ledger, 'SELECT run, count(*) AS rows FROM changes GROUP BY run')).toEqual([
      { run: kept.seq, rows: 48 },
    ]);
    expect(await store.read(ledger, 'SELECT run FROM left_out')).toEqual([{ run: kept.seq }]);
  });
});

test('changes are stored in a ledger that an older version wrote', async () => {
  const home = newFolder();
  const database = new DatabaseSync(join(home, 'ledger.db'));
  const older = MIGRATIONS.slice(0, 7);
  database.exec(`${older.join('\n')}; PRAGMA user_version = ${older.length};
      INSERT INTO runs (seq, id, command, target, key_field, scope, stage, input, input_bytes, input_sha256, mapping, mapping_text, settings, out_dir, started_at)
      VALUES (1, 'old', 'import', 'customer', 'partnerid', 'tenant', 'running', '/in.csv', 1, 'x', '/m.yaml', '', '{}', '/out', 1);
      INSERT INTO rows (run, row, state, key) VALUES (1, 2, 'sending', 'a');`);
  database.close();
  const ledger = await SQLITE.open(home);
  const run = await ledger.runs.find('old');
  if (!run) return expect.unreachable();
  const log = await ledger.openRowLog(run);
  expect((await log.known(2, 2)).get(2)).toMatchObject({ state: 'sending', key: 'a' });
  log.complete({ row: 2, state: 'updated', change: CHANGE });
  await log.flush();
  expect((await ledger.changes(run).of([2])).get(2)).toEqual(CHANGE);
});

describe.each(STORES)('the cells of a plan that are left out, in $name', (store) => {
  test('are found by row and field, or with their whole row', async () => {
    const ledger = await store.open();
    const leftOut = ledger.leftOut(await newRun(ledger));
    expect(await leftOut.any()).toBe(false);
    await leftOut.add([
      { row: 2, field: 'email' },
      { row: 2, field: 'email' },
      { row: 3, field: '' },
    ]);
    expect(await leftOut.any()).toBe(true);
    const isLeftOut = await leftOut.of([2, 3, 4]);
    expect([isLeftOut(2, 'email'), isLeftOut(2, 'tel'), isLeftOut(2, '')]).toEqual([true, false, false]);
    expect([isLeftOut(3, 'tel'), isLeftOut(3, ''), isLeftOut(4, 'email')]).toEqual([true, true, false]);
    expect((await leftOut.of([4]))(2, 'email')).toBe(false);
    expect(await ledger.leftOut(await newRun(ledger)).any()).toBe(false);
  });

  test('are replaced by row, and counted', async () => {
    const ledger = await store.open();
    const run = await newRun(ledger);
    const leftOut = ledger.leftOut(run);
    await ledger.leftOut(await newRun(ledger)).add([{ row: 2, field: 'tel' }]);
    await leftOut.add([2, 3].flatMap((row) => ['email', 'tel'].map((field) => ({ row, field }))));
    expect(await leftOut.count()).toBe(4);
    await leftOut.replace([2, 4], [{ row: 2, field: 'nick' }]);
    expect(await leftOut.count()).toBe(3);
    const isLeftOut = await leftOut.of([2, 3]);
    expect([isLeftOut(2, 'email'), isLeftOut(2, 'nick'), isLeftOut(3, 'tel')]).toEqual([false, true, true]);
  });

  test('are added all or not at all', async () => {
    const ledger = await store.open();
    const leftOut = ledger.leftOut(await newRun(ledger));
    function* entries() {
      yield { row: 2, field: 'email' };
      throw new Error('the file is cut short');
    }
    await expect(leftOut.add(entries())).rejects.toThrow('the file is cut short');
    expect(await leftOut.any()).toBe(false);
  });
});

test.each(STORES)('runs that only read are not resumable, in $name', async (store) => {
  const ledger = await store.open();
  const [plan, , sending] = await Promise.all(
    ['plan', 'verify', 'apply'].map((command) => newRun(ledger, { command })),
  );
  if (!plan || !sending) return;
  await ledger.runs.move(plan, 'interrupted', { at: 1, summary: {} });
  expect((await Array.fromAsync(ledger.runs.resumable())).map(({ id }) => id)).toEqual([sending.id]);
});
