import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, startCli } from '../support/run-cli.ts';

/** A folder of state with stored profiles, all of the sandbox. */
async function storeProfiles(url: string, names: readonly string[]) {
  const cwd = newFolder();
  const at = { cwd, env: { SOBOT_ETL_HOME: join(cwd, 'home') } };
  for (const name of names) {
    const { child, done } = startCli(['login', '--base-url', url, '--profile', name], { ...at, stdin: 'pipe' });
    child.stdin?.end('sandbox\nsandbox-key\n');
    const { code, stderr } = await done;
    expect(code, stderr).toBe(0);
  }
  return at;
}

describe('without --profile', () => {
  test('the only profile that is stored is used', async () => {
    await using sandbox = await startSandbox({ customers: 3 });
    const at = await storeProfiles(sandbox.url, ['eu']);
    const whoami = await runCli(['whoami'], at);
    expect(whoami.stderr).toMatch(/^profile +eu$/m);
    const { code, stderr } = await runCli(['export', 'customers', '-o', 'out.csv'], at);
    expect(code, stderr).toBe(0);
  });

  test('several stored profiles are named, and nothing is sent', async () => {
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

  test('the one that is called default is used, though there are others', async () => {
    await using sandbox = await startSandbox();
    const at = await storeProfiles(sandbox.url, ['default', 'us']);
    expect((await runCli(['whoami'], at)).stderr).toMatch(/^profile +default$/m);
  });
});
