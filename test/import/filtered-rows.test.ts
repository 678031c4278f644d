import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resumeRun } from '../../src/app/resume-run.ts';
import type { FilterResult } from '../../src/import/index.ts';
import type { RowChange } from '../../src/ledger/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { targets } from '../../src/targets/index.ts';
import { newFolder } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { importFiltered, type RowFilter, storedChanges, withLedger } from './filtering.ts';
import { workspace, writeRows } from './workspace.ts';

const update = targets.get('customer-update');

/** The change of a customer's note, and the request that makes it. */
function noteFor(id: string, remark: string): FilterResult & { readonly kind: 'send' } {
  const change: RowChange = { id, name: 'A customer', cells: [{ field: 'remark', before: null, after: remark }] };
  return { kind: 'send', target: update, payload: { id, nick: 'Renamed', remark, upset_ex_field_str: 1 }, change };
}

const notes = (sandbox: Sandbox) =>
  new Map(
    sandbox
      .snapshot()
      .customers()
      .map(({ id, remark }) => [id, remark]),
  );
const updates = (sandbox: Sandbox) => sandbox.stats().byEndpoint.updateCustomer ?? 0;

/** A folder whose run was killed while its first row (row 2) was being sent with a change. */
async function killedWhileSending(sandbox: Sandbox, change: RowChange | undefined, rows = 1): Promise<string> {
  const folder = workspace('strangers', rows);
  const { summary } = await importFiltered(folder, sandbox, () => {
    throw new Error('stop here');
  });
  expect(summary.status).toBe('aborted');
  await withLedger(folder, async (ledger, run) => (await ledger.openRowLog(run)).begin({ row: 2, key: 'K0', change }));
  return folder;
}

async function resume(folder: string, sandbox: Sandbox, filter: RowFilter) {
  const resumed = await withLedger(folder, (_, run) => run);
  return importFiltered(folder, sandbox, filter, { resumed });
}

