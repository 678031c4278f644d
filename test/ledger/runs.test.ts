import { existsSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Ledger } from '../../src/ledger/index.ts';
import { newFolder } from '../support/run-cli.ts';
import { newRun } from './new-run.ts';

function openLedger(): Ledger {
  const ledger = new Ledger(newFolder());
  onTestFinished(() => ledger.close());
  return ledger;
}

describe('the runs of a ledger', () => {
  test('change status only as the table of statuses allows', () => {
    const { runs } = openLedger();
    const ledger = openLedger();
    const run = newRun(ledger);
    expect(run.status).toBe('running');
    const aborted = ledger.runs.move(run, 'aborted', { at: 5, reason: 'outage', summary: { rows: 1 } });
    expect(aborted).toMatchObject({ status: 'aborted', reason: 'outage', endedAt: 5, summary: { rows: 1 } });
    const again = ledger.runs.move(aborted, 'running');
    expect(again).toMatchObject({ status: 'running', endedAt: undefined, reason: undefined });
    ledger.runs.move(again, 'completed', { at: 9, summary: {} });
    expect(() => ledger.runs.move(again, 'running')).toThrow(/is completed and cannot become running/);
    expect(() => runs.move(run, 'running')).toThrow(/has no run/);
  });

  test('are found by their id or by a unique part of it', () => {
    const ledger = openLedger();
    newRun(ledger, { id: '20261123-0412-7f3a' });
    newRun(ledger, { id: '20261123-0413-7f3b' });
    expect(ledger.runs.find('7f3a')?.id).toBe('20261123-0412-7f3a');
    expect(ledger.runs.find('7f3')).toBeUndefined();
    expect(ledger.runs.find('%')).toBeUndefined();
    expect(ledger.runs.list(1)[0]?.id).toBe('20261123-0413-7f3b');
  });

  test('lists the unfinished runs as resumable, newest first', () => {
    const ledger = openLedger();
    const [killed, done, stopped] = [newRun(ledger), newRun(ledger), newRun(ledger)];
    ledger.runs.move(done, 'completed', { at: 1, summary: {} });
    ledger.runs.move(stopped, 'interrupted', { at: 1, summary: {} });
    expect([...ledger.runs.resumable()].map(({ id }) => id)).toEqual([stopped.id, killed.id]);
  });

  test('are locked by one process at a time, until it ends', () => {
    const ledger = openLedger();
    const lock = ledger.lockRun('r');
    expect(ledger.isLive('r')).toBe(true);
    expect(ledger.lockRun('r')).toBeUndefined();
    lock?.release();
    expect(ledger.isLive('r')).toBe(false);
  });

  test('are deleted when they are old, with their rows, but neither their keys nor a running run', () => {
    const ledger = openLedger();
    const old = newRun(ledger, { startedAt: 1000 });
    const log = ledger.rows(old);
    for (let row = 1; row <= 45_000; row += 1)
      log.complete({ row, state: 'created', key: `k${row}`, remoteId: `i${row}` });
    log.flush();
    ledger.runs.move(old, 'completed', { at: 2000, summary: {} });
    const live = newRun(ledger, { startedAt: 1000 });
    const killed = newRun(ledger, { startedAt: 1000 });
    const recent = newRun(ledger, { startedAt: 1000 });
    ledger.runs.move(recent, 'interrupted', { at: 9000, summary: {} });
    const lock = ledger.lockRun(live.id);
    expect(ledger.prune(5000)).toMatchObject([
      { id: old.id, ended: true },
      { id: killed.id, ended: false },
    ]);
    lock?.release();
    expect(ledger.runs.list(10).map(({ id }) => id)).toEqual([recent.id, live.id]);
    expect(ledger.rows(old).count()).toEqual({});
    expect(ledger.runs.counts(old)).toEqual({});
    expect(ledger.keys('tenant').find('customer', 'k1')).toMatchObject({ id: 'i1' });
    expect(existsSync(ledger.stagingPath(old.id))).toBe(false);
  });
});
