import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { changingProxy } from '../support/changing-proxy.ts';
import { httpAnswer, rawServer } from '../support/raw-server.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

interface Report {
  readonly status: string;
  readonly findings: readonly {
    readonly check: string;
    readonly status: string;
    readonly detail: string;
    readonly advice?: string;
  }[];
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

async function doctor(env: Record<string, string>, cwd: string, args: readonly string[] = []) {
  const { code, stdout } = await runCli(['doctor', '--json', ...args], { cwd, env });
  const report = JSON.parse(stdout) as Report;
  return { code, report, of: (check: string) => report.findings.find((finding) => finding.check === check) };
}

describe('doctor', () => {
  test('prints a line about everything a run needs, and exits with 0 if everything is ready', async () => {
    const cwd = newFolder();
    const { code, stdout, stderr } = await runCli(['doctor'], { cwd, env: sandboxEnv(sandbox, cwd) });
    expect(code).toBe(0);
    expect(stdout).toBe('');
    for (const check of ['node', 'ledger', 'disk', 'credentials', 'proxy', 'reach', 'clock', 'access', 'identity']) {
      expect(stderr).toMatch(new RegExp(`^ok  ${check} `, 'm'));
    }
    expect(stderr).toContain('Everything is ready.');
    const again = await doctor(sandboxEnv(sandbox, cwd), cwd);
    expect(again.of('ledger')?.detail).toMatch(/ledger\.db, version \d+, .* 0 runs, writable$/);
  });

  test('exits with 2 without credentials, and says how to get them', async () => {
    const cwd = newFolder();
    const env = { SOBOT_ETL_HOME: join(cwd, 'home'), SOBOT_BASE_URL: sandbox.url };
    const { code, of } = await doctor(env, cwd);
    expect(code).toBe(2);
    expect(of('credentials')).toMatchObject({ status: 'failed', advice: expect.stringContaining('sobot-etl login') });
    expect(of('reach')?.status).toBe('ok');
    expect(of('access')?.status).toBe('unknown');
  });

  test('detects a wrong key even if an earlier token is still valid', async () => {
    const cwd = newFolder();
    expect((await doctor(sandboxEnv(sandbox, cwd), cwd)).code).toBe(0);
    const { code, of } = await doctor({ ...sandboxEnv(sandbox, cwd), SOBOT_APP_KEY: 'wrong' }, cwd);
    expect(code).toBe(3);
    expect(of('access')).toMatchObject({ status: 'failed', detail: expect.stringContaining('sobot-etl login') });
  });

  test('distinguishes an unreachable server from wrong credentials', async () => {
    const cwd = newFolder();
    const { code, of } = await doctor({ ...sandboxEnv(sandbox, cwd), SOBOT_BASE_URL: 'http://127.0.0.1:1' }, cwd);
    expect(code).toBe(3);
    expect(of('reach')).toMatchObject({ status: 'failed', advice: expect.stringContaining('Check the base URL') });
    expect(of('access')?.status).toBe('unknown');
  });

  test.each([
    [-600_000, 'failed', 'is 10 min ahead of the server’s'],
    [120_000, 'warning', 'is 2 min behind the server’s'],
  ])('detects a clock that is off by %i ms from the server’s date', async (offMs, status, detail) => {
    await using server = await rawServer((socket) => {
      const date = new Date(Date.now() + offMs).toUTCString();
      socket.on('data', () => socket.write(httpAnswer('404 Not Found', 'nothing', `date: ${date}\r\n`)));
    });
    const cwd = newFolder();
    const { of } = await doctor({ ...sandboxEnv(sandbox, cwd), SOBOT_BASE_URL: server.url }, cwd);
    expect(of('clock')).toMatchObject({ status, advice: expect.stringContaining('signed with the time') });
    const seconds = (text: string | undefined) => Number(/\d+/.exec(text ?? '')?.[0]);
    expect(Math.abs(seconds(of('clock')?.detail) - seconds(detail))).toBeLessThanOrEqual(1);
  });

  test('detects a damaged ledger and one that other users can read', async () => {
    const cwd = newFolder();
    const env = sandboxEnv(sandbox, cwd);
    await doctor(env, cwd);
    const path = join(cwd, 'home', 'ledger.db');
    chmodSync(path, 0o644);
    expect((await doctor(env, cwd)).of('ledger')).toMatchObject({
      status: 'warning',
      advice: `Restrict access to it: chmod 600 ${path}`,
    });
    writeFileSync(path, 'this is no ledger at all, but long enough to be taken for a file with a header and more');
    const { code, of } = await doctor(env, cwd);
    expect(code).toBe(3);
    expect(of('ledger')).toMatchObject({ status: 'failed', detail: expect.stringContaining('not a ledger') });
    expect(of('access')?.status).toBe('ok');
  });

  test('names a proxy without its password', async () => {
    const cwd = newFolder();
    const env = { ...sandboxEnv(sandbox, cwd), HTTP_PROXY: 'http://user:secret@127.0.0.1:1', NO_PROXY: '127.0.0.1' };
    const { of, report } = await doctor(env, cwd);
    expect(of('proxy')?.detail).toBe('http://…@127.0.0.1:1, except for 127.0.0.1');
    expect(JSON.stringify(report)).not.toContain('secret');
  });
});

describe('doctor --contract', () => {
  test('writes a text for support to a file or to standard output, and never over another file', async () => {
    const cwd = newFolder();
    const env = sandboxEnv(sandbox, cwd);
    const first = await runCli(['doctor', '--contract', '-o', 'contract.txt'], { cwd, env });
    expect(first).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('Written to contract.txt.') });
    const text = readFileSync(join(cwd, 'contract.txt'), 'utf8');
    expect(text).toContain('As expected: get_token, user/get_timezone');
    writeFileSync(join(cwd, 'contract.txt'), 'mine');
    const again = await runCli(['doctor', '--contract', '-o', 'contract.txt'], { cwd, env });
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('contract.txt already exists') });
    expect(readFileSync(join(cwd, 'contract.txt'), 'utf8')).toBe('mine');
    await using proxy = await changingProxy(sandbox.url, {
      answer({ body }, { path }) {
        if (path === 'user_dynamic/getsource') body['extra'] = 1;
      },
    });
    const other = await runCli(['doctor', '--contract', '--json'], { cwd, env: { ...env, SOBOT_BASE_URL: proxy.url } });
    expect(other.code).toBe(1);
    expect(JSON.parse(other.stdout)).toMatchObject({ command: 'doctor', contract: { status: 'different' } });
  });

  test('exits with 3 if the server cannot be asked, and with 2 for flags that do not belong together', async () => {
    const cwd = newFolder();
    const env = { ...sandboxEnv(sandbox, cwd), SOBOT_BASE_URL: 'http://127.0.0.1:1' };
    const { code, stdout, stderr } = await runCli(['doctor', '--contract'], { cwd, env });
    expect(code).toBe(3);
    expect(stdout).toContain('Not everything could be asked: no token: refused: No server answers at the address');
    expect(stderr).toContain('To find the cause: sobot-etl doctor');
    expect((await runCli(['doctor', '-o', 'contract.txt'], { cwd, env })).code).toBe(2);
    expect((await runCli(['doctor', '--contract', '--push'], { cwd, env })).code).toBe(2);
  });
});
