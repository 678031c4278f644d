import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';
import { cliPath, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

/** A working folder, and commands that run in it against a sandbox. */
async function working(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  const folder = newFolder();
  const env = sandboxEnv(sandbox, folder);
  return {
    sandbox,
    folder,
    env,
    path: (name: string) => join(folder, name),
    records: (name: string) => parse(readFileSync(join(folder, name)), { columns: true }) as Record<string, string>[],
    run: (...args: string[]) => runCli(args, { cwd: folder, env }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

describe('sobot-etl export', () => {
  test('writes a file and reports in JSON that it is complete', async () => {
    await using work = await working({ customers: 230 });
    const { code, stdout, stderr } = await work.run('export', 'customers', '-o', 'customers.csv', '--json');
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'export',
      stream: 'customers',
      status: 'completed',
      rows: { written: 230, duplicates: 0, expected: 230 },
      complete: true,
      requests: { retried: 0, throttled: 0 },
      files: { output: ['customers.csv'] },
    });
    expect(work.records('customers.csv')).toHaveLength(230);
    expect(readdirSync(join(work.folder, 'home', 'spool'))).toEqual([]);
  });

  test('writes rows and nothing else to standard output', async () => {
    await using work = await working({ customers: 30 });
    const { code, stdout } = await work.run(
      'export',
      'customers',
      '-o',
      '-',
      '--format',
      'jsonl',
      '--columns',
      'id,nick',
    );
    expect(code).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(rows.map(({ id }) => id).toReversed()).toEqual(work.sandbox.snapshot().customerIds());
  });

  test.each([
    [['export', 'custmers', '-o', 'x.csv'], /There is no stream "custmers"\. Did you mean "customers"/],
    [['export', 'customers', '-o', 'x.txt'], /does not say the format/],
    [['export', 'customers'], /No output given/],
    [['export', 'customers', '-o', 'x.csv', '--merge-into', 'y.csv'], /not both/],
    [['export', 'customers', '-o', 'x.csv', '--tz', 'Mars'], /is not a time zone/],
    [['export', 'agents', '-o', 'x.csv', '--details'], /no details to read/],
    [['export', 'customers', '-o', 'x.csv', '--where', 'isblak=1'], /Did you mean "isblack"/],
    [['export', 'customers', '-o', 'x.csv', '--columns', 'nickname'], /has no column "nickname"/],
    [['export', 'customers', '-o', 'nowhere/x.csv'], /its folder does not exist/],
    [['export', 'customers', '-o', 'x.csv', '--since', 'lately'], /write a time as/],
    [['export', 'customers', '-o', 'x.csv', '--page-siz', '3'], /did you mean --page-size\?/],
  ])('refuses %j with exit code 2 and says what is wrong', async (args, message) => {
    await using work = await working();
    const { code, stderr } = await work.run(...args);
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(work.path('x.csv'))).toBe(false);
  });

  test('keeps the earlier file if the server fails, and ends with exit code 3', async () => {
    await using work = await working({ customers: 50 });
    writeFileSync(work.path('customers.csv'), 'earlier');
    work.sandbox.setFaults({ '500': 1 });
    const { code, stderr } = await work.run(
      'export',
      'customers',
      '-o',
      'customers.csv',
      '--yes',
      '--max-attempts',
      '1',
    );
    expect(code, stderr).toBe(3);
    expect(readFileSync(work.path('customers.csv'), 'utf8')).toBe('earlier');
    expect(readdirSync(work.folder).filter((name) => name.includes('part'))).toEqual([]);
  });

  test('takes columns, names and filters from a file, and names the position of its errors', async () => {
    await using work = await working({ customers: 80 });
    writeFileSync(
      work.path('columns.yaml'),
      'version: 1\nstream: customers\ncolumns: [id, tel: Mobile, Plan]\nwhere: { module_type: follow-up }\n',
    );
    const { code, stderr } = await work.run('export', 'customers', '-o', 'x.csv', '-m', 'columns.yaml');
    expect(code, stderr).toBe(0);
    expect(Object.keys(work.records('x.csv')[0] ?? {})).toEqual(['id', 'Mobile', 'Plan']);
    const followed = work.sandbox
      .snapshot()
      .customers()
      .filter(({ crm_status }) => crm_status === 3);
    expect(work.records('x.csv')).toHaveLength(followed.length);
    writeFileSync(work.path('columns.yaml'), 'version: 1\nstream: customers\ncolums: [id]\n');
    const wrong = await work.run('export', 'customers', '-o', 'x.csv', '-m', 'columns.yaml');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('columns.yaml:3:1: unknown key "colums". Did you mean "columns"?');
  });
});

describe('an export that is interrupted', () => {
  test('leaves no file, and resume reads only the rest, with the same masks', async () => {
    await using work = await working({ customers: 2000, latencyMs: 10 });
    const masks = ['--mask', 'nick=remove', '--mask', 'uname=remove'];
    const args = ['export', 'customers', '-o', 'customers.csv', '--page-size', '10', '--concurrency', '4', ...masks];
    const child = spawn(process.execPath, [cliPath, ...args], { cwd: work.folder, env: work.env, stdio: 'ignore' });
    const stagingFolder = join(work.folder, 'home', 'spool');
    await until(() => existsSync(stagingFolder) && checkpointsIn(stagingFolder) >= 4);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(existsSync(work.path('customers.csv'))).toBe(false);
    const before = work.sandbox.stats().byEndpoint.listCustomers ?? 0;
    const { code, stdout, stderr } = await work.run('resume', '--json');
    expect(code, stderr).toBe(0);
    const ids = work.records('customers.csv').map(({ id }) => id);
    expect(ids.toReversed()).toEqual(work.sandbox.snapshot().customerIds());
    expect(work.records('customers.csv').filter(({ nick, uname }) => nick !== '' || uname !== '')).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, rows: { written: 2000, expected: 2000 } });
    expect((work.sandbox.stats().byEndpoint.listCustomers ?? 0) - before).toBeLessThan(170);
    expect(readdirSync(stagingFolder)).toEqual([]);
  });

  test('by Ctrl-C ends with exit code 130 and can be resumed', async () => {
    await using work = await working({ customers: 500, latencyMs: 20 });
    const args = ['export', 'behaviors', '-o', 'behaviors.csv', '--concurrency', '4'];
    const child = spawn(process.execPath, [cliPath, ...args], { cwd: work.folder, env: work.env, stdio: 'ignore' });
    await until(() => (work.sandbox.stats().byEndpoint.listBehaviors ?? 0) > 80);
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect(existsSync(work.path('behaviors.csv'))).toBe(false);
    const resumed = await work.run('resume', '--concurrency', '32');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(new Set(work.records('behaviors.csv').map(({ userid }) => userid)).size).toBe(500);
  });

  /** The number of checkpoints in the staging files of a folder. */
  function checkpointsIn(folder: string): number {
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    return texts.join('').split('{"mark"').length - 1;
  }
});