describe('a row that a filter sends', () => {
  test('goes to its own target, with the filter’s payload and follow-up requests', async () => {
    await using sandbox = await startSandbox({ customers: 2 });
    const [id = ''] = sandbox.snapshot().customerIds();
    const folder = workspace('strangers', 2);
    const blacklist = { target: 'blacklist', payload: { black_type: 24, black_reason: 'spam' } };
    const { summary, results } = await importFiltered(folder, sandbox, ({ row, payload }) =>
      row.number === 2 ? { ...noteFor(id, 'new'), followUps: [blacklist] } : { kind: 'send', payload },
    );
    expect(summary.rows).toMatchObject({ read: 2, updated: 1, created: 1 });
    expect(results[0]).toMatchObject({ _status: 'updated', _action: 'update', _id: id });
    expect(notes(sandbox).get(id)).toBe('new');
    expect(sandbox.stats().succeeded.addToBlacklist).toBe(1);
    expect(await storedChanges(folder)).toEqual({ 2: { state: 'updated', change: noteFor(id, 'new').change } });
  });

  test('keeps its change when the server refuses it', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('strangers', 1);
    const { summary } = await importFiltered(folder, sandbox, () => noteFor('0000', 'x'));
    expect(summary.rows).toMatchObject({ failed: 1 });
    expect(await storedChanges(folder)).toMatchObject({ 2: { state: 'failed' } });
  });

  test('has neither intent nor change on disk when the run stops before its request leaves', async () => {
    await using sandbox = await startSandbox({ script: [{ on: 'updateCustomer', fault: '429' }] });
    const folder = workspace('strangers', 1);
    const stop = new AbortController();
    const sending = importFiltered(folder, sandbox, () => noteFor('0000', 'x'), { signal: stop.signal });
    await until(() => updates(sandbox) === 1);
    stop.abort();
    expect((await sending).summary).toMatchObject({ status: 'interrupted', rows: { read: 1, pending: 1 } });
    expect(await storedChanges(folder)).toEqual({});
  });

  test('is in doubt, and not taken for another customer, when the outcome of its edit is unknown', async () => {
    await using sandbox = await startSandbox({ customers: 1 });
    const [id = ''] = sandbox.snapshot().customerIds();
    const folder = workspace('strangers', 1);
    await importFiltered(folder, sandbox, ({ payload }) => ({ kind: 'send', payload }));
    sandbox.setFaults({}, [{ on: 'updateCustomer', fault: 'reset-after' }]);
    const { summary, errors } = await importFiltered(folder, sandbox, () => noteFor(id, 'new'), {
      maxAttempts: 1,
      findsRecords: true,
    });
    expect(summary.rows).toMatchObject({ read: 1, in_doubt: 1 });
    expect(errors[0]?.['_message']).toContain('resume --resend-in-doubt');
    const resumed = await withLedger(folder, (_, run) => run);
    const again = await importFiltered(
      folder,
      sandbox,
      ({ stored }) => ({ kind: 'done', counter: 'updated', action: 'update', id: stored?.id }),
      { resumed, resendInDoubt: true },
    );
    expect(again.summary.rows).toMatchObject({ read: 1, updated: 1, in_doubt: 0 });
    expect(updates(sandbox)).toBe(1);
  });

  test('counts as done when its own request neither creates nor edits a customer', async () => {
    await using sandbox = await startSandbox({ customers: 1 });
    const [userid = ''] = sandbox.snapshot().customerIds();
    const folder = workspace('strangers', 1);
    const { summary } = await importFiltered(folder, sandbox, () => ({
      kind: 'send',
      target: targets.get('blacklist'),
      payload: { user_id: userid, black_type: 24, black_reason: 'spam' },
      followUps: [{ target: 'unblacklist', payload: {} }],
    }));
    expect(summary.rows).toMatchObject({ read: 1, done: 1 });
    expect(sandbox.stats().succeeded).toMatchObject({ addToBlacklist: 1, removeFromBlacklist: 1 });
  });

  test.each([
    [undefined, 'skipped', 'already-imported'],
    [true, 'updated', ''],
  ] as const)(
    'passes a filter that finds records (%s) although an earlier run created its key',
    async (findsRecords, state, reason) => {
      await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
      const folder = workspace('strangers', 1);
      await importFiltered(folder, sandbox, ({ payload }) => ({ kind: 'send', payload }));
      const [id = ''] = sandbox.snapshot().customerIds();
      const { results } = await importFiltered(folder, sandbox, () => noteFor(id, 'new'), { findsRecords });
      expect(results).toMatchObject([{ _status: state, _reason: reason }]);
    },
  );

  test('counts as rejected although its request succeeds, if the filter says so', async () => {
    await using sandbox = await startSandbox({ customers: 30 });
    const ids = sandbox.snapshot().customerIds();
    const countsAs = { state: 'rejected', code: 'cannot-delete', message: 'the API cannot delete customers' } as const;
    const folder = workspace('strangers', 30);
    const { summary, errors } = await importFiltered(folder, sandbox, ({ row }) => {
      const id = ids[row.number - 2] ?? '';
      const change: RowChange = { id, cells: [] };
      return {
        kind: 'send',
        target: update,
        payload: { id, nick: 'Undone', upset_ex_field_str: 1 },
        change,
        countsAs,
      };
    });
    // That all of the first rows are rejected is no reason to stop.
    expect(summary).toMatchObject({ status: 'completed_with_errors', rows: { read: 30, rejected: 30 } });
    expect(updates(sandbox)).toBe(30);
    expect(errors[0]).toMatchObject({ _status: 'rejected', _code: 'cannot-delete', Name: 'Person 00000' });
    expect((await storedChanges(folder))[2]).toEqual({ state: 'rejected', change: { id: ids[0], cells: [] } });
  });

  test('is not sent when nothing is left to do', async () => {
    await using sandbox = await startSandbox({ customers: 1 });
    const [id = ''] = sandbox.snapshot().customerIds();
    const answers: Record<number, FilterResult> = {
      2: { kind: 'done', counter: 'updated', action: 'update', id },
      3: { kind: 'skip', code: 'unchanged', message: 'the same', change: { id, cells: [] } },
      4: { kind: 'reject', code: 'ambiguous', message: 'two customers have it', field: 'tel' },
    };
    const folder = workspace('strangers', 3);
    const { summary, results, errors } = await importFiltered(
      folder,
      sandbox,
      ({ row }) => answers[row.number] as FilterResult,
    );
    expect(summary).toMatchObject({ rows: { updated: 1, skipped: 1, rejected: 1 }, skipped_for: { unchanged: 1 } });
    expect(results.map(({ _status, _id }) => [_status, _id])).toEqual([
      ['updated', id],
      ['skipped', id],
      ['rejected', ''],
    ]);
    expect(errors).toMatchObject([{ _field: 'tel', _code: 'ambiguous' }]);
  });
});

