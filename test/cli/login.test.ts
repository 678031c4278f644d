import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { hasTerminal, onTerminal } from '../support/on-terminal.ts';
import { newFolder, runCli, startCli } from '../support/run-cli.ts';

const APP_KEY = 'a-key-that-nobody-should-see';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ appKey: APP_KEY });
});
afterAll(() => sandbox.close());

/** A state folder, and the environment that points to it. */
function newHome() {
  const cwd = newFolder();
  const home = join(cwd, 'home');
  return { cwd, home, profiles: join(home, 'profiles.json'), at: { cwd, env: { SOBOT_ETL_HOME: home } } };
}

/** Passes credentials on standard input. */
async function login(at: { cwd: string; env: Record<string, string> }, text: string, ...args: string[]) {
  const { child, done } = startCli(['login', '--base-url', sandbox.url, ...args], { ...at, stdin: 'pipe' });
  child.stdin?.end(text);
  return done;
}

describe('login', () => {
  test.each([
    ['two lines', `sandbox\n${APP_KEY}\n`],
    ['named lines in any order', `SOBOT_APP_KEY=${APP_KEY}\n\nSOBOT_APP_ID=sandbox\n`],
  ])('reads %s from standard input, and stores them readable only by their owner', async (_, text) => {
    const { at, profiles } = newHome();
    const { code, stderr } = await login(at, text, '--profile', 'eu');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('stored as profile "eu"');
    expect(statSync(profiles).mode & 0o777).toBe(0o600);
    const shown = await runCli(['whoami', '--profile', 'eu'], at);
    expect(shown.code).toBe(0);
    expect(shown.stderr).toMatch(/^profile +eu$/m);
    expect(shown.stderr).toContain(`base URL      ${sandbox.url}`);
    expect(shown.stderr).toMatch(/^token +\d+ s old, good for .* more$/m);
    expect(shown.stderr).toMatch(/^reach +credentials accepted, answers in \d+ ms$/m);
  });

  test('stores no credentials that the API rejects, and says what to check', async () => {
    const { at, profiles } = newHome();
    const { code, stderr } = await login(at, 'sandbox\nwrong\n');
    expect(code).toBe(3);
    expect(stderr).toContain(`Nothing was stored. Check app id, app key and base URL (${sandbox.url}`);
    expect(existsSync(profiles)).toBe(false);
  });

  test.skipIf(!hasTerminal)('asks on a terminal, and does not show the key', async () => {
    const { at, profiles } = newHome();
    const answers = [
      ['App id', 'sandbox\r'],
      ['App key (not shown)', `${APP_KEY}\r`],
    ] as const;
    const { output, exitCode } = await onTerminal(['login', '--base-url', sandbox.url], at, answers);
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain(APP_KEY);
    expect(readFileSync(profiles, 'utf8')).toContain(APP_KEY);
    expect(statSync(profiles).mode & 0o777).toBe(0o600);
  });
});

describe('whoami', () => {
  test('shows which credentials do not work, and why', async () => {
    const { at } = newHome();
    const env = { ...at.env, SOBOT_BASE_URL: 'http://127.0.0.1:1', SOBOT_APP_ID: 'me', SOBOT_APP_KEY: APP_KEY };
    const { code, stdout } = await runCli(['whoami', '--json'], { ...at, env });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      credentials_from: 'environment',
      base_url: 'http://127.0.0.1:1',
      app_id: 'me',
      answers_in_ms: null,
      error: expect.stringContaining('no server answers at this address'),
    });
  });
});
