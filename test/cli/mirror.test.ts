import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { fieldType } from '../../src/api/index.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

const CUSTOM_FIELDS = endpoints.listCustomerFields.path.replace('/api/scrm/5/', '');

async function working(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ customers: 150, tokensStay: true, ...options });
  const folder = newFolder();
  const env = sandboxEnv(sandbox, folder);
  return {
    sandbox,
    folder,
    env,
    mirror: (...args: string[]) => runCli(['mirror', ...args], { cwd: folder, env }),
    async update(id: string, fields: Record<string, unknown>) {
      const session = sessionWith(sandbox, await takeToken(sandbox));
      expect(await session.post(`user/update/${id}`, fields)).toMatchObject({ ret_code: '000000' });
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

describe('sobot-etl mirror', () => {
  test('says that there is no mirror yet, and how to make one', async () => {
    await using work = await working();
    const status = await work.mirror('status');
    expect(status).toMatchObject({ code: 0, stdout: '' });
    expect(status.stderr).toContain('Make one with: sobot-etl mirror refresh');
    const asJson = await work.mirror('status', '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ exists: false, complete: false, customers: 0 });
    const diff = await work.mirror('diff', '--since', '1d');
    expect(diff.code).toBe(2);
    expect(diff.stderr).toContain('sobot-etl mirror refresh');
  });

  test.each([
    ['a folder that cannot be followed', (mirrors: string) => symlinkSync(mirrors, mirrors), 'ELOOP'],
    ['a folder that may not be read', (mirrors: string) => mkdirSync(mirrors, { mode: 0 }), 'EACCES'],
  ])('says that the mirror cannot be used, not that there is none, in %s', async (_, make, code) => {
    // Nothing is forbidden to root.
    if (code === 'EACCES' && process.getuid?.() === 0) return;
    await using work = await working();
    mkdirSync(join(work.folder, 'home'));
    make(join(work.folder, 'home', 'mirrors'));
    for (const args of [['status'], ['diff', '--since', '1d']]) {
      const { code: exit, stderr } = await work.mirror(...args);
      expect([exit, stderr]).toEqual([2, expect.stringContaining(`cannot be used: ${code}`)]);
      expect(stderr).toContain('check the disk and the permissions');
      expect(stderr).not.toContain('There is no mirror');
    }
  });

  test('refreshes, shows the status, and tells what has changed', async () => {
    await using work = await working();
    const first = await work.mirror('refresh', '--json');
    expect(first.code, first.stderr).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      command: 'mirror refresh',
      kind: 'full',
      status: 'completed',
      complete: true,
      rows: { read: 150, added: 150, changed: 0, unchanged: 0, vanished: 0 },
      customers: 150,
    });
    expect(first.stderr).toContain('Done, complete');
    const status = await work.mirror('status');
    expect(status.stdout).toMatch(/^customers +150$/m);
    expect(status.stdout).toMatch(/^complete +yes$/m);

    const [id = ''] = work.sandbox.snapshot().customerIds();
    const [before] = work.sandbox.snapshot().customers({ id });
    const sex = before?.['sex'] === 2 ? 1 : 2;
    const session = sessionWith(work.sandbox, await takeToken(work.sandbox));
    const fields = (await session.get(CUSTOM_FIELDS)).items;
    const field = fields.find(({ field_type: type }) => Number(type) === fieldType.text);
    const custom = JSON.stringify([{ fieldid: field?.['field_id'], field_value: 'After six' }]);
    await work.update(id, {
      nick: 'Edited',
      sex,
      email: 'new@example.com',
      ex_field_str: custom,
      upset_ex_field_str: 1,
    });
    const second = await work.mirror('refresh', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ kind: 'changes', rows: { changed: 1, vanished: null } });

    const diff = await work.mirror('diff', '--since', '1h', '-o', 'diff.csv', '--json');
    expect(diff.code, diff.stderr).toBe(0);
    expect(JSON.parse(diff.stdout)).toMatchObject({
      command: 'mirror diff',
      // The mirror was made within that hour.
      complete: false,
      customers: { added: 0, changed: 1, vanished: 0 },
      files: { diff: ['diff.csv'] },
    });
    expect(diff.stderr).toContain('earlier ones are missing');
    // A diff replaces the one before.
    expect((await work.mirror('diff', '--since', '1h', '-o', 'diff.csv')).code).toBe(0);
    const rows = parse(readFileSync(join(work.folder, 'diff.csv')), { columns: true, bom: true }) as Record<
      string,
      string
    >[];
    const cells = Object.fromEntries(rows.map((row) => [row['Field'], [row['Before'], row['After']]]));
    expect(rows.every((row) => row['Customer ID'] === id && row['Change'] === 'changed')).toBe(true);
    expect(cells).toMatchObject({
      Nickname: [before?.['nick'], 'Edited'],
      'E-mail': [before?.['email'], 'new@example.com'],
      Gender: [expect.any(String), sex === 2 ? 'female' : 'male'],
      [String(field?.['field_name'])]: [expect.any(String), 'After six'],
    });
    expect(rows).toHaveLength(4);
  });

  test('asks before the diff replaces a file, and refuses flags of another action', async () => {
    await using work = await working({ customers: 10 });
    await work.mirror('refresh');
    writeFileSync(join(work.folder, 'diff.csv'), 'mine');
    const refused = await work.mirror('diff', '--since', '1d', '-o', 'diff.csv');
    expect(refused.code).toBe(2);
    expect(readFileSync(join(work.folder, 'diff.csv'), 'utf8')).toBe('mine');
    expect((await work.mirror('diff', '--since', '1d', '-o', 'diff.csv', '--yes')).code).toBe(0);
    expect(readFileSync(join(work.folder, 'diff.csv'), 'utf8')).toContain('Customer ID');
    for (const args of [
      ['status', '--full'],
      ['refresh', '--since', '1d'],
      ['diff'],
      ['diff', '--since', 'yesterday'],
      ['diff', '--since', '1d', '-o', 'diff.pdf'],
    ]) {
      expect((await work.mirror(...args)).code, args.join(' ')).toBe(2);
    }
  });

  test('ends with code 3 when the server fails, says that the mirror is incomplete, and goes on later', async () => {
    await using work = await working();
    work.sandbox.setFaults({ '500': 1 });
    const failed = await work.mirror('refresh', '--json', '--max-attempts', '1');
    expect(failed.code, failed.stderr).toBe(3);
    expect(JSON.parse(failed.stdout)).toMatchObject({ status: 'aborted', complete: false });
    expect(failed.stderr).toContain('sobot-etl mirror refresh');
    work.sandbox.setFaults({});
    expect(JSON.parse((await work.mirror('status', '--json')).stdout)).toMatchObject({ exists: true, complete: false });
    expect((await work.mirror('refresh')).code).toBe(0);
    expect(JSON.parse((await work.mirror('status', '--json')).stdout)).toMatchObject({
      complete: true,
      customers: 150,
    });
  });

  test.each([
    ['killed', 'SIGKILL', null],
    ['interrupted', 'SIGINT', 130],
  ] as const)(
    'stays usable when a refresh is %s, says that it is incomplete, and reads all again',
    async (_, signal, code) => {
      await using work = await working({ customers: 3000, latencyMs: 40 });
      const { child, done } = startCli(['mirror', 'refresh', '--concurrency', '2'], {
        cwd: work.folder,
        env: work.env,
      });
      const statusNow = async () => JSON.parse((await work.mirror('status', '--json')).stdout) as { customers: number };
      await until(async () => existsSync(join(work.folder, 'home', 'mirrors')) && (await statusNow()).customers > 0);
      child.kill(signal);
      expect((await done).code).toBe(code);
      const stopped = await statusNow();
      expect(stopped).toMatchObject({ complete: false });
      expect(stopped.customers).toBeLessThan(3000);
      const again = await work.mirror('refresh', '--json');
      expect(again.code, again.stderr).toBe(0);
      expect(JSON.parse(again.stdout)).toMatchObject({ kind: 'full', complete: true, customers: 3000 });
    },
  );

  test('lets a second refresh wait for the first, which then reads only changes', async () => {
    await using work = await working({ customers: 2000, latencyMs: 30 });
    const refresh = () =>
      startCli(['mirror', 'refresh', '--json', '--concurrency', '2'], { cwd: work.folder, env: work.env });
    const results = await Promise.all([refresh().done, refresh().done]);
    expect(
      results.map(({ code }) => code),
      results.map(({ stderr }) => stderr).join('\n'),
    ).toEqual([0, 0]);
    const kinds = results.map(({ stdout }) => (JSON.parse(stdout) as { kind: string }).kind);
    expect(kinds.toSorted()).toEqual(['changes', 'full']);
    const waiting = results.find((_, index) => kinds[index] === 'changes');
    expect(waiting?.stderr).toContain('Another process is refreshing the mirror');
  });

  test('keeps its files to their owner, and those of two tenants apart', async () => {
    await using work = await working({ customers: 10 });
    await using other = await working({ customers: 20, appId: 'other' });
    await work.mirror('refresh');
    const env = { ...other.env, SOBOT_ETL_HOME: work.env['SOBOT_ETL_HOME'] ?? '' };
    const status = async () =>
      JSON.parse((await runCli(['mirror', 'status', '--json'], { cwd: work.folder, env })).stdout);
    expect(await status()).toMatchObject({ exists: false });
    await runCli(['mirror', 'refresh'], { cwd: work.folder, env });
    expect(await status()).toMatchObject({ customers: 20 });
    const mirrors = join(work.folder, 'home', 'mirrors');
    expect(statSync(mirrors).mode & 0o777).toBe(0o700);
    expect(readdirSync(mirrors).filter((name) => name.endsWith('.db'))).toHaveLength(2);
    for (const name of readdirSync(mirrors)) expect(statSync(join(mirrors, name)).mode & 0o777, name).toBe(0o600);
  });
});
