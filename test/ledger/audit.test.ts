import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/ledger/index.ts';
import { MIGRATIONS } from '../../src/ledger/sqlite/schema.ts';
import { newFolder } from '../support/run-cli.ts';
import { newRun } from './new-run.ts';
import { SQLITE, STORES, type TestStore } from './stores.ts';

/** A ledger with runs that were started, interrupted, resumed, ended and removed. */
async function usedLedger(store: TestStore): Promise<Ledger> {
  const ledger = await store.open();
  const done = await newRun(ledger, { id: 'done', startedAt: 5000 });
  const rows = await ledger.openRowLog(done);
  rows.complete({
    row: 2,
    state: 'created',
    key: 'a',
    remoteId: '1',
    change: { id: '1', cells: [{ field: 'nick', before: 'A', after: 'B' }] },
  });
  rows.complete({ row: 3, state: 'rejected', code: 'required', cells: ['x'] });
  await rows.flush();
  await ledger.runs.move(done, 'completed_with_errors', { at: 6000, summary: { rows: 2 } });
  const resumed = await newRun(ledger, { id: 'resumed', startedAt: 5000 });
  const stopped = await ledger.runs.move(resumed, 'interrupted', { at: 5500, reason: 'Ctrl-C', summary: { part: 1 } });
  await ledger.runs.move(await ledger.runs.move(stopped, 'running'), 'completed', { at: 7000, summary: {} });
  await newRun(ledger, { id: 'running', startedAt: 5000 });
  const again = await newRun(ledger, { id: 'again', startedAt: 5000 });
  await ledger.runs.move(await ledger.runs.move(again, 'aborted', { at: 6000, summary: { sent: 1 } }), 'running');
  const old = await newRun(ledger, { id: 'old', startedAt: 1000 });
  await ledger.runs.move(old, 'completed', { at: 1500, summary: {} });
  await ledger.prune(2000);
  return ledger;
}

const codesOf = ({ problems }: Awaited<ReturnType<Ledger['verifyAudit']>>) =>
  problems.map(({ code, run }) => [code, run]);

