import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/ledger/index.ts';
import { newFolder } from '../support/run-cli.ts';
import { newRun } from './new-run.ts';

const LATER = Date.now() + 1000;

function ledgerWith(...ids: string[]) {
  const home = newFolder();
  const ledger = new Ledger(home);
  for (const id of ids) {
    newRun(ledger, { id, outDir: '/out', startedAt: 1 });
    mkdirSync(dirname(ledger.stagingPath(id)), { recursive: true });
    writeFileSync(ledger.stagingPath(id), 'a,b\n');
  }
  return { home, ledger };
}

describe('runs prune', () => {
  test('deletes old runs with their staging files, and deletes no lock file', () => {
    const { home, ledger } = ledgerWith('a', 'b');
    ledger.lockRun('a')?.release();
    ledger.lockFolder('/out')?.release();
    const locks = readdirSync(join(home, 'locks'));
    expect(ledger.prune(LATER).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(readdirSync(join(home, 'spool'))).toEqual([]);
    expect(readdirSync(join(home, 'locks'))).toEqual(expect.arrayContaining(locks));
    ledger.close();
  });

  test('keeps a run that a process is working on, or whose folder another run writes into', () => {
    const { ledger } = ledgerWith('a', 'b');
    const run = ledger.lockRun('a');
    expect(ledger.prune(LATER).map(({ id }) => id)).toEqual(['b']);
    run?.release();
    const folder = ledger.lockFolder('/out');
    expect(ledger.prune(LATER)).toEqual([]);
    // The lock of the run that writes there still keeps others out.
    expect(ledger.lockFolder('/out')).toBeUndefined();
    folder?.release();
    expect(ledger.prune(LATER).map(({ id }) => id)).toEqual(['a']);
    ledger.close();
  });

  test('keeps a run that was resumed, and ended, since it was looked up', () => {
    const { ledger } = ledgerWith('a', 'b');
    // Pruning "a" meets a run "b" that ends meanwhile: the lock of "b" is taken only after that.
    const lock = ledger.lockRun.bind(ledger);
    ledger.lockRun = (id) => {
      const run = ledger.runs.find('b');
      if (id === 'b' && run?.status === 'running') ledger.runs.move(run, 'completed', { at: LATER + 1, summary: {} });
      return lock(id);
    };
    expect(ledger.prune(LATER).map(({ id }) => id)).toEqual(['a']);
    expect(ledger.runs.find('b')?.status).toBe('completed');
    ledger.close();
  });

  test('removes staging files that no run owns, except those that are being written', () => {
    const { ledger } = ledgerWith('a');
    writeFileSync(ledger.stagingPath('killed'), 'x');
    writeFileSync(ledger.stagingPath('at-it'), 'x');
    const lock = ledger.lockRun('at-it');
    ledger.sweepStagingFiles();
    expect(existsSync(ledger.stagingPath('killed'))).toBe(false);
    expect(existsSync(ledger.stagingPath('at-it'))).toBe(true);
    expect(existsSync(ledger.stagingPath('a'))).toBe(true);
    lock?.release();
    ledger.close();
  });
});
