import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeProfile } from '../../src/app/profile-store.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { available } from '../files/support/outside-tools.ts';
import { newFolder, runCli, startCli } from '../support/run-cli.ts';

const APP_KEY = 'a-key-for-the-keychain';
const hasKeychain = available('a Secret Service (Debian packages dbus and gnome-keyring)', () =>
  ['dbus-run-session', 'gnome-keyring-daemon'].every((name) => spawnSync(name, ['--version']).status === 0),
);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ appKey: APP_KEY });
});
afterAll(() => sandbox.close());

const STEPS = fileURLToPath(new URL('./keychain-steps.ts', import.meta.url));

/** Runs steps in a session of their own, with a keychain in the folder: never that of whoever runs the test. */
async function inSession(step: 'unlocked' | 'locked', folder: string): Promise<Record<string, unknown>> {
  const user = join(folder, 'user');
  mkdirSync(user, { recursive: true });
  chmodSync(user, 0o700);
  const start =
    step === 'unlocked'
      ? 'printf password | gnome-keyring-daemon --unlock --components=secrets'
      : 'gnome-keyring-daemon --start --components=secrets';
  const words = [process.execPath, STEPS, step, folder, sandbox.url, sandbox.appId, APP_KEY].map((word) => `'${word}'`);
  const { stdout } = await promisify(execFile)(
    'dbus-run-session',
    ['--', 'sh', '-c', `${start} >/dev/null 2>&1; ${words.join(' ')}`],
    { env: { PATH: process.env['PATH'], HOME: user, XDG_DATA_HOME: join(user, 'data'), XDG_RUNTIME_DIR: user } },
  );
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe.skipIf(!hasKeychain)('with a Secret Service', () => {
  test('keeps each key under an entry of its own, and falls back to the file when it is locked', async () => {
    const folder = newFolder();
    const keychain = 'keychain (Secret Service)';
    const file = `file ${join(folder, 'home', 'profiles.json')}`;
    const found = await inSession('unlocked', folder);
    expect(found['first']).toEqual({ keyIn: keychain });
    expect(found['profile']).toEqual({
      baseUrl: sandbox.url,
      appId: sandbox.appId,
      language: 'en',
      keychain: expect.stringMatching(/^asia \([\da-f]{8}\)$/),
    });
    expect(found).toMatchObject({
      asia: { key_in: keychain },
      otherKeyIsApart: true,
      other: { key_in: keychain },
      old: { key_in: file },
      oldChanged: { key_in: file },
      eu: { key_in: keychain },
      euTested: { key_in: keychain },
      inKeychain: 'eu',
      back: { keyIn: file },
      backAccount: null,
      backKey: { key_in: file },
      logout: { profile: 'asia', wasStored: true },
      left: null,
      profiles: ['eu'],
    });
    expect(found['euText']).not.toContain(APP_KEY);
    expect(found['listed']).toEqual(
      ['asia', 'eu'].map((name) => ({ name, baseUrl: sandbox.url, appId: sandbox.appId, hasKey: true })),
    );

    // Whoever asks to be unlocked waits for ever, as a dialogue does at night.
    const services = join(folder, 'user', 'data', 'dbus-1', 'services');
    mkdirSync(services, { recursive: true });
    writeFileSync(
      join(folder, 'ask.sh'),
      `#!/bin/sh\ntest -e '${folder}/asks' && exec sleep 1 >/dev/null 2>&1\nexit 1\n`,
      { mode: 0o700 },
    );
    const waiting = `[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=${folder}/ask.sh\n`;
    writeFileSync(join(services, 'org.gnome.keyring.SystemPrompter.service'), waiting);
    const locked = await inSession('locked', folder);
    expect(locked).toMatchObject({
      night: {
        key_in: keychain,
        error: expect.stringMatching(
          /it is locked\. Unlock the keychain .* sobot-etl login --profile night --no-keychain$/,
        ),
      },
      first: { keyIn: file, because: 'the keychain (Secret Service) cannot be used: it is locked' },
      out: { profile: 'night', wasStored: true, failure: 'it is locked' },
      waits: 'it is locked, or busy: no answer within 0.4 s',
    });
    expect(locked['waitedMs']).toBeLessThan(3000);
  });
});

/** A Linux without a session bus, whatever the machine has. */
const NO_BUS = { SOBOT_ETL_KEYCHAIN: 'on', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' };

describe.skipIf(process.platform !== 'linux')('without a keychain', () => {
  test('login keeps the key in the file and says why in one line', async () => {
    const cwd = newFolder();
    const home = join(cwd, 'home');
    const profiles = join(home, 'profiles.json');
    const { child, done } = startCli(['login', '--base-url', sandbox.url], {
      cwd,
      env: { SOBOT_ETL_HOME: home, ...NO_BUS },
      stdin: 'pipe',
    });
    child.stdin?.end(`${sandbox.appId}\n${APP_KEY}\n`);
    const { code, stderr } = await done;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      `The key is in the file ${profiles}, which only you can read, because the keychain (Secret Service) cannot be used: there is no session bus (D-Bus).`,
    );
    expect(JSON.parse(readFileSync(profiles, 'utf8'))).toMatchObject({ default: { appKey: APP_KEY } });
    expect(statSync(profiles).mode & 0o777).toBe(0o600);
  });
});

describe('a profile whose key is in the keychain', () => {
  async function profileInKeychain() {
    const cwd = newFolder();
    const home = join(cwd, 'home');
    await storeProfile(home, 'default', { baseUrl: sandbox.url, appId: sandbox.appId, keychain: 'default (0)' });
    return { cwd, env: { SOBOT_ETL_HOME: home } };
  }

  test('sends nothing while the keychain is turned off, and says what to do', async () => {
    const at = await profileInKeychain();
    const before = sandbox.stats().requests;
    const shown = await runCli(['whoami', '--json'], at);
    expect(shown.code).toBe(3);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      key_in: expect.stringMatching(/^keychain \(.*\)$/),
      reached: false,
      error: expect.stringMatching(/SOBOT_ETL_KEYCHAIN=off .* sobot-etl login --no-keychain$/),
    });
    expect(sandbox.stats().requests).toBe(before);
    const out = await runCli(['logout'], at);
    expect(out.code).toBe(3);
    expect(out.stderr).toContain('sobot-etl logout --no-keychain');
    const left = await runCli(['logout', '--no-keychain'], at);
    expect(left.stderr).toContain('its key stays in the keychain');
    expect((await runCli(['whoami'], at)).stderr).toContain('No credentials');
  });

  test('is pointed out where jobs are printed for a scheduler', async () => {
    const at = await profileInKeychain();
    writeFileSync(
      join(at.cwd, 'jobs.yaml'),
      'version: 1\njobs:\n  - { name: all, cron: "0 2 * * *", command: export, args: agents -o agents.csv }\n',
    );
    const { code, stderr } = await runCli(['schedule', 'jobs.yaml', '--print', 'crontab'], at);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('keep it in a file: sobot-etl login --profile default --no-keychain');
  });

  test('rejects another value of the variable than on and off', async () => {
    const { cwd, env } = await profileInKeychain();
    const { code, stderr } = await runCli(['whoami'], { cwd, env: { ...env, SOBOT_ETL_KEYCHAIN: 'no' } });
    expect(stderr).toContain('SOBOT_ETL_KEYCHAIN is "no"; it takes on or off');
    expect(code).toBe(2);
  });
});

test('whoami tells a key in the environment from one in a .env file', async () => {
  const cwd = newFolder();
  const env = { SOBOT_ETL_HOME: join(cwd, 'home'), SOBOT_BASE_URL: sandbox.url };
  const key = { SOBOT_APP_ID: sandbox.appId, SOBOT_APP_KEY: APP_KEY };
  const place = async (more: Record<string, string>) =>
    JSON.parse((await runCli(['whoami', '--json'], { cwd, env: { ...env, ...more } })).stdout).key_in as string;
  expect(await place(key)).toBe('environment');
  writeFileSync(join(cwd, '.env'), `SOBOT_APP_ID=${sandbox.appId}\nSOBOT_APP_KEY=${APP_KEY}\n`);
  expect(await place({})).toBe('.env');
});
