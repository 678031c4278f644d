import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { importIn, runToEnd } from './importing.ts';
import { workspace, writeRows } from './workspace.ts';

const REPEATED = [
  ['A', 'first A'],
  ['B', 'first B'],
  ['A', 'second A'],
  ['', 'no key'],
  ['A', 'third A'],
  ['', 'no key either'],
];

describe.concurrent('rows of one file with the same key', () => {
  async function importRepeated(flags: readonly string[]) {
    const sandbox = await startSandbox();
    const folder = workspace('known', 0);
    writeRows(folder, REPEATED);
    const ended = await importIn(folder, sandbox, flags);
    const names = new Map(
      sandbox
        .snapshot()
        .customers()
        .map(({ partnerid, nick }) => [partnerid, nick]),
    );
    await sandbox.close();
    return { ...ended, names };
  }

  test('rejects all rows of a key but the first, and names the first', async () => {
    const { code, summary, errors, names } = await importRepeated([]);
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: 6, created: 4, rejected: 2 });
    expect(names.get('A')).toBe('first A');
    expect(errors.map(({ _row, _code, _field }) => [_row, _code, _field])).toEqual([
      ['4', 'duplicate-key', 'partnerid'],
      ['6', 'duplicate-key', 'partnerid'],
    ]);
    expect(errors[0]?.['_message']).toContain('row 2');
  });

  test('skips all rows of a key but the last with --on-duplicate last', async () => {
    const { code, summary, results, names } = await importRepeated(['--on-duplicate', 'last']);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ read: 6, created: 4, skipped: 2 });
    expect(names.get('A')).toBe('third A');
    expect(results.filter(({ _status }) => _status === 'skipped').map(({ _row }) => _row)).toEqual(['2', '4']);
  });

  test('sends all rows of a key in order with --on-duplicate all', async () => {
    const { code, summary, names } = await importRepeated(['--on-duplicate', 'all', '--concurrency', '8']);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ read: 6, created: 4, updated: 2 });
    expect(names.get('A')).toBe('third A');
  });

  test('ignores rows that cannot be sent when it looks for duplicate keys', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 0);
    writeRows(folder, [
      ['A', ''],
      ['A', 'good'],
    ]);
    const { summary, errors } = await importIn(folder, sandbox);
    expect(summary.rows).toMatchObject({ created: 1, rejected: 1 });
    expect(errors[0]).toMatchObject({ _row: '2', _code: 'required' });
  });
});

describe.concurrent('--changed-only', () => {
  test('sends only rows that differ from what was last sent for their key', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 20);
    await importIn(folder, sandbox);
    const rows = Array.from({ length: 22 }, (_, index) => [`K${index}`, `Person ${String(index).padStart(5, '0')}`]);
    rows[3] = ['K3', 'renamed'];
    writeRows(folder, rows);
    const { code, summary, results } = await importIn(folder, sandbox, ['--changed-only']);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ read: 22, updated: 1, created: 2, skipped: 19 });
    expect(results.find(({ Id }) => Id === 'K3')).toMatchObject({ _status: 'updated' });
    const again = await importIn(folder, sandbox, ['--changed-only']);
    expect(again.summary.rows).toMatchObject({ read: 22, skipped: 22 });
    expect(sandbox.stats().byEndpoint.saveCustomer).toBe(23);
  });

  test('sends a row again that failed the last time', async () => {
    await using sandbox = await startSandbox({ script: ['500', '500'] });
    const folder = workspace('known', 1);
    const first = await importIn(folder, sandbox, ['--max-attempts', '2']);
    expect(first.summary.rows).toMatchObject({ failed: 1 });
    const { summary } = await importIn(folder, sandbox, ['--changed-only']);
    expect(summary.rows).toMatchObject({ created: 1 });
  });
});

/** A mapping whose rows the server refuses where they name an agent that it does not know. */
const REFUSED = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  nick: Name
  partnerid: Id
  crm_status: { const: 1 }
  liable_serviceid: Agent