describe('--since last', () => {
  test('exports what changed since the last complete export of that stream and filter', async () => {
    const clock = { seconds: Math.floor(Date.now() / 1000) };
    await using work = await working({ customers: 300, now: () => clock.seconds * 1000, clockSkewSeconds: 1e6 });
    const changed = async (...args: string[]) => {
      const { code, stderr } = await work.run('export', 'customers', '-o', 'changed.csv', '--since', 'last', ...args);
      expect(code, stderr).toBe(0);
      return work.records('changed.csv').map(({ id }) => id);
    };
    expect(await changed()).toHaveLength(300);
    clock.seconds += 7200;
    const id = work.sandbox.snapshot().customerIds()[5] ?? '';
    await edit(work.sandbox, id);
    expect(await changed()).toContain(id);
    clock.seconds += 7200;
    expect((await changed()).every((each) => each === id)).toBe(true);
    // Another filter has a cursor of its own.
    const followed = work.sandbox
      .snapshot()
      .customers()
      .filter(({ crm_status }) => crm_status === 3);
    expect(await changed('--where', 'module_type=follow-up')).toHaveLength(followed.length);
  });

  test('updates an earlier export by id, and keeps columns that were added by hand', async () => {
    await using work = await working({ customers: 120 });
    await work.run('export', 'customers', '-o', 'all.csv', '--columns', 'id,nick,remark');
    const text = readFileSync(work.path('all.csv'), 'utf8');
    writeFileSync(
      work.path('all.csv'),
      text
        .split('\r\n')
        .map((line, index) => (line === '' ? line : `${line},${index === 0 ? 'Mine' : `note ${index}`}`))
        .join('\r\n'),
    );
    const id = work.sandbox.snapshot().customerIds()[5] ?? '';
    await edit(work.sandbox, id, { remark: '=SUM(1)' });
    const { code, stderr } = await work.run('export', 'customers', '--merge-into', 'all.csv', '--since', '1h');
    expect(code, stderr).toBe(0);
    const rows = work.records('all.csv');
    expect(rows).toHaveLength(120);
    const row = rows.find((each) => each['id'] === id);
    expect(row).toMatchObject({ remark: "'=SUM(1)" });
    expect(row?.['Mine']).toMatch(/^note/);
    expect(row).toHaveProperty('update_time');
    const again = await work.run('export', 'customers', '--merge-into', 'all.csv', '--columns', 'nick');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('which identify the rows');
  });

  test('merges into an XLSX file', async () => {
    await using work = await working({ customers: 40 });
    await work.run('export', 'customers', '-o', 'all.xlsx');
    const { code, stderr } = await work.run(
      'export',
      'customers',
      '--merge-into',
      'all.xlsx',
      '--where',
      'module_type=follow-up',
    );
    expect(code, stderr).toBe(0);
    const followed = work.sandbox
      .snapshot()
      .customers()
      .filter(({ crm_status }) => crm_status === 3).length;
    expect(stderr).toContain(`${followed} rows updated, 0 added, ${40 - followed} unchanged`);
  });
});

/** Edits a customer without the CLI. */
async function edit(sandbox: Sandbox, id: string, members: Record<string, unknown> = {}): Promise<void> {
  const session = sessionWith(sandbox, await takeToken(sandbox));
  const answer = await session.post(endpoints.updateCustomer.path.replace('/api/scrm/5/', '').replace('{id}', id), {
    nick: 'Edited',
    ...members,
  });
  expect(answer.ret_code).toBe('000000');
}
