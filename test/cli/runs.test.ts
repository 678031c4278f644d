import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { importIn } from '../import/importing.ts';
import { workspace } from '../import/workspace.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

describe('runs', () => {
  test('lists runs, shows one, and prunes old ones without touching their files', async () => {
    await using sandbox = await startSandbox({ script: ['500'] });
    const folder = workspace('known', 5);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const first = await importIn(folder, sandbox, ['--max-attempts', '1']);
    const second = await importIn(folder, sandbox);

    const list = await runCli(['runs'], options);
    expect(list.code).toBe(0);
    const lines = list.stdout.trim().split('\n');
    expect(lines.length).toBe(3);
    expect(lines[0]).toMatch(/^RUN +STARTED +STATUS +COMMAND +ROWS +FILE$/);
    expect(lines[1]).toContain(second.summary.run);
    for (const name of ['STARTED', 'STATUS', 'COMMAND', 'ROWS', 'FILE']) {
      const at = lines[0]?.indexOf(name) ?? 0;
      for (const line of lines.slice(1)) expect(line.slice(at - 2, at + 1)).toMatch(/^ {2}\S/);
    }
    expect(lines[2]).toMatch(/completed with errors {2}import customer {2}4 created \+ 1 failed/);

    const json = JSON.parse((await runCli(['runs', '--json'], options)).stdout);
    expect(json[1]).toMatchObject({
      run: first.summary.run,
      status: 'completed_with_errors',
      rows: { created: 4, failed: 1 },
      next: `sobot-etl import ${first.summary.files.errors} -m ${folder}/map.yaml`,
    });

    const shown = await runCli(['runs', 'show', first.summary.run.slice(-4)], options);
    expect(shown.stdout).toContain(first.summary.files.errors);
    expect(shown.stdout).toContain('1 failed');

    const recent = await runCli(['runs', 'prune', '--older-than', '1d', '--json'], options);
    expect(JSON.parse(recent.stdout)).toEqual({ pruned: [] });
    const all = await runCli(['runs', 'prune', '--older-than', '0d'], options);
    expect(all.stderr).toContain('Removed 2 runs');
    expect(existsSync(first.summary.files.errors)).toBe(true);
    expect(JSON.parse((await runCli(['runs', '--json'], options)).stdout)).toEqual([]);
    // The ids learned for keys stay.
    const again = await importIn(folder, sandbox, ['--changed-only']);
    expect(again.summary.rows).toMatchObject({ skipped: 5 });
  });

  test.each([
    [['runs', 'prune'], '--older-than 30d'],
    [['runs', 'prune', '--older-than', 'soon'], '--older-than 30d'],
    [['runs', '--older-than', '3d'], 'runs prune'],
    [['runs', 'show', 'nothing'], 'sobot-etl runs'],
    [['runs', 'show'], 'No runs yet'],
  ])('rejects %j and says what is right', async (args, hint) => {
    const folder = newFolder();
    const { code, stderr } = await runCli(args, { cwd: folder, env: { SOBOT_ETL_HOME: `${folder}/home` } });
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });
});