`;

function refusedRows(rows: number, isBad: (index: number) => boolean): string {
  const folder = workspace('known', 0);
  writeFileSync(join(folder, 'map.yaml'), REFUSED);
  const lines = Array.from({ length: rows }, (_, index) => `K${index},N${index},${isBad(index) ? 'nobody' : ''}\n`);
  writeFileSync(join(folder, 'in.csv'), `Id,Name,Agent\n${lines.join('')}`);
  return folder;
}

describe.concurrent('the run guards', () => {
  test('stops when the first twenty rows all fail for the same cause, and reports it once with its count', async () => {
    await using sandbox = await startSandbox();
    const { code, summary, stderr } = await importIn(
      refusedRows(500, () => true),
      sandbox,
      ['--concurrency', '16'],
    );
    expect(code).toBe(3);
    expect(summary.status).toBe('aborted');
    expect(summary.reason).toContain('the first 20 rows all failed for the same reason');
    expect(sandbox.stats().byEndpoint.saveCustomer).toBeLessThan(40);
    expect(summary.causes.length).toBe(1);
    expect(stderr.match(/^ +\d+ +\d+ {2}\S/gm)?.length).toBe(1);
    expect(stderr).toContain(`sobot-etl resume ${summary.run}`);
  });

  test('continues when one of the first twenty rows succeeds', async () => {
    await using sandbox = await startSandbox();
    const { code, summary } = await importIn(
      refusedRows(60, (index) => index !== 5),
      sandbox,
    );
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ read: 60, created: 1, failed: 59 });
    expect(summary.causes).toMatchObject([{ count: 59 }]);
  });

  test('starts with few concurrent requests', async () => {
    await using sandbox = await startSandbox({ latencyMs: 50 });
    await importIn(
      refusedRows(20, () => true),
      sandbox,
      ['--concurrency', '16'],
    );
    expect(sandbox.stats().peakInFlight).toBe(2);
  });

  test.each([
    ['5', 3, 6],
    ['10%', 3, 11],
    ['60', 1, 50],
    ['60%', 1, 50],
  ] as const)('ends with --max-errors %s and exit %i', async (limit, exit, errors) => {
    await using sandbox = await startSandbox();
    const folder = refusedRows(100 + 50, (index) => index >= 100);
    const { code, summary, stderr } = await importIn(folder, sandbox, ['--max-errors', limit, '--concurrency', '1']);
    expect(code, stderr).toBe(exit);
    if (exit === 1) return;
    expect(summary.status).toBe('aborted');
    expect(summary.reason).toContain('--max-errors allows');
    expect(summary.rows.failed).toBeGreaterThanOrEqual(errors);
    expect(summary.rows.failed).toBeLessThan(errors + 5);
    // A resumed run starts with a new allowance.
    const again = await runToEnd(['resume', '--max-errors', '100'], sandbox, folder);
    expect(again.code).toBe(1);
    expect(again.summary.rows).toMatchObject({ read: 150, created: 100, failed: 50, pending: 0 });
    expect(again.errors.length).toBe(50);
    expect(again.summary.causes).toMatchObject([{ count: 50 }]);
  });

  test('applies a percentage to all rows when there are few', async () => {
    await using sandbox = await startSandbox();
    const folder = refusedRows(20, (index) => index >= 16);
    const { code, summary, stderr } = await importIn(folder, sandbox, ['--max-errors', '10%']);
    expect(code).toBe(3);
    expect(summary).toMatchObject({ status: 'aborted', rows: { read: 20, created: 16, failed: 4, pending: 0 } });
    expect(stderr).toContain('4 of 20 rows did not succeed, and --max-errors allows 10 %');
    const enough = await importIn(
      refusedRows(20, (index) => index >= 16),
      sandbox,
      ['--max-errors', '20%'],
    );
    expect(enough.code).toBe(1);
  });

  test('pauses when every row fails although the server answers reads, and stops after --outage-patience', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 400);
    sandbox.setFaults({}, [...Array(30).fill('none'), ...Array(400).fill('503')]);
    const flags = ['--max-attempts', '1', '--outage-patience', '4', '--concurrency', '8'];
    const { code, summary } = await importIn(folder, { ...sandbox, lateCalls: '20s' }, flags);
    expect(code).toBe(3);
    expect(summary.reason).toMatch(/\d+ consecutive rows failed because of the server/);
    // Their outcome was still unknown when the run stopped: a resumed run looks them up.
    expect(summary.rows.failed).toBe(0);
    expect(summary.rows.pending).toBeGreaterThanOrEqual(50);
    expect(sandbox.stats().byEndpoint.saveCustomer).toBeLessThan(30 + 90);
    sandbox.setFaults({});
  });
});
