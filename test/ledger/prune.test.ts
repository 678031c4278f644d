import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder } from '../support/run-cli.ts';
import { newRun } from './new-run.ts';
import { STORES, type TestStore } from './stores.ts';

const LATER = Date.now() + 1000;

async function ledgerWith(store: TestStore, ...ids: string[]) {
  const home = newFolder();
  const ledger = await store.open(home);
  for (const id of ids) {
    await newRun(ledger, { id, outDir: '/out', startedAt: 1 });
    mkdirSync(dirname(ledger.stagingPath(id)), { recursive: true });
    writeFileSync(ledger.stagingPath(id), 'a,b\n');
  }
  return { home, ledger };
}

describe.each(STORES)('runs prune, in $name', (store) => {
  test('deletes old runs with their staging files, and deletes no lock file', async () => {
    const { home, ledger } = await ledgerWith(store, 'a', 'b');
    await (await ledger.lockRun('a'))?.release();
    await (await ledger.lockFolder('/out'))?.release();
    const locks = readdirSync(join(home, 'locks'));
    expect((await ledger.prune(LATER)).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(readdirSync(join(home, 'spool'))).toEqual([]);
    expect(readdirSync(join(home, 'locks'))).toEqual(expect.arrayContaining(locks));
    await ledger.close();
  });

  test('keeps a run that a process is working on, or whose folder another run writes into', async () => {
    const { ledger } = await ledgerWith(store, 'a', 'b');
    const run = await ledger.lockRun('a');
    expect((await ledger.prune(LATER)).map(({ id }) => id)).toEqual(['b']);
    await run?.release();
    const folder = await ledger.lockFolder('/out');
    expect(await ledger.prune(LATER)).toEqual([]);
    // The lock of the run that writes there still keeps others out.
    expect(await ledger.lockFolder('/out')).toBeUndefined();
    await folder?.release();
    expect((await ledger.prune(LATER)).map(({ id }) => id)).toEqual(['a']);
    await ledger.close();
  });

  test('keeps a run that was resumed, and ended, since it was looked up', async () => {
    const { ledger } = await ledgerWith(store, 'a', 'b');
    // Pruning "a" meets a run "b" that ends meanwhile: the lock of "b" is taken only after that.
    const lock = ledger.lockRun.bind(ledger);
    ledger.lockRun = async (id) => {
      const run = await ledger.runs.find('b');
      if (id === 'b' && run?.status === 'running')
        await ledger.runs.move(run, 'completed', { at: LATER + 1, summary: {} });
      return lock(id);
    };
    expect((await ledger.prune(LATER)).map(({ id }) => id)).toEqual(['a']);
    expect((await ledger.runs.find('b'))?.status).toBe('completed');
    await ledger.close();
  });

  test('keeps a run that an unfinished one needs, unless that is deleted, too', async () => {
    const { ledger } = await ledgerWith(store, 'plan');
    const apply = await newRun(ledger, { id: 'apply', outDir: '/other', startedAt: LATER });
    const needsOf = ({ id }: { readonly id: string }) => (id === 'apply' ? ['plan'] : []);
    expect(await ledger.prune(LATER, needsOf)).toEqual([]);
    await ledger.runs.move(apply, 'aborted', { at: LATER, summary: {} });
    expect(await ledger.prune(LATER, needsOf)).toEqual([]);
    expect((await ledger.prune(LATER + 1, needsOf)).map(({ id }) => id)).toEqual(['plan', 'apply']);
    await ledger.close();
  });

  test('deletes a run that only finished ones needed', async () => {
    const { ledger } = await ledgerWith(store, 'plan');
    const apply = await newRun(ledger, { id: 'apply', outDir: '/other', startedAt: LATER });
    await ledger.runs.move(apply, 'completed', { at: LATER, summary: {} });
    const needsOf = ({ id }: { readonly id: string }) => (id === 'apply' ? ['plan'] : []);
    expect((await ledger.prune(LATER, needsOf)).map(({ id }) => id)).toEqual(['plan']);
    await ledger.close();
  });

  test('removes staging files that no run owns, except those that are being written', async () => {
    const { ledger } = await ledgerWith(store, 'a');
    writeFileSync(ledger.stagingPath('killed'), 'x');
    writeFileSync(ledger.stagingPath('at-it'), 'x');
    const lock = await ledger.lockRun('at-it');
    await ledger.sweepStagingFiles();
    expect(existsSync(ledger.stagingPath('killed'))).toBe(false);
    expect(existsSync(ledger.stagingPath('at-it'))).toBe(true);
    expect(existsSync(ledger.stagingPath('a'))).toBe(true);
    await lock?.release();
    await ledger.close();
  });
});
