import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { seededRandom } from '../files/support/seeded-random.ts';
import { meddlingProxy } from '../support/meddling-proxy.ts';
import { folderWith, importHere } from './in-process.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

const STRANGERS =
  'version: 1\ntarget: customer\nkey: partnerid\nfields:\n  nick: Name\n  partnerid: Id\n  crm_status: { const: 1 }\n';
const ALIKE =
  'version: 1\ntarget: customer\nfields:\n  nick: Name\n  partnerid: Id\n  remark: Note\n  crm_status: { const: 1 }\n';
const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => `K${at},Person ${String(at).padStart(5, '0')}`);

/** For how long the server may go on with a call that was given up; the list lags by more. */
const LATE_SECONDS = process.env['SOAK'] ? 20 : 4;
const ENV = {
  SOBOT_APP_ID: 'sandbox',
  SOBOT_APP_KEY: 'sandbox-key',
  SOBOT_ETL_LATE_CALLS: `${LATE_SECONDS}s`,
};
const SLOW = { connection: { timeoutMs: 1000, concurrency: 1, env: ENV } };

describe.concurrent('a customer that the list does not show', () => {
  test(`does not send a customer again while the list lags behind later records, seed ${seed}`, {
    timeout: 180_000,
  }, async () => {
    const random = seededRandom(seed);
    const script = Array.from({ length: 12 }, () => (random() < 0.4 ? ('reset-after' as const) : ('none' as const)));
    await using sandbox = await startSandbox({ identifiedBy: ['tel'], script, listLagSeconds: LATE_SECONDS + 4 });
    const { summary } = await importHere(folderWith(['Id,Name', ...rows(14)], STRANGERS), sandbox, SLOW);
    expect(summary.rows).toMatchObject({ read: 14, failed: 0, rejected: 0 });
    expect(sandbox.snapshot().duplicateCustomers('partnerid')).toEqual({});
    expect(sandbox.snapshot().customerCount()).toBe(14);
  });

  test('leaves a customer in doubt when nothing proves that the list is up to date', { timeout: 120_000 }, async () => {
    await using sandbox = await startSandbox({
      identifiedBy: ['tel'],
      script: ['none', 'reset-after'],
      listLagSeconds: 600,
    });
    const { summary, errors } = await importHere(folderWith(['Id,Name', ...rows(2)], STRANGERS), sandbox, SLOW);
    expect(summary.rows).toMatchObject({ created: 1, in_doubt: 1 });
    expect(errors[0]?.['_message']).toContain('no customer saved later shows that the list is up to date');
    expect(sandbox.snapshot().customerCount()).toBe(2);
  });

  test('does not send a customer again when the server processes it late', {
    timeout: 120_000,
  }, async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
    await using proxy = await meddlingProxy(sandbox.url, (path, nth) =>
      path.endsWith('/user/save') && nth === 0 ? { lateMs: LATE_SECONDS * 650 } : undefined,
    );
    const { summary } = await importHere(
      folderWith(['Id,Name', ...rows(3)], STRANGERS),
      { appId: sandbox.appId, appKey: sandbox.appKey, url: proxy.url },
      SLOW,
    );
    expect(summary.rows).toMatchObject({ created: 3 });
    expect(sandbox.snapshot().customerCount()).toBe(3);
  });
});

test.concurrent('never matches a customer that belongs to another row of the run', {
  timeout: 120_000,
}, async () => {
  await using sandbox = await startSandbox({ identifiedBy: ['tel'], script: ['none', 'none', 'reset-before'] });
  const folder = folderWith(['Id,Name,Note', 'A,Ann,1', 'A,Ann,2', 'A,Ann,3'], ALIKE);
  const { summary, results } = await importHere(folder, sandbox, { ...SLOW, onDuplicate: 'all' });
  expect(summary.rows).toMatchObject({ created: 2, in_doubt: 1 });
  expect(sandbox.snapshot().customerCount()).toBe(2);
  expect(new Set(results.map(({ _id }) => _id)).size).toBe(3);
});

test.concurrent(`counts a customer that the run created as created although its answer came late, seed ${seed}`, {
  timeout: 120_000,
}, async () => {
  await using sandbox = await startSandbox({
    identifiedBy: ['partnerid'],
    faults: { 'reset-after': 0.3 },
    faultSeed: seed,
  });
  const known = STRANGERS.replace('key:', 'identifiedBy: [partnerid]\nkey:');
  const folder = folderWith(['Id,Name', ...rows(20)], known);
  const { summary } = await importHere(folder, sandbox, { connection: { maxAttempts: 20 } });
  expect(summary.rows).toMatchObject({ created: 20, updated: 0 });
  const again = await importHere(folder, sandbox, { connection: { maxAttempts: 20 } });
  expect(again.summary.rows).toMatchObject({ created: 0, updated: 20 });
});
