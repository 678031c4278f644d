import { existsSync, readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { ProvenRuns } from '../../src/app/prove-runs.ts';
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

  test('proves that no run was altered, and says which one was', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 3);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const verify = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli(['runs', 'verify', '--json', ...args], options);
      return { code, stderr, ...(JSON.parse(stdout) as ProvenRuns) };
    };
    expect(await verify()).toMatchObject({ code: 0, status: 'proven', head: null, events: 0 });
    const { summary } = await importIn(folder, sandbox);
    const { head } = await verify();
    await runCli(['export', 'agents', '-o', 'agents.csv'], options);
    const proven = await verify('--head', (head ?? '').toUpperCase());
    expect(proven).toMatchObject({
      code: 0,
      status: 'proven',
      events: 5,
      runs: { proven: 2, not_covered: 0, removed: 0 },
      noted: { event: 3 },
      problems: [],
    });
    expect(proven.stderr).toContain('Proven: 2 runs and 5 events, none altered since they were recorded.');
    const shown = await runCli(['runs', 'show', summary.run], options);
    const { username } = userInfo();
    expect(shown.stdout).toMatch(new RegExp(`^by +${username} on ${hostname()}, with sobot-etl \\d`, 'm'));
    const [view] = JSON.parse((await runCli(['runs', '--json'], options)).stdout);
    expect(view.by).toMatchObject({ user: username, host: hostname() });
    expect(readFileSync(summary.files.report, 'utf8')).toContain(`${username} on ${hostname()}`);

    const database = new DatabaseSync(join(folder, 'home', 'ledger.db'));
    database.exec("UPDATE rows SET remote_id = 'other' WHERE row = 3");
    database.close();
    const altered = await verify();
    expect(altered).toMatchObject({
      code: 1,
      status: 'altered',
      runs: { proven: 1 },
      problems: [{ code: 'audit-rows', run: summary.run }],
    });
    expect(altered.stderr).toContain(`Altered: the rows of run ${summary.run} were altered after it ended.`);
  });

  test.each([
    [['runs', 'prune'], '--older-than 30d'],
    [['runs', 'prune', '--older-than', 'soon'], '--older-than 30d'],
    [['runs', '--older-than', '3d'], 'runs prune'],
    [['runs', 'show', 'nothing'], 'sobot-etl runs'],
    [['runs', '--head', '3f9a1c07'], 'sobot-etl runs verify'],
    [['runs', 'verify', '--head', 'it'], 'such as --head 3f9a1c07'],
    [['runs', 'verify', '7f3a'], 'sobot-etl verify 7f3a'],
    [['runs', 'show'], 'No runs yet'],
  ])('rejects %j and says what is right', async (args, hint) => {
    const folder = newFolder();
    const { code, stderr } = await runCli(args, { cwd: folder, env: { SOBOT_ETL_HOME: `${folder}/home` } });
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });
});
