import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

const MAPPING =
  'version: 1\ntarget: customer\nfields:\n  nick: Name\n  crm_status: { const: follow-up }\n  liable_serviceid: { column: Owner, lookup: agent }\n';

function ownersIn(folder: string): void {
  writeFileSync(join(folder, 'map.yaml'), MAPPING);
  writeFileSync(join(folder, 'in.csv'), 'Name,Owner\nAda,Li Na\n');
}

describe('reference lists', () => {
  test('are read once an hour, every time with --lookup-ttl 0s, and never with --offline', async () => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    ownersIn(folder);
    const check = async (...flags: string[]) => {
      const { code, stderr } = await runCli(['check', 'in.csv', '-m', 'map.yaml', ...flags], {
        cwd: folder,
        env: sandboxEnv(sandbox, folder),
      });
      return { code, stderr, agentLists: sandbox.stats().succeeded.listAgents ?? 0 };
    };
    const unread = await check('--offline');
    expect(unread).toMatchObject({ code: 2, agentLists: 0 });
    expect(unread.stderr).toContain('Run the command once without --offline');
    expect(await check()).toMatchObject({ code: 0, agentLists: 1 });
    expect(await check()).toMatchObject({ code: 0, agentLists: 1 });
    expect(await check('--lookup-ttl', '0s')).toMatchObject({ code: 0, agentLists: 2 });
    await sandbox[Symbol.asyncDispose]();
    expect(await check('--offline', '--lookup-ttl', '0s')).toMatchObject({ code: 0 });
  });

  test('rejects an invalid duration and says what is right', async () => {
    const folder = newFolder();
    ownersIn(folder);
    const { code, stderr } = await runCli(['check', 'in.csv', '-m', 'map.yaml', '--lookup-ttl', 'soon'], {
      cwd: folder,
      env: { SOBOT_ETL_HOME: `${folder}/home`, SOBOT_APP_ID: 'a', SOBOT_APP_KEY: 'b' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--lookup-ttl 30m, not "soon"');
  });
});
