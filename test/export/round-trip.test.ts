import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

type Rows = Record<string, string>[];

/** A folder with an export for editing, and actions on it. */
async function exported(sandbox: Sandbox, ...flags: string[]) {
  const folder = newFolder();
  const env = sandboxEnv(sandbox, folder);
  const run = (...args: string[]) => runCli(args, { cwd: folder, env });
  const path = join(folder, 'edit.csv');
  const { code, stderr } = await run('export', 'customers', '-o', 'edit.csv', '--for-update', ...flags);
  expect(code, stderr).toBe(0);
  return {
    folder,
    run,
    /** Changes cells of rows, as a user does in a spreadsheet program. */
    edit(change: (rows: Rows) => void) {
      const rows = parse(readFileSync(path), { columns: true, bom: true }) as Rows;
      change(rows);
      writeFileSync(path, stringify(rows, { header: true, bom: true }));
    },
    async sendBack(...more: string[]) {
      const result = await run(
        'import',
        'edit.csv',
        '-m',
        'edit.mapping.yaml',
        '--changed-only',
        '--json',
        '--out',
        'out',
        ...more,
      );
      return { ...result, summary: JSON.parse(result.stdout || '{}') as { rows: Record<string, number> } };
    },
    errors: () => readFileSync(join(folder, 'out', 'errors.csv'), 'utf8'),
  };
}

const updates = (sandbox: Sandbox) => sandbox.stats().byEndpoint.updateCustomer ?? 0;

const customer = (sandbox: Sandbox, id: string | undefined) => sandbox.snapshot().customers({ id: id ?? '' })[0];

