import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { cliPath, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

const MAPPING = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: Id
  nick: Name
  sex: { column: Gender, values: { Male: 1, Female: 2 } }
  email: { column: Email, transform: [email] }
  crm_status: { const: 1 }
`;

/** Paths that a shell would split without quotes. */
const AWKWARD = 'it\'s a $HOME of "ours"; (new)';

/** A folder with an input and a mapping at awkward paths. */
function awkwardFolder(sandbox: Sandbox) {
  const cwd = newFolder();
  mkdirSync(join(cwd, AWKWARD));
  const at = (name: string) => join(AWKWARD, name);
  const rows = [
    ...Array.from({ length: 30 }, (_, index) => `P${index},Ann ${index},Male,a${index}@example.com`),
    ...Array.from({ length: 7 }, (_, index) => `Q${index},Bob ${index},Robot,b${index}@example.com`),
    'R1,,Male,c1@example.com',
    'R2,,Male,c2@example.com',
    'S1,Cid,Male,not an address',
  ];
  writeFileSync(join(cwd, at('in.csv')), `Id,Name,Gender,Email\n${rows.join('\n')}\n`);
  writeFileSync(join(cwd, at('map.yaml')), MAPPING);
  const { SOBOT_ETL_HOME: _, ...env } = sandboxEnv(sandbox, cwd);
  return { cwd, env, at };
}

interface Next {
  readonly command: string;
  readonly code: number;
  readonly stderr: string;
}

/** Runs the command that the end of a run prints, in a shell. */
function runNext(shown: string, { cwd, env }: { readonly cwd: string; readonly env: Record<string, string> }) {
  const command = /^Next: .*:\n {2}sobot-etl (.*)$/m.exec(shown)?.[1];
  if (command === undefined) throw new Error(`no next command: ${shown}`);
  const whole = { ...process.env, ...env, NODE: process.execPath, CLI: cliPath };
  return new Promise<Next>((resolve) => {
    execFile('sh', ['-c', `"$NODE" "$CLI" ${command}`], { cwd, env: whole, timeout: 40_000 }, (error, _, stderr) => {
      resolve({ command, code: error ? Number(error.code) : 0, stderr });
    });
  });
}

describe('the end of a run', () => {
  test('shows counts, causes with first row and remediation, files, and a next command that runs as printed', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'] });
    const { at, ...options } = awkwardFolder(sandbox);
    const home = join(AWKWARD, 'state');
    const args = ['import', at('in.csv'), '-m', at('map.yaml'), '--out', at('out'), '--home', home];
    const { code, stderr } = await runCli(args, options);
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/^ {2}rows read +40$/m);
    expect(stderr).toMatch(/^ {2}created +30$/m);
    expect(stderr).toMatch(/^ {2}rejected +10$/m);
    const causes = stderr.split('\n').filter((line) => /^ +\d+ +\d+ {2}\S/.test(line));
    expect(causes.map((line) => line.trim().split(/ +/).slice(0, 2))).toEqual([
      ['7', '32'],
      ['2', '39'],
      ['1', '41'],
    ]);
    for (const [at, field] of ['sex', 'nick', 'email'].entries()) expect(causes[at]).toContain(field);
    expect(stderr).toContain('translate yours in the mapping: values: { … }.');
    const files = {
      'errors (Excel)': 'errors.xlsx',
      'errors (CSV)': 'errors.csv',
      results: 'results.csv',
      report: 'report.html',
      summary: 'summary.json',
    };
    const shown = Object.entries(files).map(([label, name]) => `  ${label.padEnd(16)}${at(join('out', name))}`);
    expect(stderr).toContain(shown.join('\n'));

    const errors = join(options.cwd, at('out/errors.csv'));
    const fixed = readFileSync(errors, 'utf8')
      .replaceAll('Robot', 'Female')
      .replace('not an address', 's1@example.com');
    writeFileSync(errors, fixed.replace('R1,,', 'R1,Dee,').replace('R2,,', 'R2,Eve,'));
    // This test corrects the CSV file; people are directed to the workbook.
    expect(stderr).toMatch(/^Next: .*errors\.xlsx, then import that file:\n {2}sobot-etl import .*errors\.xlsx/m);
    const next = await runNext(stderr.replaceAll('errors.xlsx', 'errors.csv'), options);
    expect(next.code, next.command + next.stderr).toBe(0);
    expect(next.stderr).toMatch(/^ {2}created +10$/m);
    expect(sandbox.snapshot().customerCount()).toBe(40);
  });

  test('names a next command that runs as printed after a check, an aborted run and a resumed run', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'] });
    const { at, ...options } = awkwardFolder(sandbox);
    const home = join(AWKWARD, 'state');
    const shared = [at('in.csv'), '-m', at('map.yaml'), '--home', home];
    const checked = await runCli(['check', ...shared], options);
    expect((await runNext(checked.stderr, options)).code).toBe(1);
    const aborted = await runCli(['import', ...shared, '--max-errors', '2'], options);
    expect(aborted.code).toBe(3);
    const resumed = await runNext(aborted.stderr, options);
    expect(resumed.command).toMatch(/^resume \S+ --home '/);
    expect(resumed.code, resumed.stderr).toBe(3);
    const whole = await runCli(['resume', '--max-errors', '100%', '--home', home], options);
    expect(whole.code, whole.stderr).toBe(1);
    const again = await runNext(whole.stderr, options);
    expect(again.code, again.stderr).toBe(1);
    expect(again.stderr).toMatch(/^ {2}rows read +10$/m);
  });
});
