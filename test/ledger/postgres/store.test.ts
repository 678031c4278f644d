import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Ledger, openLedger } from '../../../src/ledger/index.ts';
import { newPostgresDatabase } from '../../support/postgres-server.ts';
import { newFolder } from '../../support/run-cli.ts';
import { newRun } from '../new-run.ts';

let url: string;
beforeAll(async () => {
  url = await newPostgresDatabase();
});

/** The ledger as another machine opens it. */
async function open(): Promise<Ledger> {
  const ledger = await openLedger({ home: newFolder(), url });
  onTestFinished(() => ledger.close());
  return ledger;
}

describe('a ledger in a database', () => {
  test('shows another machine the runs, rows, keys and token of this one', async () => {
    const [here, there] = [await open(), await open()];
    const run = await newRun(here, { id: 'shared' });
    const log = await here.openRowLog(run);
    expect(await log.begin({ row: 1, key: 'a', hash: 'h' }, { again: false })).toBeUndefined();
    log.complete({ row: 1, key: 'a', hash: 'h', state: 'created', remoteId: '77' });
    log.complete({ row: 2, key: 'b\0', state: 'failed', code: 'boom', message: 'it\ud800 failed', cells: ['x\0'] });
    await log.flush();
    const found = await there.runs.find('shar');
    expect(found?.id).toBe('shared');
    expect(await there.runs.counts(run)).toMatchObject({ created: 1, failed: 1 });
    expect((await there.outcomes(run, [2])).get(2)).toMatchObject({
      key: 'b\0',
      message: 'it\ud800 failed',
      cells: ['x\0'],
    });
    expect(await there.keys('tenant').find('customer', 'a', 'partnerid')).toMatchObject({ id: '77', hash: 'h' });
    await here.tokens('tenant').write({ token: 't', issuedAtMs: 1_790_000_000_000, expiresAtMs: 1_790_000_000_001 });
    expect(await there.tokens('tenant').read()).toMatchObject({ token: 't', issuedAtMs: 1_790_000_000_000 });
    expect((await there.verifyAudit()).problems).toEqual([]);
  });

  test('lets one machine at a time work on a run, which learns when it no longer may', async () => {
    const [here, there] = [await open(), await open()];
    const lock = await here.lockRun('locked');
    expect(lock?.lost?.aborted).toBe(false);
    expect(await there.lockRun('locked')).toBeUndefined();
    expect(await there.isLive('locked')).toBe(true);
    await here.close();
    expect(await there.isLive('locked')).toBe(false);
  });

  test('is named by its address in messages', async () => {
    expect((await open()).location).toBe(url);
  });
});
