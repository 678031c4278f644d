import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Ledger, type RowChange } from '../../src/ledger/index.ts';
import { MIGRATIONS } from '../../src/ledger/schema.ts';
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

const CHANGE: RowChange = {
  id: 'c-1',
  name: 'Ada',
  cells: [
    { field: 'email', before: null, after: 'ada@example.com' },
    { field: 'stage', before: ['1', 'New', '1'], after: ['2', 'Won', '21'] },
  ],
};

const changeOf = (id: string, after: string): RowChange => ({ id, cells: [{ field: 'remark', before: null, after }] });

describe('the changes of a run’s rows', () => {
  test('are on disk together with the intent of their row', async () => {
    const ledger = openLedger();
    const run = newRun(ledger);
    await ledger.rows(run).begin({ row: 2, key: 'a', change: CHANGE });
    expect(onDisk(ledger, 'SELECT row, state FROM rows')).toEqual([{ row: 2, state: 'sending' }]);
    expect(onDisk(ledger, 'SELECT row, id, name FROM changes')).toEqual([{ row: 2, id: 'c-1', name: 'Ada' }]);
    expect(ledger.changes(run).get(2)).toEqual(CHANGE);
  });

  test('disappear when the intent is rolled back', async () => {
    const ledger = openLedger();
    const run = newRun(ledger);
    const log = ledger.rows(run);
    await log.begin({ row: 2, change: CHANGE });
    await log.begin({ row: 3, change: changeOf('c-2', 'x') });
    await log.rollback(2);
    expect(ledger.changes(run).get(2)).toBeUndefined();
    expect(ledger.changes(run).count()).toBe(1);
  });

  test('stay when their row is completed, unless the outcome has its own', async () => {
    const ledger = openLedger();
    const run = newRun(ledger);
    const log = ledger.rows(run);
    await Promise.all([2, 3].map((row) => log.begin({ row, change: CHANGE })));
    log.markSaved({ row: 2, remoteId: 'c-1', action: 'update', step: 1 });
    log.complete({ row: 2, state: 'updated', remoteId: 'c-1', action: 'update' });
    log.complete({ row: 3, state: 'failed', code: '999', change: changeOf('c-9', 'other') });
    log.flush();
    const changes = ledger.changes(run);
    expect([...changes.all()]).toMatchObject([
      { row: 2, state: 'updated', remoteId: 'c-1', action: 'update', change: CHANGE },
      { row: 3, state: 'failed', code: '999', change: changeOf('c-9', 'other') },
    ]);
  });

  test('are read in row order, with the record of a plan and without what is not known', () => {
    const ledger = openLedger();
    const run = newRun(ledger, { command: 'plan' });
    const log = ledger.rows(run);
    const created: RowChange = { cells: [{ field: 'nick', after: 'Bob' }] };
    const planned: RowChange = { ...CHANGE, record: { email: null, nick: 'Ada', whatsappids: ['1', '2'] } };
    log.complete({ row: 9, state: 'skipped', code: 'create', key: 'b', change: created });
    log.complete({ row: 4, state: 'skipped', code: 'update', key: 'a', change: planned });
    log.complete({ row: 5, state: 'skipped', code: 'unchanged' });
    log.flush();
    expect([...ledger.changes(run).all()].map(({ row, code, key, change }) => [row, code, key, change])).toEqual([
      [4, 'update', 'a', planned],
      [9, 'create', 'b', created],
    ]);
  });

  test('are known to a later process for rows that may still be sent', async () => {
    const home = newFolder();
    const first = new Ledger(home);
    const run = newRun(first);
    const before = first.rows(run);
    await before.begin({ row: 2, change: CHANGE });
    await before.begin({ row: 3 });
    before.complete({ row: 4, state: 'updated', change: CHANGE });
    before.flush();
    first.close();
    const ledger = openLedger(home);
    const log = ledger.rows(run);
    expect([...log.known(1, 9).values()].map(({ row, change }) => [row, change])).toEqual([
      [2, CHANGE],
      [3, undefined],
      [4, undefined],
    ]);
    await log.rollback(2);
    expect(ledger.changes(run).get(2)).toBeUndefined();
  });

  test('and the cells that people left out are deleted with their run', () => {
    const ledger = openLedger();
    const [old, kept] = [newRun(ledger, { startedAt: 1 }), newRun(ledger, { startedAt: Date.now() + 60_000 })];
    for (const run of [old, kept]) {
      const log = ledger.rows(run);
      for (let row = 2; row < 50; row += 1) log.complete({ row, state: 'updated', change: CHANGE });
      log.flush();
      ledger.leftOut(run).add([{ row: 2, field: 'email' }]);
    }
    ledger.prune(Date.now());
    expect(onDisk(ledger, 'SELECT run, count(*) AS rows FROM changes GROUP BY run')).toEqual([
      { run: kept.seq, rows: 48 },
    ]);
    expect(onDisk(ledger, 'SELECT run FROM left_out')).toEqual([{ run: kept.seq }]);
  });

  test('are stored in a ledger that an older version wrote', async () => {
    const home = newFolder();
    const database = new DatabaseSync(join(home, 'ledger.db'));
    const older = MIGRATIONS.slice(0, 7);
    database.exec(`${older.join('\n')}; PRAGMA user_version = ${older.length};
      INSERT INTO runs (seq, id, command, target, key_field, scope, stage, input, input_bytes, input_sha256, mapping, mapping_text, settings, out_dir, started_at)
      VALUES (1, 'old', 'import', 'customer', 'partnerid', 'tenant', 'running', '/in.csv', 1, 'x', '/m.yaml', '', '{}', '/out', 1);
      INSERT INTO rows (run, row, state, key) VALUES (1, 2, 'sending', 'a');`);
    database.close();
    const ledger = openLedger(home);
    const run = ledger.runs.find('old');
    if (!run) return expect.unreachable();
    const log = ledger.rows(run);
    expect(log.known(2, 2).get(2)).toMatchObject({ state: 'sending', key: 'a' });
    log.complete({ row: 2, state: 'updated', change: CHANGE });
    log.flush();
    expect(ledger.changes(run).get(2)).toEqual(CHANGE);
  });
});

