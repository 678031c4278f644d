import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { fieldType } from '../../src/api/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { linesOf } from '../push/listening.ts';
import { post, pushMessage } from '../push/push-messages.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';
import { hasTerminal, onTerminal } from '../support/on-terminal.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

/** Starts the command in a process of its own; `url` is the first thing that it prints. */
async function listen(args: readonly string[], folder = newFolder(), more: Readonly<Record<string, string>> = {}) {
  const env = { SOBOT_ETL_HOME: join(folder, 'home'), ...more };
  const { child, done } = startCli(['listen', '--port', '0', '--json', ...args], { cwd: folder, env });
  let stdout = '';
  child.stdout?.on('data', (text: string) => {
    stdout += text;
  });
  await Promise.race([once(child.stdout ?? child, 'data'), done]);
  const [first = ''] = stdout.split('\n');
  if (first === '') throw new Error((await done).stderr);
  const { url } = JSON.parse(first) as { url: string };
  return {
    url,
    folder,
    env,
    stdout: () => stdout,
    async stop() {
      child.kill('SIGINT');
      return done;
    },
  };
}

const inFolder = (folder: string, name: string) => join(folder, name);

describe('sobot-etl listen', () => {
  test('prints its address first, stops gently with exit code 0, and never logs the secret', async () => {
    const listener = await listen(['-o', 'changes.jsonl']);
    expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/push\/[\w-]{32}$/);
    for (const kind of ['add', 'update', 'combine'] as const) await post(listener.url, pushMessage(kind));
    await post(listener.url, 'nonsense');
    const { code, stdout, stderr } = await listener.stop();
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout.split('\n')[1] ?? '')).toMatchObject({
      command: 'listen',
      messages: { accepted: 3, rejected: 1 },
      written: 3,
    });
    expect(stderr).toContain('3 messages received, 1 rejected, kept in rejected.jsonl; 3 pushes written');
    expect(stderr).not.toContain(new URL(listener.url).pathname.split('/')[2]);
    expect(linesOf(inFolder(listener.folder, 'changes.jsonl')).map(({ kind }) => kind)).toEqual([
      'add',
      'update',
      'combine',
    ]);
  });

  test.skipIf(!hasTerminal)('shows the whole address on a terminal, and stops at Ctrl-C', async () => {
    const folder = newFolder();
    const env = { SOBOT_ETL_HOME: join(folder, 'home') };
    const args = ['listen', '--port', '0', '-o', 'changes.jsonl'];
    const { output, exitCode } = await onTerminal(args, { cwd: folder, env }, [['Press Ctrl-C to stop.', '\u0003']]);
    const secret = readFileSync(join(folder, 'home/listen/default/path-secret'), 'utf8').trim();
    expect(output.replace(/\s/g, '')).toContain(`/push/${secret}`);
    expect(output).toContain('0 pushes written to changes.jsonl');
    expect(exitCode).toBe(0);
  });

  test('writes lines to standard output after the address, and no summary between them', async () => {
    const listener = await listen(['-o', '-']);
    await post(listener.url, pushMessage('add'));
    await until(() => listener.stdout().split('\n').length === 3);
    const { stdout } = await listener.stop();
    const [, line, end] = stdout.split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ seq: 1, kind: 'add' });
    expect(end).toBe('');
  });

  test('shows custom fields, options, levels and tags by their names', async () => {
    await using sandbox = await startSandbox({ tokensStay: true });
    const session = sessionWith(sandbox, await takeToken(sandbox));
    const read = async (path: string) => (await session.get(path.replace('/api/scrm/5/', ''))).items;
    const fields = (await read(endpoints.listCustomerFields.path)) as Record<string, unknown>[];
    const field = fields.find(({ field_type: type }) => Number(type) === fieldType['check-box']);
    const options = field?.['cus_field_data_info_list'] as { data_value: string; data_name: string }[];
    const [level] = (await read(endpoints.listLevels.path)) as { data_value: string; data_name: string }[];
    const folder = newFolder();
    const listener = await listen(['-o', 'changes-{date}.csv'], folder, sandboxEnv(sandbox, folder));
    const values = [
      {
        fieldid: field?.['field_id'],
        field_type: '8',
        field_value: options
          .slice(0, 2)
          .map((each) => each.data_value)
          .join(','),
      },
    ];
    await post(listener.url, pushMessage('update', { user_level: level?.data_value, extend_field_values: values }));
    const { code, stderr } = await listener.stop();
    expect(code, stderr).toBe(0);
    const today = new Date();
    const name = `changes-${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, '0')}-${String(today.getDate()).padStart(2, '0')}.csv`;
    const [row] = parse(readFileSync(inFolder(folder, name)), { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      user_level: level?.data_name,
      [`custom: ${field?.['field_name']}`]: options
        .slice(0, 2)
        .map((each) => each.data_name)
        .join('; '),
    });
  });

  test('receives and stores without credentials, and while the CRM does not answer', async () => {
    const folder = newFolder();
    const env = { SOBOT_BASE_URL: 'http://127.0.0.1:9', SOBOT_APP_ID: 'a', SOBOT_APP_KEY: 'b' };
    const offline = await listen(['-o', 'changes.jsonl'], folder, env);
    expect((await post(offline.url, pushMessage('add'))).status).toBe(200);
    expect((await offline.stop()).code).toBe(0);
    const listener = await listen(['-o', 'changes.jsonl'], folder);
    expect((await post(listener.url, pushMessage('update'))).status).toBe(200);
    const { stderr } = await listener.stop();
    expect(stderr).toContain('There are no credentials, so the output has ids');
    expect(linesOf(inFolder(folder, 'changes.jsonl')).map(({ kind }) => kind)).toEqual(['add', 'update']);
  });

  test('listens with a certificate', async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    const listener = await listen(['-o', 'changes.jsonl', '--tls-cert', 'cert.pem', '--tls-key', 'key.pem'], folder);
    expect(listener.url).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      const call = request(listener.url, { method: 'POST', rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on('error', reject);
      call.end(JSON.stringify(pushMessage('add')));
    });
    expect(status).toBe(200);
    expect((await listener.stop()).code).toBe(0);
  });

  test('writes stored pushes again since a time, also while it listens', async () => {
    const listener = await listen(['-o', 'changes.jsonl']);
    await post(listener.url, pushMessage('add'));
    await post(listener.url, pushMessage('update'));
    const { folder, env } = listener;
    const replay = (...args: string[]) => runCli(['listen', '--replay', ...args], { cwd: folder, env });
    const again = await replay('--since', '1h', '-o', 'again.jsonl', '--json');
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual({ command: 'listen --replay', written: 2, files: ['again.jsonl'] });
    await until(() => linesOf(inFolder(folder, 'changes.jsonl')).length === 2);
    expect(linesOf(inFolder(folder, 'again.jsonl'))).toEqual(linesOf(inFolder(folder, 'changes.jsonl')));
    const twice = await replay('-o', 'again.jsonl');
    expect(twice.code).toBe(2);
    expect(twice.stderr).toContain('To replace it: --yes');
    expect((await replay('-o', 'again-{date}.xlsx', '--yes')).code).toBe(0);
    expect((await replay('-o', 'again.xlsx')).code).toBe(0);
    const future = await replay('--since', '2099-01-01', '-o', 'none.jsonl', '--json');
    expect(JSON.parse(future.stdout)).toMatchObject({ written: 0, files: [] });
    expect(existsSync(inFolder(folder, 'none.jsonl'))).toBe(false);
    const emptied = await replay('--since', '2099-01-01', '-o', 'again.jsonl', '--yes');
    expect([emptied.code, readFileSync(inFolder(folder, 'again.jsonl'), 'utf8')]).toEqual([0, '']);
    expect((await listener.stop()).code).toBe(0);
  });

  test.each([
    [[], 'listen needs an output'],
    [['-o', 'x.xlsx'], 'write {date} into its name'],
    [['-o', 'x.jsonl', '--since', '1d'], '--since works only with --replay'],
    [['-o', 'x.jsonl', '--tls-cert', 'a.pem'], 'belong together'],
    [['-o', 'x.jsonl', '--path-secret', 'abc'], '--path-secret takes 16 to 128'],
    [['-o', 'x.jsonl', '--keep', 'long'], '--keep takes a number and a unit'],
    [['-o', 'x.jsonl', '--replay'], 'There are no pushes in'],
    [['-o', 'x.txt'], 'end it in .csv, .xlsx or .jsonl\n'],
    [['-o', 'x.jsonl', '--host', '198.51.100.7', '--port', '0'], 'choose another with --host'],
    [['-o', 'x.jsonl', '--tz', 'Nowhere'], 'is not a time zone'],
  ])('rejects %j with exit code 2', async (args, message) => {
    const folder = newFolder();
    const env = { SOBOT_ETL_HOME: join(folder, 'home') };
    const { code, stderr } = await runCli(['listen', ...args], { cwd: folder, env });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('says that its port is in use', async () => {
    const listener = await listen(['-o', 'changes.jsonl']);
    const folder = newFolder();
    const env = { SOBOT_ETL_HOME: join(folder, 'home') };
    const args = ['listen', '--port', new URL(listener.url).port, '-o', 'changes.jsonl'];
    const { code, stderr } = await runCli(args, { cwd: folder, env });
    expect(stderr).toMatch(/port|address/i);
    expect(code).toBe(2);
    await listener.stop();
  });
});

