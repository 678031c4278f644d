import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { cliPath, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

const REMOVAL = ['import', 'tags.csv', '-m', 'remove.yaml'];

/** A folder with a file of tags and the mapping that deletes them. */
function removalFolder(): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'tags.csv'), 'Tag\nWarm\nTrial\nno such tag\n');
  writeFileSync(
    join(folder, 'remove.yaml'),
    'version: 1\ntarget: tag-remove\nfields:\n  id: { column: Tag, lookup: tag }\n',
  );
  return folder;
}

const removed = (sandbox: Sandbox) => sandbox.stats().byEndpoint.removeTag ?? 0;

describe('destructive writes', () => {
  test('rejects a destructive write with exit code 2 before sending anything if nobody can confirm it', async () => {
    await using sandbox = await startSandbox();
    const folder = removalFolder();
    const { code, stderr } = await runCli(REMOVAL, { cwd: folder, env: sandboxEnv(sandbox, folder) });
    expect(code).toBe(2);
    expect(stderr).toContain('This deletes tags, which customers lose.');
    expect(stderr).toContain('--yes');
    expect(sandbox.stats().requests).toBe(0);
  });

  test('sends a destructive write with --yes', async () => {
    await using sandbox = await startSandbox();
    const folder = removalFolder();
    const { code, stderr } = await runCli([...REMOVAL, '--yes'], { cwd: folder, env: sandboxEnv(sandbox, folder) });
    expect(code, stderr).toBe(1);
    expect(removed(sandbox)).toBe(2);
  });

  test.each([
    ['check', ['check', ...REMOVAL.slice(1)]],
    ['--dry-run', [...REMOVAL, '--dry-run']],
  ])('needs no confirmation for %s, which sends nothing', async (_, args) => {
    await using sandbox = await startSandbox();
    const folder = removalFolder();
    const { code, stderr } = await runCli(args, { cwd: folder, env: sandboxEnv(sandbox, folder) });
    expect(code, stderr).toBe(1);
    expect(removed(sandbox)).toBe(0);
  });

  test.each([
    [
      'the overwriting of custom fields',
      'target: customer-update\nfields:\n  id: Tag\n  nick: Tag\n  upset_ex_field_str: { const: 0 }\n',
    ],
    [
      'a step that blacklists',
      'target: customer\nfields:\n  nick: Tag\n  crm_status: { const: 1 }\nblacklist:\n  black_type: { const: 24h }\n  black_reason: Tag\n',
    ],
  ])('may be %s', async (_, mapping) => {
    await using sandbox = await startSandbox();
    const folder = removalFolder();
    writeFileSync(join(folder, 'remove.yaml'), `version: 1\n${mapping}`);
    const { code, stderr } = await runCli(REMOVAL, { cwd: folder, env: sandboxEnv(sandbox, folder) });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('--yes');
    expect(sandbox.stats().requests).toBe(0);
  });
});

const hasTerminal = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasTerminal)('on a terminal, a write that destroys something', () => {
  test.each([
    ['no', 'n', 2, 0],
    ['yes', 'y', 1, 2],
  ])('shows a destructive write with counts and asks: %s', async (_, key, code, calls) => {
    await using sandbox = await startSandbox();
    const folder = removalFolder();
    const { output, exitCode } = await onTerminal(folder, sandbox, key);
    expect(output).toContain('2 rows of tags.csv would be sent as tag-remove, 1 would be rejected');
    expect(output).toContain('deletes tags, which customers lose');
    expect(exitCode, output).toBe(code);
    expect(removed(sandbox)).toBe(calls);
  });

  test('shows the row counts of all files of a destructive plan and asks once', async () => {
    await using sandbox = await startSandbox();
    const folder = removalFolder();
    writeFileSync(join(folder, 'group.yaml'), 'version: 1\ntarget: enterprise\nfields: { enterprise_name: Tag }\n');
    writeFileSync(
      join(folder, 'plan.yaml'),
      'version: 1\nsteps:\n  - { file: tags.csv, mapping: group.yaml }\n  - { file: tags.csv, mapping: remove.yaml }\n',
    );
    const { output, exitCode } = await onTerminal(folder, sandbox, 'n', ['import', 'plan.yaml']);
    expect(output).toContain('3 rows of tags.csv as enterprise');
    expect(output).toContain('3 rows of tags.csv as tag-remove: deletes tags, which customers lose');
    expect(exitCode, output).toBe(2);
    expect(sandbox.stats().byEndpoint.saveEnterprise).toBeUndefined();
  });
});

/** Runs the command on a pseudo-terminal and presses a key once it asks. */
async function onTerminal(folder: string, sandbox: Sandbox, key: string, args = REMOVAL) {
  const command = [process.execPath, cliPath, ...args].map((word) => `'${word}'`).join(' ');
  // A new pseudo-terminal has a width of 0.
  const child = spawn('script', ['-qec', `stty cols 100; exec ${command}`, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, ...sandboxEnv(sandbox, folder), SHELL: '/bin/sh', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const had = output.includes('Go ahead?');
    output += text;
    if (!had && output.includes('Go ahead?')) child.stdin.write(key);
  });
  const [exitCode] = (await once(child, 'close')) as [number];
  return { output, exitCode };
}
