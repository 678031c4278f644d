import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { seededRandom } from '../../src/sandbox/seeded-values.ts';
import { sandboxEnv } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { importUntilDone, type Moment, type Summary } from './until-done.ts';
import { type Kind, readCsv, workspace } from './workspace.ts';

const soak = process.env['SOAK'] === '1';
const seed = Number(process.env['SEED'] ?? 20_26);
const ROWS = 2000;
/** Number of moments for each kind of import. */
const MOMENTS = soak ? 50 : 3;

/** A bad network and a bad server together. */
const FAULTS = {
  '429': 0.002,
  '500': 0.004,
  '502': 0.004,
  '503': 0.004,
  '999999': 0.004,
  html: 0.002,
  'reset-before': 0.006,
  'reset-after': 0.006,
  cut: 0.004,
  hang: 0.002,
  'hang-after': 0.003,
  'expire-token': 0.002,
} as const;

const LONG = { timeout: soak ? 900_000 : 120_000 };
const FLAGS = ['--concurrency', '16', '--rate', '400', '--timeout', '1', '--max-attempts', '8', '--max-errors', '50%'];

/** Moments at which each process is interrupted: one in five at its start, the others while rows are sent. */
function moments(kind: string): Moment[] {
  const random = seededRandom(`${seed}:${kind}`);
  return Array.from({ length: MOMENTS }, () =>
    random() < 0.2 ? { after: 'start', ms: random() * 600 } : { after: 'begin', ms: random() * (soak ? 1000 : 2000) },
  );
}

async function endure(kind: Kind, signal: 'SIGKILL' | 'SIGINT') {
  const sandbox = await startSandbox({ identifiedBy: kind === 'known' ? ['partnerid'] : ['tel'], latencyMs: 10 });
  sandbox.setFaults(FAULTS);
  const folder = workspace(kind, ROWS);
  const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
  const interruption = { signal, moments: moments(`${kind} ${signal}`) };
  const importing = importUntilDone(FLAGS, interruption, options);
  if (kind !== 'enterprises') {
    // A customer whose request fails last of all stays in doubt: none saved later can show that the list is up to date.
    let isOver = false;
    void importing.then(() => {
      isOver = true;
    });
    await until(() => isOver || (sandbox.stats().byEndpoint.saveCustomer ?? 0) >= ROWS - 200, LONG.timeout);
    sandbox.setFaults({});
  }
  const last = await importing;
  expect([0, 1], last.stderr).toContain(last.code);
  // However often the run was killed, its record is whole.
  const ledger = await openLedger({ home: join(folder, 'home') });
  expect(await ledger.verifyAudit()).toMatchObject({ runs: { proven: 1 }, problems: [] });
  await ledger.close();
  const summary = JSON.parse(last.stdout) as Summary;
  const results = readCsv(summary.files.results);
  return { sandbox, summary, results };
}

describe.concurrent(`an import of ${ROWS} rows over a bad line, interrupted at random moments (SEED=${seed})`, () => {
  test.each(
    (
      [
        ['strangers', 'SIGKILL'],
        ['strangers', 'SIGINT'],
        ['known', 'SIGKILL'],
        ['known', 'SIGINT'],
      ] as const
    ).slice(0, soak ? 4 : 2),
  )(`creates each customer exactly once: %s, %s, ${MOMENTS} times`, LONG, async (kind, signal) => {
    const { sandbox, summary, results } = await endure(kind, signal);
    await using _ = sandbox;
    const { read, ...ends } = summary.rows;
    expect(Object.values(ends).reduce((sum, count) => sum + count)).toBe(read);
    expect(summary.rows, JSON.stringify(summary.causes)).toMatchObject({
      read: ROWS,
      pending: 0,
      failed: 0,
      in_doubt: 0,
    });
    expect(sandbox.snapshot().duplicateCustomers('partnerid')).toEqual({});
    expect(sandbox.snapshot().customerCount()).toBe(ROWS);
    const ids = new Map(
      sandbox
        .snapshot()
        .customers()
        .map(({ partnerid, id }) => [partnerid, id]),
    );
    expect(results.filter(({ Id, _id }) => ids.get(Id ?? '') !== _id)).toEqual([]);
    expect(results.length).toBe(ROWS);
  });

  test.each((['SIGKILL', 'SIGINT'] as const).slice(0, soak ? 2 : 1))(
    `creates no enterprise twice, and reports which are in doubt: %s, ${MOMENTS} times`,
    LONG,
    async (signal) => {
      const { sandbox, summary, results } = await endure('enterprises', signal);
      await using _ = sandbox;
      const { rows } = summary;
      expect(rows, JSON.stringify(summary.causes)).toMatchObject({ read: ROWS, pending: 0, failed: 0 });
      expect(rows.created + rows.in_doubt).toBe(ROWS);
      expect(sandbox.snapshot().duplicateEnterprises()).toEqual({});
      const made = new Set(
        sandbox
          .snapshot()
          .enterprises()
          .map(({ id }) => id),
      );
      const created = results.filter(({ _status }) => _status === 'created');
      expect(created.filter(({ _id }) => !made.has(_id))).toEqual([]);
      expect(created.length).toBe(rows.created);
      const errors = readCsv(summary.files.errors);
      expect(errors.length).toBe(rows.in_doubt);
      expect(errors.every(({ Id, Name }) => Id !== '' && Name !== '')).toBe(true);
    },
  );
});