describe('sobot-etl doctor --push', () => {
  test('posts a sample to the listener, which stores it and writes it to no output', async () => {
    await using sandbox = await startSandbox({ tokensStay: true });
    const folder = newFolder();
    const env = sandboxEnv(sandbox, folder);
    const before = await runCli(['doctor', '--push'], { cwd: folder, env });
    expect(before.code).toBe(3);
    expect(before.stderr).toContain('no listener has run');
    const listener = await listen(['-o', 'changes.jsonl'], folder, env);
    const running = await runCli(['doctor', '--push', '--json'], { cwd: folder, env });
    expect(running.code, running.stderr).toBe(0);
    const { findings } = JSON.parse(running.stdout) as { findings: { check: string }[] };
    expect(findings.find(({ check }) => check === 'push')).toMatchObject({
      status: 'ok',
      detail: `${new URL(listener.url).origin} has received and stored a sample`,
    });
    expect(running.stdout).not.toContain(listener.url);
    const wrong = await runCli(['doctor', '--push-url', `${listener.url}x`], { cwd: folder, env });
    expect(wrong.stderr).toContain('answers with 404');
    await post(listener.url, pushMessage('add'));
    expect((await listener.stop()).code).toBe(0);
    expect(linesOf(inFolder(folder, 'changes.jsonl')).map(({ kind }) => kind)).toEqual(['add']);
    const stopped = await runCli(['doctor', '--push'], { cwd: folder, env });
    expect(stopped.code).toBe(3);
    expect(stopped.stderr).toContain('does not answer');
  });
});