describe.each(STORES)('the audit trail, in $name', (store) => {
  test.for([
    '{',
    'null',
    '[]',
    '{"kind":"started","run":"resumed","at":"x"}',
    '{"kind":"started","run":"resumed","at":1e20}',
  ])('an event that was altered to %s hides no run', async (facts) => {
    const ledger = await usedLedger(store);
    await store.edit(ledger, `UPDATE audit SET facts = '${facts}' WHERE run = 'resumed' AND seq % 2 = 0`);
    const left = await ledger.audit.historyOf('resumed');
    expect(left.every(({ kind, at }) => kind !== undefined && new Date(at).toISOString() !== '')).toBe(true);
    expect(left.length).toBeGreaterThan(0);
    expect((await ledger.verifyAudit()).problems.length).toBeGreaterThan(0);
  });

  test('proves runs however they ended, and who worked on them', async () => {
    const ledger = await usedLedger(store);
    const report = await ledger.verifyAudit();
    expect(report).toMatchObject({
      runs: { proven: 4, notCovered: 0, removed: 1 },
      head: expect.stringMatching(/^[\da-f]{64}$/),
      problems: [],
    });
    expect((await ledger.audit.historyOf('resumed')).map(({ kind, status }) => [kind, status])).toEqual([
      ['started', undefined],
      ['ended', 'interrupted'],
      ['resumed', undefined],
      ['ended', 'completed'],
    ]);
    const [start] = await ledger.audit.historyOf('old');
    expect(start).toMatchObject({
      user: expect.any(String),
      host: expect.any(String),
      version: expect.stringMatching(/^\d/),
    });
    expect((await ledger.audit.historyOf('old')).at(-1)?.kind).toBe('removed');
  });

  // Each statement is what somebody could do with a database program, and what is found then.
  test.each<readonly [string, readonly (readonly [string, string | undefined])[]]>([
    ["UPDATE runs SET input_sha256 = 'x' WHERE id = 'done'", [['audit-run', 'done']]],
    ["UPDATE runs SET mapping_text = 'version: 2' WHERE id = 'running'", [['audit-run', 'running']]],
    ["UPDATE runs SET settings = '{\"again\":true}' WHERE id = 'done'", [['audit-run', 'done']]],
    ["UPDATE runs SET stage = 'completed' WHERE id = 'done'", [['audit-run', 'done']]],
    ["UPDATE runs SET summary = '{}' WHERE id = 'done'", [['audit-run', 'done']]],
    ["UPDATE runs SET summary = '{}' WHERE id = 'again'", [['audit-run', 'again']]],
    ["UPDATE runs SET stage = 'completed', ended_at = 1 WHERE id = 'running'", [['audit-run', 'running']]],
    ["UPDATE rows SET remote_id = '2' WHERE row = 2", [['audit-rows', 'done']]],
    ['DELETE FROM rows WHERE row = 3', [['audit-rows', 'done']]],
    ["UPDATE row_counts SET rows = 5 WHERE state = 'created'", [['audit-rows', 'done']]],
    ["UPDATE changes SET cells = '[]'", [['audit-rows', 'done']]],
    ["DELETE FROM runs WHERE id = 'resumed'", [['audit-run-missing', 'resumed']]],
    [
      "INSERT INTO runs (seq, id, command, target, key_field, scope, stage, input, input_bytes, input_sha256, mapping, mapping_text, settings, out_dir, started_at) SELECT 99, 'new', command, target, key_field, scope, stage, input, input_bytes, input_sha256, mapping, mapping_text, settings, out_dir, started_at FROM runs WHERE id = 'done'",
      [['audit-run-added', 'new']],
    ],
    ['UPDATE audit SET facts = replace(facts, \'"host":"\', \'"host":"x\') WHERE seq = 2', [['audit-event', 'done']]],
    [
      "UPDATE audit SET run = 'done' WHERE run = 'old' AND seq = (SELECT max(seq) FROM audit WHERE run = 'old')",
      [['audit-event', 'done']],
    ],
    [
      "DELETE FROM audit WHERE run = 'done' AND facts LIKE '%\"ended\"%'",
      [
        ['audit-event', undefined],
        ['audit-run', 'done'],
      ],
    ],
    [
      "DELETE FROM audit WHERE run = 'running'",
      [
        ['audit-event', undefined],
        ['audit-run-added', 'running'],
      ],
    ],
    [
      "UPDATE audit SET facts = 'nonsense' WHERE seq = 3",
      [
        ['audit-event', 'done'],
        ['audit-run', 'done'],
      ],
    ],
  ])('finds %s', async (sql, expected) => {
    const ledger = await usedLedger(store);
    await store.edit(ledger, sql);
    expect(codesOf(await ledger.verifyAudit())).toEqual(expected);
  });

  test('finds an event that was changed together with its own hash by the next one', async () => {
    const ledger = await usedLedger(store);
    await store.edit(ledger, "UPDATE audit SET facts = facts || ' ', hash = 'f00' WHERE seq = 4");
    expect(codesOf(await ledger.verifyAudit()).map(([code]) => code)).toEqual(['audit-event', 'audit-event']);
  });

  test('finds by a noted hash that the end of the trail was cut off', async () => {
    const ledger = await usedLedger(store);
    const { head = '', events } = await ledger.verifyAudit();
    await newRun(ledger, { id: 'later' });
    expect(await ledger.verifyAudit(head)).toMatchObject({ noted: { event: events }, problems: [] });
    expect(await ledger.verifyAudit(head.slice(0, 12))).toMatchObject({ noted: { event: events }, problems: [] });
    // Without the hash nobody can know of a run that is gone with all its events.
    await store.edit(ledger, "DELETE FROM audit WHERE run IN ('later', 'old'); DELETE FROM runs WHERE id = 'later'");
    expect((await ledger.verifyAudit()).problems).toEqual([]);
    expect(codesOf(await ledger.verifyAudit(head))).toEqual([['audit-head', undefined]]);
  });

  test('is one chain when several processes write', async () => {
    const home = newFolder();
    const ledgers = [await store.open(home), await store.open(home), await store.open(home)];
    for (let round = 0; round < 10; round++) {
      const runs = await Promise.all(ledgers.map(async (ledger) => [ledger, await newRun(ledger)] as const));
      for (const [ledger, run] of runs) await ledger.runs.move(run, 'completed', { at: round, summary: {} });
    }
    expect(await ledgers[0]?.verifyAudit()).toMatchObject({ events: 61, runs: { proven: 30 }, problems: [] });
  });

  test('takes a removal that was cut short for one', async () => {
    const ledger = await usedLedger(store);
    await ledger.audit.remove({ id: 'done', number: 1, status: 'completed_with_errors' });
    await store.edit(ledger, 'DELETE FROM rows WHERE row = 2');
    expect(await ledger.verifyAudit()).toMatchObject({ runs: { proven: 3, removed: 2 }, problems: [] });
    await ledger.prune(6500);
    expect(await ledger.verifyAudit()).toMatchObject({ problems: [] });
    expect((await ledger.audit.historyOf('done')).filter(({ kind }) => kind === 'removed').length).toBe(1);
  });
});