describe('rows with changes that are sent in one request', () => {
  function assigning(ids: readonly string[]): string {
    const folder = newFolder();
    writeFileSync(
      join(folder, 'map.yaml'),
      'version: 1\ntarget: assignment\nkey: confirmids\nfields:\n  confirmids: Id\n  assign_biz_type: { const: pool }\n  liable_serviceid: { const: Li Na, lookup: agent }\n',
    );
    writeFileSync(join(folder, 'in.csv'), `Id\n${ids.join('\n')}\n`);
    return folder;
  }
  const filter: RowFilter = ({ payload }) => {
    const id = String(payload['confirmids']);
    return { kind: 'send', payload, change: { id, cells: [{ field: 'agent', before: null, after: ['a', 'Li Na'] }] } };
  };

  test('have their changes on disk, and are accounted for one by one', async () => {
    await using sandbox = await startSandbox({ customers: 60 });
    const ids = sandbox.snapshot().customerIds();
    const folder = assigning(ids);
    const { summary } = await importFiltered(folder, sandbox, filter);
    expect(summary.rows).toMatchObject({ read: 60, done: 60 });
    expect(sandbox.stats().byEndpoint.assignCustomers).toBe(2);
    expect(Object.values(await storedChanges(folder)).map(({ state, change }) => [state, change.id])).toEqual(
      ids.map((id) => ['done', id]),
    );
  });

  test('keep their changes when the request is refused and split', async () => {
    await using sandbox = await startSandbox({ customers: 20 });
    const ids = sandbox.snapshot().customerIds();
    ids[7] = 'nobody';
    const folder = assigning(ids);
    const { summary, errors } = await importFiltered(folder, sandbox, filter);
    expect(summary.rows).toMatchObject({ read: 20, done: 19, failed: 1 });
    expect(errors.map(({ Id }) => Id)).toEqual(['nobody']);
    expect(Object.keys(await storedChanges(folder)).length).toBe(20);
  });
});

describe('a row with a change whose process was killed', () => {
  test('passes the filter again when it is resumed, and keeps the change that was stored first', async () => {
    await using sandbox = await startSandbox({ customers: 1 });
    const [id = ''] = sandbox.snapshot().customerIds();
    const stored: RowChange = { id, cells: [{ field: 'remark', before: 'old', after: 'x' }] };
    const folder = await killedWhileSending(sandbox, stored);
    const seen: unknown[] = [];
    const { summary } = await resume(folder, sandbox, (row) => {
      seen.push([row.hasIntent, row.stored]);
      return noteFor(id, 'after the kill');
    });
    expect(seen).toEqual([[true, stored]]);
    expect(summary.rows).toMatchObject({ read: 1, updated: 1 });
    expect(notes(sandbox).get(id)).toBe('after the kill');
    // What the record was before the first attempt is what an undo needs.
    expect(await storedChanges(folder)).toEqual({ 2: { state: 'updated', change: stored } });
  });

  test.each([
    ['done', { kind: 'done', counter: 'updated', action: 'update' }, 'updated', ''],
    ['unchanged', { kind: 'skip', code: 'unchanged', message: 'the same' }, 'done', ''],
    ['skipped', { kind: 'skip', code: 'exists', message: 'it exists' }, 'failed', 'exists'],
    ['rejected', { kind: 'reject', code: 'changed-since-plan', message: 'changed' }, 'failed', 'changed-since-plan'],
  ] as const)('is accounted for without a request when the filter says %s', async (_what, result, state, code) => {
    await using sandbox = await startSandbox({ customers: 1 });
    const [id = ''] = sandbox.snapshot().customerIds();
    const change: RowChange = { id, cells: [{ field: 'remark', before: null, after: 'x' }] };
    const folder = await killedWhileSending(sandbox, change);
    const { summary, results } = await resume(folder, sandbox, () => result);
    expect(summary.rows).toMatchObject({ read: 1, [state]: 1, pending: 0 });
    expect(results).toMatchObject([{ _status: state, _id: id, _reason: code }]);
    expect(updates(sandbox)).toBe(0);
    expect(await storedChanges(folder)).toEqual({ 2: { state, change } });
  });

  test('is looked up if it creates a customer, and is not sent again if that exists', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
    const created: RowChange = { cells: [{ field: 'nick', after: 'Person 00000' }] };
    const folder = await killedWhileSending(sandbox, created);
    const other = workspace('strangers', 1);
    await importFiltered(other, sandbox, ({ payload }) => ({ kind: 'send', payload }));
    expect(sandbox.snapshot().customerCount()).toBe(1);
    const { summary, results } = await resume(folder, sandbox, ({ payload }) => ({ kind: 'send', payload }));
    expect(summary.rows, JSON.stringify(summary.causes)).toMatchObject({ read: 1, created: 1 });
    expect(results[0]?.['_id']).toBe(sandbox.snapshot().customerIds()[0]);
    expect(sandbox.snapshot().customerCount()).toBe(1);
    expect(await storedChanges(folder)).toEqual({ 2: { state: 'created', change: created } });
  });

  test('is sent again as the filter has it if the customer does not exist', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
    const created: RowChange = { cells: [{ field: 'nick', after: 'Person 00000' }] };
    // The second row shows that the list is up to date.
    const folder = await killedWhileSending(sandbox, created, 2);
    const { summary } = await resume(folder, sandbox, ({ payload, stored }) => ({
      kind: 'send',
      payload: stored ? { ...payload, remark: 'filtered' } : payload,
    }));
    expect(summary.rows, JSON.stringify(summary.causes)).toMatchObject({ read: 2, created: 2 });
    const [first] = sandbox.snapshot().customers({ partnerid: 'K0' });
    expect(first).toMatchObject({ remark: 'filtered' });
    expect(await storedChanges(folder)).toEqual({ 2: { state: 'created', change: created } });
  });

  test('stays in doubt if it creates a customer and the filter no longer lets it through', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
    const folder = await killedWhileSending(sandbox, { cells: [] });
    const { summary, errors } = await resume(folder, sandbox, () => ({
      kind: 'reject',
      code: 'ambiguous',
      message: 'two customers have its telephone',
    }));
    expect(summary.rows).toMatchObject({ read: 1, in_doubt: 1 });
    expect(errors[0]?.['_message']).toContain('two customers have its telephone');
  });
});