describe('the cells of a plan that are left out', () => {
  test('are found by row and field, or with their whole row', () => {
    const ledger = openLedger();
    const leftOut = ledger.leftOut(newRun(ledger));
    expect(leftOut.any()).toBe(false);
    leftOut.add([
      { row: 2, field: 'email' },
      { row: 2, field: 'email' },
      { row: 3, field: '' },
    ]);
    expect(leftOut.any()).toBe(true);
    expect([leftOut.has(2, 'email'), leftOut.has(2, 'tel'), leftOut.has(2, '')]).toEqual([true, false, false]);
    expect([leftOut.has(3, 'tel'), leftOut.has(3, ''), leftOut.has(4, 'email')]).toEqual([true, true, false]);
    expect(ledger.leftOut(newRun(ledger)).any()).toBe(false);
  });

  test('are added all or not at all', () => {
    const ledger = openLedger();
    const leftOut = ledger.leftOut(newRun(ledger));
    function* entries() {
      yield { row: 2, field: 'email' };
      throw new Error('the file is cut short');
    }
    expect(() => leftOut.add(entries())).toThrow('the file is cut short');
    expect(leftOut.any()).toBe(false);
  });
});

test('runs that only read are not resumable', () => {
  const ledger = openLedger();
  const [plan, , sending] = ['plan', 'verify', 'apply'].map((command) => newRun(ledger, { command }));
  if (!plan || !sending) return;
  ledger.runs.move(plan, 'interrupted', { at: 1, summary: {} });
  expect([...ledger.runs.resumable()].map(({ id }) => id)).toEqual([sending.id]);
});
