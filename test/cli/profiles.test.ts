import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { storeProfile } from '../../src/app/profile-store.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli } from '../support/run-cli.ts';

/** A state folder with stored profiles, all for the sandbox. */
async function storeProfiles(url: string, names: readonly string[]) {
  const cwd = newFolder();
  const at = { cwd, env: { SOBOT_ETL_HOME: join(cwd, 'home') } };
  for (const name of names)
    await storeProfile(join(cwd, 'home'), name, { baseUrl: url, appId: 'sandbox', appKey: 'sandbox-key' });
  return at;
}

describe('with credentials in the environment, too', () => {
  const withBoth = { SOBOT_APP_ID: 'sandbox', SOBOT_APP_KEY: 'sandbox-key' };

  test('uses both of the environment, and the base URL of the profile', async () => {
    await using sandbox = await startSandbox();
    const at = await storeProfiles(sandbox.url, ['eu']);
    const { code, stdout } = await runCli(['whoami', '--json', '--profile', 'eu'], {
      ...at,
      env: { ...at.env, ...withBoth },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ credentials_from: 'environment', base_url: sandbox.url });
  });

  test.each([
    ['SOBOT_APP_ID', 'SOBOT_APP_KEY'],
    ['SOBOT_APP_KEY', 'SOBOT_APP_ID'],
  ] as const)('rejects %s alone, rather than take the other from the profile', async (given, missing) => {
    await using sandbox = await startSandbox();
    const at = await storeProfiles(sandbox.url, ['default', 'eu']);
    for (const flags of [[], ['--profile', 'eu']]) {
      const env = { ...at.env, [given]: withBoth[given] };
      const { code, stderr } = await runCli(['whoami', ...flags], { ...at, env });
      expect(code).toBe(2);
      expect(stderr).toContain(`Set ${missing}, too, or remove ${given} to use the profile ${flags[1] ?? 'default'}`);
    }
    expect(sandbox.stats().requests).toBe(0);
  });
});

describe('without --profile', () => {
  test('uses the only stored profile', async () => {
    await using sandbox = await startSandbox({ customers: 3 });
    const at = await storeProfiles(sandbox.url, ['eu']);
    const whoami = await runCli(['whoami'], at);
    expect(whoami.stderr).toMatch(/^profile +eu$/m);
    const { code, stderr } = await runCli(['export', 'customers', '-o', 'out.csv'], at);
    expect(code, stderr).toBe(0);
  });

  test('lists several stored profiles and sends nothing', async () => {
    await using sandbox = await startSandbox({ customers: 3 });
    const at = await storeProfiles(sandbox.url, ['eu', 'us']);
    const before = sandbox.stats().requests;
    const { code, stderr } = await runCli(['export', 'customers', '-o', 'out.csv'], at);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'Several profiles are stored (eu, us), and none is called default. Choose one, such as --profile eu',
    );
    expect(sandbox.stats().requests).toBe(before);
    expect((await runCli(['export', 'customers', '-o', 'out.csv', '--profile', 'us'], at)).code).toBe(0);
  });

  test('uses the profile called default among others', async () => {
    await using sandbox = await startSandbox();
    const at = await storeProfiles(sandbox.url, ['default', 'us']);
    expect((await runCli(['whoami'], at)).stderr).toMatch(/^profile +default$/m);
  });
});