describe('an export for editing that is imported again', () => {
  test.each([[[]], [['--details']]])('writes nothing if it was not edited, with %j', async (flags) => {
    await using sandbox = await startSandbox({ customers: 60 });
    const work = await exported(sandbox, ...flags);
    const { code, stderr, summary } = await work.sendBack();
    expect(code, stderr + work.errors()).toBe(0);
    expect(summary.rows).toMatchObject({ read: 60, skipped: 60, updated: 0, rejected: 0 });
    expect(updates(sandbox)).toBe(0);
    expect(sandbox.stats().byEndpoint.getCustomer ?? 0).toBe(flags.length === 0 ? 0 : 60);
  });

  test('checks rules on what was edited only, and the row filter on the whole row', async () => {
    await using sandbox = await startSandbox({ customers: 12 });
    const work = await exported(sandbox);
    work.edit((rows) => {
      for (const [index, row] of rows.slice(0, 4).entries())
        row['remark'] = index === 1 ? 'a longer note' : `new ${index}`;
      for (const [index, row] of rows.entries()) row['Own'] = index === 2 ? 'no' : 'yes';
    });
    const path = join(work.folder, 'edit.mapping.yaml');
    const rules = [
      "{ field: remark, match: '^new' }",
      '{ field: nick, match: ^never$ }',
      '{ field: email, required-if: \'Own = "yes"\', level: warn }',
    ];
    const extra = `\nwhere: Own = "yes"\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
    writeFileSync(path, readFileSync(path, 'utf8') + extra);
    const { summary } = await work.sendBack();
    expect(summary.rows, work.errors()).toMatchObject({ read: 12, updated: 0, rejected: 3, skipped: 9 });
    expect(work.errors()).toContain('rule-match');
    expect(summary).toMatchObject({ skipped_for: { 'left-out-by-where': 1, unchanged: 8 } });
    expect(JSON.stringify(summary)).not.toContain('the value is blank');
    writeFileSync(path, readFileSync(path, 'utf8').replace('^never$', '.'));
    expect((await work.sendBack()).summary.rows).toMatchObject({ updated: 2, rejected: 1, skipped: 9 });
  });

  test('sends only the edited rows and fields, cleared ones as empty', async () => {
    await using sandbox = await startSandbox({ customers: 80 });
    const work = await exported(sandbox);
    let edited: Rows = [];
    work.edit((rows) => {
      const [one, two] = rows.filter((row) => row['Interests'] !== '' && row['Notes'] !== '');
      if (!one || !two) throw new Error('no such rows');
      one['remark'] = '=not a formula';
      one['Plan'] = one['Plan'] === 'Pro' ? 'Free' : 'Pro';
      two['Notes'] = '';
      two['tel'] = '';
      two['liable_serviceid'] = 'Support/Chen Jie';
      two['provice_name'] = 'Jilin Province';
      two['city_name'] = 'Changchun City';
      two['area_name'] = '';
      edited = [one, two];
    });
    const before = edited.map(({ id }) => customer(sandbox, id));
    const { code, stderr, summary } = await work.sendBack();
    expect(code, stderr + work.errors()).toBe(0);
    expect(summary.rows).toMatchObject({ updated: 2, skipped: 78 });
    expect(updates(sandbox)).toBe(2);
    const [one, two] = edited.map(({ id }) => customer(sandbox, id));
    expect(one).toMatchObject({ ...without(before[0], CHANGING), remark: '=not a formula' });
    expect(two).toMatchObject({
      liable_service_name: 'Chen Jie',
      provice_name: 'Jilin Province',
      city_name: 'Changchun City',
    });
    expect(two?.['tel']).toBeUndefined();
    const { stdout } = await work.run(
      'export',
      'customers',
      '-o',
      '-',
      '--format',
      'jsonl',
      '--columns',
      'id,Plan,Notes,Interests',
    );
    const shown = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    const row = (index: number) => shown.find(({ id }) => id === edited[index]?.['id']);
    expect(row(0)).toMatchObject({
      Plan: edited[0]?.['Plan'],
      Interests: edited[0]?.['Interests'],
      Notes: edited[0]?.['Notes'],
    });
    expect(row(1)).toMatchObject({ Interests: edited[1]?.['Interests'] });
    expect(row(1)?.['Notes'] ?? '').toBe('');
  });

  test('refuses rows that were changed on the server meanwhile, unless forced', async () => {
    const clock = { seconds: Math.floor(Date.now() / 1000) };
    await using sandbox = await startSandbox({ customers: 20, now: () => clock.seconds * 1000, clockSkewSeconds: 1e6 });
    const work = await exported(sandbox);
    let [mine, theirs]: (string | undefined)[] = [];
    work.edit((rows) => {
      for (const row of rows.slice(0, 2)) row['remark'] = 'mine';
      [mine, theirs] = rows.map(({ id }) => id);
    });
    clock.seconds += 60;
    const session = sessionWith(sandbox, await takeToken(sandbox, { now: () => clock.seconds * 1000 }));
    await session.post(`user/update/${theirs}`, { nick: 'Ann', remark: 'theirs' });
    const { code, summary } = await work.sendBack();
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ updated: 1, rejected: 1, skipped: 18 });
    expect(work.errors()).toContain('changed in the CRM after it was exported');
    expect(customer(sandbox, mine)).toMatchObject({ remark: 'mine' });
    expect(customer(sandbox, theirs)).toMatchObject({ remark: 'theirs', nick: 'Ann' });
    // A second time there is nothing to send.
    expect((await work.sendBack()).summary.rows).toMatchObject({ updated: 0, rejected: 1, skipped: 19 });
    const forced = await work.sendBack('--force');
    expect(forced.code).toBe(0);
    expect(customer(sandbox, theirs)).toMatchObject({ remark: 'mine' });
  });

  test('reports rows without a fingerprint, and cells that cannot be cleared', async () => {
    await using sandbox = await startSandbox({ customers: 12 });
    const work = await exported(sandbox);
    work.edit((rows) => {
      const [one, two, three] = rows;
      if (one) one['_sobot'] = '';
      if (two) two['_sobot'] = `${two['_sobot']?.slice(0, -3)}xyz`;
      if (three) three['nick'] = '';
    });
    const { code, summary } = await work.sendBack();
    expect(code).toBe(1);
    expect(summary.rows).toMatchObject({ rejected: 3, skipped: 9 });
    expect(work.errors()).toMatch(/it is not known what was edited/);
    expect(work.errors()).toMatch(/is damaged/);
  });

  test('works with chosen columns, and as XLSX', async () => {
    await using sandbox = await startSandbox({ customers: 15 });
    const folder = newFolder();
    const env = sandboxEnv(sandbox, folder);
    const run = (...args: string[]) => runCli(args, { cwd: folder, env });
    const { code, stderr } = await run(
      'export',
      'customers',
      '-o',
      'e.xlsx',
      '--for-update',
      '--columns',
      'remark,Birthday,Credit limit,Call time',
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('sobot-etl import e.xlsx -m e.mapping.yaml --changed-only');
    const back = await run('import', 'e.xlsx', '-m', 'e.mapping.yaml', '--changed-only', '--json');
    expect(back.code, back.stderr).toBe(0);
    expect(JSON.parse(back.stdout)).toMatchObject({ rows: { read: 15, skipped: 15 } });
  });

  test.each([
    [['export', 'agents', '-o', 'a.csv', '--for-update'], /--for-update is for customers/],
    [['export', 'customers', '-o', 'a.csv', '--for-update', '--raw'], /leave out --raw/],
  ])('%j is refused', async (args, message) => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    const { code, stderr } = await runCli(args, { cwd: folder, env: sandboxEnv(sandbox, folder) });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

const CHANGING = ['remark', 'update_time', 'ex_field_str'];

function without(row: Record<string, unknown> | undefined, names: readonly string[]) {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([name]) => !names.includes(name)));
}