describe('the rows of a plan', () => {
  test('are recorded in the ledger with their changes, and not sent', async () => {
    await using sandbox = await startSandbox({ customers: 1 });
    const [id = ''] = sandbox.snapshot().customerIds();
    const folder = workspace('strangers', 0);
    writeRows(folder, [
      ['A', 'Ann'],
      ['A', 'Ann again'],
      ['B', 'Bob'],
      ['C', ''],
    ]);
    const change: RowChange = { id, name: 'Ann', cells: [], record: { nick: 'Ann', email: null } };
    const filter: RowFilter = ({ key }) =>
      key === 'A'
        ? { kind: 'skip', code: 'update', message: 'would be updated', change }
        : { kind: 'skip', code: 'create', message: 'would be created', change: { cells: [] } };
    const { summary, results } = await importFiltered(folder, sandbox, filter, { command: 'plan' });
    expect(summary).toMatchObject({
      command: 'plan',
      status: 'completed_with_errors',
      rows: { read: 4, skipped: 2, rejected: 2 },
      skipped_for: { update: 1, create: 1 },
      requests: { sent: 0 },
    });
    expect(results.map(({ _row, _status, _reason }) => [_row, _status, _reason])).toEqual([
      ['2', 'skipped', 'update'],
      ['3', 'rejected', 'duplicate-key'],
      ['4', 'skipped', 'create'],
      ['5', 'rejected', 'required'],
    ]);
    expect(sandbox.stats().byEndpoint.saveCustomer).toBeUndefined();
    expect(await storedChanges(folder)).toMatchObject({
      2: { state: 'skipped', change },
      4: { change: { cells: [] } },
    });
    const run = await withLedger(folder, (_, stored) => stored);
    expect(run).toMatchObject({ command: 'plan', status: 'completed_with_errors' });
  });

  test('are not resumed when the plan is cut short', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('strangers', 1);
    const failing = () => {
      throw new Error('stop here');
    };
    const { summary } = await importFiltered(folder, sandbox, failing, { command: 'plan' });
    expect(summary.status).toBe('aborted');
    const { appId, appKey, url: baseUrl } = sandbox;
    const connection = { appId, appKey, baseUrl, home: join(folder, 'home') };
    const [file, mapping] = [join(folder, 'in.csv'), join(folder, 'map.yaml')];
    await expect(resumeRun({ connection, run: summary.run })).rejects.toThrow(
      `Run ${summary.run} is a plan that was cut short; make it again: sobot-etl plan ${file} -m ${mapping}`,
    );
    await expect(resumeRun({ connection })).rejects.toThrow('No resumable run found');
  });
});

test('a filter for a saved row leaves its follow-up requests to be sent', async () => {
  await using sandbox = await startSandbox({ customers: 1 });
  const [id = ''] = sandbox.snapshot().customerIds();
  const folder = workspace('strangers', 1);
  writeFileSync(
    join(folder, 'map.yaml'),
    'version: 1\ntarget: customer-update\nfields:\n  id: Id\n  nick: Name\nfollow-up: Name\n',
  );
  writeRows(folder, [[id, 'Renamed']]);
  const { summary: stopped } = await importFiltered(folder, sandbox, () => {
    throw new Error('stop here');
  });
  expect(stopped.status).toBe('aborted');
  await withLedger(folder, async (ledger, run) => {
    const log = await ledger.openRowLog(run);
    await log.begin({ row: 2 });
    log.markSaved({ row: 2, remoteId: id, action: 'update', step: 1 });
    await log.flush();
  });
  const { summary } = await resume(folder, sandbox, () => ({ kind: 'skip', code: 'unchanged', message: 'the same' }));
  expect(summary.rows).toMatchObject({ read: 1, updated: 1 });
  expect(sandbox.snapshot().followUps()).toEqual([expect.objectContaining({ userid: id, content: 'Renamed' })]);
});