describe('the audit trail of a ledger from before it', () => {
  test('says which runs are from before it, finds one of them removed, and covers one that is resumed', async () => {
    const home = newFolder();
    const database = new DatabaseSync(join(home, 'ledger.db'));
    const columns =
      'id, command, target, key_field, scope, stage, input, input_bytes, input_sha256, mapping, mapping_text, settings, out_dir, started_at';
    const values = (id: string, stage: string) =>
      `('${id}', 'import', 'customer', '', 't', '${stage}', '/in.csv', 1, 'x', '/m.yaml', '', '{}', '/out', 1)`;
    database.exec(`${MIGRATIONS.slice(0, 8).join(';')}; PRAGMA user_version = 8;
      INSERT INTO runs (${columns}) VALUES ${values('first', 'completed')}, ${values('second', 'interrupted')}, ${values('third', 'completed')}, ${values('fourth', 'completed')};`);
    database.close();
    const ledger = await SQLITE.open(home);
    expect(await ledger.verifyAudit()).toMatchObject({
      head: undefined,
      runs: { proven: 0, notCovered: 4 },
      problems: [],
    });
    const second = await ledger.runs.find('second');
    if (second)
      await ledger.runs.move(await ledger.runs.move(second, 'running'), 'completed', { at: 9000, summary: {} });
    await newRun(ledger, { id: 'new', startedAt: 9000 });
    expect(await ledger.verifyAudit()).toMatchObject({ runs: { proven: 2, notCovered: 3 }, problems: [] });
    await SQLITE.edit(ledger, "DELETE FROM runs WHERE id = 'fourth'");
    expect(codesOf(await ledger.verifyAudit())).toEqual([['audit-run-missing', undefined]]);
    await SQLITE.edit(
      ledger,
      `INSERT INTO runs (seq, ${columns}) VALUES (4, ${values('fourth', 'completed').slice(1)}`,
    );
    // Pruning is recorded, also of runs that were not.
    expect((await ledger.prune(5000)).length).toBe(3);
    expect(await ledger.verifyAudit()).toMatchObject({ runs: { proven: 2, notCovered: 0, removed: 3 }, problems: [] });
    await SQLITE.edit(ledger, "UPDATE runs SET input = '/other.csv' WHERE id = 'second'");
    expect(codesOf(await ledger.verifyAudit())).toEqual([['audit-run', 'second']]);
  });
});
