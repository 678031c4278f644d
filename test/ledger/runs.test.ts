import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { newRun } from './new-run.ts';
import { STORES } from './stores.ts';

describe.each(STORES)('the runs of a ledger, in $name', (store) => {
  test('change status only as the table of statuses allows', async () => {
    const { runs } = await store.open();
    const ledger = await store.open();
    const run = await newRun(ledger);
    expect(run.status).toBe('running');
    const aborted = await ledger.runs.move(run, 'aborted', { at: 5, reason: 'outage', summary: { rows: 1 } });
    expect(aborted).toMatchObject({ status: 'aborted', reason: 'outage', endedAt: 5, summary: { rows: 1 } });
    const again = await ledger.runs.move(aborted, 'running');
    expect(again).toMatchObject({ status: 'running', endedAt: undefined, reason: undefined });
    await ledger.runs.move(again, 'completed', { at: 9, summary: {} });
    await expect(ledger.runs.move(again, 'running')).rejects.toThrow(/is completed and cannot become running/);
    await expect(runs.move(run, 'running')).rejects.toThrow(/has no run/);
  });

  test('are found by their id or by a unique part of it', async () => {
    const ledger = await store.open();
    await newRun(ledger, { id: '20261123-0412-7f3a' });
    await newRun(ledger, { id: '20261123-0413-7f3b' });
    expect((await ledger.runs.find('7f3a'))?.id).toBe('20261123-0412-7f3a');
    expect(await ledger.runs.find('7f3')).toBeUndefined();
    expect(await ledger.runs.find('%')).toBeUndefined();
    expect((await ledger.runs.list(1))[0]?.id).toBe('20261123-0413-7f3b');
  });

  test('lists the unfinished runs as resumable, newest first', async () => {
    const ledger = await store.open();
    const [killed, done, stopped] = [await newRun(ledger), await newRun(ledger), await newRun(ledger)];
    await ledger.runs.move(done, 'completed', { at: 1, summary: {} });
    await ledger.runs.move(stopped, 'interrupted', { at: 1, summary: {} });
    expect((await Array.fromAsync(ledger.runs.resumable())).map(({ id }) => id)).toEqual([stopped.id, killed.id]);
  });

  test('are locked by one process at a time, until it ends', async () => {
    const ledger = await store.open();
    const lock = await ledger.lockRun('r');
    expect(await ledger.isLive('r')).toBe(true);
    expect(await ledger.lockRun('r')).toBeUndefined();
    await lock?.release();
    expect(await ledger.isLive('r')).toBe(false);
  });

  test('are deleted when they are old, with their rows, but neither their keys nor a running run', async () => {
    const ledger = await store.open();
    const old = await newRun(ledger, { startedAt: 1000 });
    const log = await ledger.openRowLog(old);
    for (let row = 1; row <= 45_000; row += 1)
      log.complete({ row, state: 'created', key: `k${row}`, remoteId: `i${row}` });
    await log.flush();
    await ledger.runs.move(old, 'completed', { at: 2000, summary: {} });
    const live = await newRun(ledger, { startedAt: 1000 });
    const killed = await newRun(ledger, { startedAt: 1000 });
    const recent = await newRun(ledger, { startedAt: 1000 });
    await ledger.runs.move(recent, 'interrupted', { at: 9000, summary: {} });
    const lock = await ledger.lockRun(live.id);
    expect(await ledger.prune(5000)).toMatchObject([
      { id: old.id, ended: true },
      { id: killed.id, ended: false },
    ]);
    await lock?.release();
    expect((await ledger.runs.list(10)).map(({ id }) => id)).toEqual([recent.id, live.id]);
    expect(await (await ledger.openRowLog(old)).count()).toEqual({});
    expect(await ledger.runs.counts(old)).toEqual({});
    expect(await ledger.keys('tenant').find('customer', 'k1')).toMatchObject({ id: 'i1' });
    expect(existsSync(ledger.stagingPath(old.id))).toBe(false);
  });
});
