import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { readCsv } from '../import/workspace.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

const MAPPING =
  'version: 1\ntarget: customer-update\nkey: id\nfields:\n  id: Id\n  nick: { const: Renamed }\n  remark: Note\n';

let sandbox: Sandbox;
let cwd: string;
let env: Record<string, string>;
let ids: readonly string[];

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 80, seed: 21, tokensStay: true });
  cwd = newFolder();
  env = sandboxEnv(sandbox, cwd);
  ids = sandbox.snapshot().customerIds();
  for (const name of ['in', 'other']) {
    writeFileSync(join(cwd, `${name}.csv`), `Id,Note\n${ids.map((id, index) => `${id},${name} ${index}\n`).join('')}`);
  }
  writeFileSync(join(cwd, 'map.yaml'), MAPPING);
});
afterAll(() => sandbox.close());

const cli = (...args: string[]) => runCli(args, { cwd, env });

/** What an undo restores. */
const state = () =>
  sandbox
    .snapshot()
    .customers()
    .map(({ id, nick, remark }) => ({ id, nick, remark: remark ?? '' }));

async function importRun(...flags: string[]): Promise<string> {
  return importFile('in.csv', ...flags);
}

async function importFile(file: string, ...flags: string[]): Promise<string> {
  const { code, stdout } = await cli('import', file, '-m', 'map.yaml', '--json', ...flags);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { run: string }).run;
}

test('undo and verify end with the exit codes and the JSON of their contract', async () => {
  const before = state();
  const run = await importRun('--undoable');
  const equal = await cli('verify', run, '--json');
  expect([equal.code, JSON.parse(equal.stdout)]).toMatchObject([
    0,
    {
      verifies: run,
      records: { checked: 80, equal: 80, different: 0, missing: 0 },
      cells: { compared: 160, different: 0 },
      files: { verify: expect.stringMatching(/verify\.xlsx$/) },
    },
  ]);
  const dry = await cli('undo', run, '--dry-run', '--out', 'dry');
  expect([dry.code, dry.stdout]).toEqual([0, '']);
  expect(dry.stderr).toContain('to take the rest back, run the same command without --dry-run');
  expect(readCsv(join(cwd, 'dry', 'results.csv'))[0]).toMatchObject({
    _action: 'restore',
    _id: ids[0],
    _restored: expect.stringContaining('Nickname: "Renamed" → '),
  });
  expect(state()).not.toEqual(before);

  const undone = await cli('undo', run, '--json');
  const summary = JSON.parse(undone.stdout);
  expect([undone.code, summary]).toMatchObject([0, { undoes: run, rows: { read: 80, done: 80, skipped: 0 } }]);
  expect(state()).toEqual(before);
  const different = await cli('verify', run, '-o', 'verify.xlsx');
  expect(different.code).toBe(1);
  expect(different.stderr).toContain(`The CRM differs from what run ${run} sent`);
  expect(different.stderr).toContain(`undo ${run} --dry-run`);
  // The report of an undo shows what changed, as that of any run.
  expect(readFileSync(summary.files.report, 'utf8')).toContain('What changed');
});

test('a run that created customers cannot be undone completely: exit code 1, and the next step says where to look', async () => {
  writeFileSync(join(cwd, 'new.csv'), 'Id,Name\nX-1,New One\n');
  const mapping =
    'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  crm_status: { const: 1 }\n';
  writeFileSync(join(cwd, 'new.yaml'), mapping);
  const made = await cli('import', 'new.csv', '-m', 'new.yaml', '--undoable', '--json');
  const { run } = JSON.parse(made.stdout) as { run: string };
  const undone = await cli('undo', run, '--out', 'new-undone');
  expect(undone.code).toBe(1);
  expect(undone.stderr).toContain('the API cannot delete customers; it gets the tag Undo/');
  expect(undone.stderr).toContain('Next: look at the customers that are left');
});

describe('undo and verify refuse, and say what to do:', () => {
  test('an unknown run, several runs, and a missing run', async () => {
    await importRun();
    await importRun();
    for (const command of ['undo', 'verify']) {
      const unknown = await cli(command, 'nothing');
      expect([unknown.code, unknown.stderr]).toEqual([
        2,
        'There is no run "nothing". List them with: sobot-etl runs\n',
      ]);
      const several = await cli(command, '20');
      expect([several.code, several.stderr]).toEqual([2, expect.stringMatching(/^"20" matches several runs: /)]);
      const missing = await cli(command);
      expect([missing.code, missing.stderr]).toEqual([
        2,
        expect.stringContaining(`Missing argument: sobot-etl ${command} <run>`),
      ]);
    }
  });

  test('a run without before-images', async () => {
    const run = await importRun();
    const { code, stderr } = await cli('undo', run);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^Run \S+ \(import of in\.csv as customer-update\) kept no before-images, so it cannot be undone\. .*Next time: plan and apply, or import --undoable\n$/,
      ),
    ]);
  });

  test('a plan, which changed nothing', async () => {
    const planned = await cli('plan', 'in.csv', '-m', 'map.yaml', '--json');
    const { plan } = JSON.parse(planned.stdout) as { plan: string };
    for (const command of ['undo', 'verify']) {
      const { code, stderr } = await cli(command, plan);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`Run ${plan} (plan) `)]);
    }
  });
});

test('the first line of an import says if it cannot be undone', async () => {
  expect((await cli('import', 'in.csv', '-m', 'map.yaml')).stderr).toMatch(
    /^Importing in\.csv as customer-update, run \S+ \(cannot be undone; with --undoable it can\)\n/,
  );
  expect((await cli('import', 'in.csv', '-m', 'map.yaml', '--undoable')).stderr).toMatch(/^Importing .*, run \S+\n/);
});

test('an undo that is killed is resumed; one that is interrupted ends with exit code 130', async () => {
  const before = state();
  const run = await importFile('other.csv', '--undoable');
  const updates = () => sandbox.stats().succeeded.updateCustomer ?? 0;
  const start = (...args: string[]) => startCli([...args, '--rate', '100'], { cwd, env });
  const from = updates();
  const killed = start('undo', run);
  await until(() => updates() > from + 10);
  killed.child.kill('SIGKILL');
  await killed.done;
  const resumed = start('resume');
  await until(() => updates() > from + 25);
  resumed.child.kill('SIGINT');
  expect((await resumed.done).code).toBe(130);
  const { code, stdout } = await cli('resume', '--json');
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { command: 'undo', undoes: run, rows: { read: 80, done: 80 } }]);
  expect(state()).toEqual(before);
});
