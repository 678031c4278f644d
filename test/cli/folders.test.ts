import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';

/** The arguments of each command that keeps state. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  import: ['in.csv', '-m', 'map.yaml'],
  check: ['in.csv', '-m', 'map.yaml'],
  resume: [],
  runs: [],
  map: ['in.csv'],
  template: ['customer', '-o', 'template.xlsx'],
  tag: ['in.csv', '--by', 'email', '--column', 'Email', '--add', 'Status/Hot'],
  export: ['agents', '-o', 'agents.csv'],
  schedule: ['jobs.yaml', '--once', 'all'],
  whoami: [],
  plan: ['in.csv', '-m', 'map.yaml'],
  apply: ['7f3a'],
  verify: ['7f3a'],
  undo: ['7f3a'],
  mirror: ['refresh'],
  listen: ['--port', '0', '-o', 'changes.jsonl'],
  web: ['--port', '0', '--no-open'],
  worker: [],
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function newWorkspace() {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'in.csv'), 'Name,Email\nLi Na,li@x.example\n');
  writeFileSync(
    join(cwd, 'map.yaml'),
    'version: 1\ntarget: customer\nfields: { nick: Name, crm_status: { const: 1 } }\n',
  );
  writeFileSync(
    join(cwd, 'jobs.yaml'),
    'version: 1\njobs:\n  - { name: all, cron: "0 2 * * *", command: export, args: agents -o agents.csv }\n',
  );
  return { cwd, env: sandboxEnv(sandbox, cwd) };
}

// No folder can be created below a file; below /proc Linux reports that in a way that makes Node's own mkdir loop.
const impossible = existsSync('/proc/self') ? '/proc/no-such-folder' : '/dev/null/folder';

describe('a state folder that cannot be created', () => {
  test('is reported at once by every command that keeps state', () => {
    const others = ['profile', 'targets', 'streams', 'login', 'logout', 'doctor', 'sandbox', 'completion'];
    expect(commands.map(({ name }) => name).toSorted()).toEqual([...Object.keys(CALLS), ...others].toSorted());
  });

  test.each(Object.entries(CALLS))('%s', async (name, args) => {
    const { code, stderr } = await runCli([name, ...args, '--home', impossible], newWorkspace());
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('choose another with --home or SOBOT_ETL_HOME');
  });

  test('is reported by login, which stores nothing', async () => {
    const { child, done } = startCli(['login', '--home', impossible], { ...newWorkspace(), stdin: 'pipe' });
    child.stdin?.end(`${sandbox.appId}\n${sandbox.appKey}\n`);
    const { code, stderr } = await done;
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(`The folder ${impossible} cannot be created`);
  });

  test('is a finding of doctor', async () => {
    const { code, stdout } = await runCli(['doctor', '--json', '--home', impossible], newWorkspace());
    expect(code).toBe(3);
    const { findings } = JSON.parse(stdout) as { findings: { check: string; status: string }[] };
    expect(findings.find(({ check }) => check === 'ledger')).toMatchObject({
      status: 'failed',
      advice: 'Choose another folder with --home or SOBOT_ETL_HOME',
    });
    expect(findings.find(({ check }) => check === 'access')).toMatchObject({ status: 'ok' });
  });
});

test.each([impossible, 'in.csv', 'in.csv/out'])(
  'reports an output folder that cannot be created: --out %s',
  async (out) => {
    const at = newWorkspace();
    const { code, stderr } = await runCli(['import', 'in.csv', '-m', 'map.yaml', '--out', out], at);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('Choose another folder with --out.');
    expect(sandbox.stats().byEndpoint.saveCustomer).toBeUndefined();
  },
);
