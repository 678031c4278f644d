import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { CUSTOMERS } from '../change/planning.ts';
import { folderWith } from '../import/in-process.ts';
import { type CliResult, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

const HEADER = 'Id,Name,Email,Phone,Remark';
const ROWS = [HEADER, 'P1,Ann,ann@example.com,,', 'P2,Bob,bob@example.com,,', 'P3,Cem,no address,,'];
const PLAN = ['plan', 'in.csv', '-m', 'map.yaml', '-o', 'plan.xlsx'];

interface Place {
  readonly sandbox: Sandbox;
  readonly cwd: string;
  readonly env: Record<string, string>;
  run(...args: readonly string[]): Promise<CliResult>;
  start(...args: readonly string[]): ReturnType<typeof startCli>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function place(rows: readonly string[] = ROWS, options: SandboxOptions = {}): Promise<Place> {
  const sandbox = await startSandbox(options);
  const cwd = folderWith(rows, CUSTOMERS);
  const env = sandboxEnv(sandbox, cwd);
  return {
    ...{ sandbox, cwd, env },
    run: (...args) => runCli(args, { cwd, env }),
    start: (...args) => startCli(args, { cwd, env }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

const many = (count: number): string[] => [
  HEADER,
  ...Array.from({ length: count }, (_, index) => `P${index},Ann ${index},a${index}@example.com,,`),
];

describe('plan and apply', () => {
  test('print the summary of the contract with --json, and the next command for people', async () => {
    await using at = await place();
    const planned = await at.run(...PLAN, '--json');
    expect(planned.code).toBe(1);
    const summary = JSON.parse(planned.stdout);
    expect(Object.keys(summary)).toEqual(
      expect.arrayContaining(['plan', 'rows', 'cells_changed', 'calls', 'seconds_estimated', 'files']),
    );
    const { read, ...others } = summary.rows as Record<string, number>;
    expect(summary.rows).toEqual({
      read: 3,
      create: 2,
      update: 0,
      unchanged: 0,
      ambiguous: 0,
      rejected: 1,
      skipped: 0,
    });
    expect(Object.values(others).reduce((sum, count) => sum + count)).toBe(read);
    expect(summary.files).toMatchObject({
      plan: join(at.cwd, 'plan.xlsx'),
      errors: expect.stringMatching(/errors\.csv$/),
    });
    expect(planned.stderr).toMatch(/Next: look at the workbook, .*apply it:\s+sobot-etl apply plan\.xlsx/s);
    expect(at.sandbox.snapshot().customerCount()).toBe(0);

    const applied = await at.run('apply', 'plan.xlsx', '--json');
    expect(applied.code).toBe(1);
    const { command, plan, rows } = JSON.parse(applied.stdout);
    expect({ command, plan }).toEqual({ command: 'apply', plan: summary.plan });
    expect(rows).toMatchObject({ read: 3, created: 2, rejected: 1, skipped: 0 });
    expect(applied.stderr).toContain('sobot-etl plan in.csv -m map.yaml');
    expect(applied.stderr).not.toContain('--again');
  });

  test('print nothing with --quiet if all goes well', async () => {
    await using at = await place(ROWS.slice(0, 3));
    for (const args of [PLAN, ['apply', 'plan.xlsx']]) {
      expect(await at.run(...args, '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    }
    expect(at.sandbox.snapshot().customerCount()).toBe(2);
    const again = await at.run(...PLAN);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('nothing is left to do: the CRM has all of these values');
  });

  test('repeat the options and the address in the next command', async () => {
    await using at = await place();
    const { SOBOT_BASE_URL = '', ...env } = at.env;
    const run = (...args: string[]) => runCli([...args, '--base-url', SOBOT_BASE_URL], { cwd: at.cwd, env });
    const { stderr } = await run(...PLAN, '--mode', 'create', '--limit', '2');
    expect(stderr).toContain(`sobot-etl apply plan.xlsx --base-url ${SOBOT_BASE_URL}`);
    await run('apply', 'plan.xlsx');
    const { stderr: after } = await run('plan', 'in.csv', '-m', 'map.yaml', '--mode', 'create');
    expect(after).toMatch(
      new RegExp(`sobot-etl plan runs/.*errors.xlsx -m map.yaml --mode create --base-url ${SOBOT_BASE_URL}`),
    );
  });
});

describe('plan refuses', () => {
  const refusals: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
    [
      'a missing mapping',
      ['plan', 'in.csv'],
      /No mapping given: name one with -m\. To generate one: sobot-etl map in\.csv/,
    ],
    [
      'several files',
      ['plan', 'plan.yaml', '-m', 'map.yaml'],
      /plan\.yaml lists several files, and plan takes one spreadsheet/,
    ],
    [
      'standard input',
      ['plan', '-', '-m', 'map.yaml'],
      /plan cannot read standard input, since apply needs the same rows again.*sobot-etl check - -m map\.yaml/s,
    ],
    [
      'a workbook of another kind',
      ['plan', 'in.csv', '-m', 'map.yaml', '-o', 'plan.csv'],
      /-o takes the name of a workbook, such as plan\.xlsx/,
    ],
    [
      'a folder that is missing',
      ['plan', 'in.csv', '-m', 'map.yaml', '-o', 'no/plan.xlsx'],
      /-o no\/plan\.xlsx: its folder does not exist/,
    ],
    [
      'a target without plans',
      ['plan', 'in.csv', '-m', 'tag.yaml'],
      /plan works for customer and customer-update, not for tag-group\. .*sobot-etl check/,
    ],
    ['a column that is missing', ['plan', 'other.csv', '-m', 'map.yaml'], /other\.csv has no column "Id"/],
    ['a file that is missing', ['plan', 'no.csv', '-m', 'map.yaml'], /no\.csv: there is no such file/],
    [
      'identifiedBy that cannot be searched',
      ['plan', 'in.csv', '-m', 'by.yaml'],
      /customers cannot be found by uname \(identifiedBy\)/,
    ],
    ['--on-duplicate all', [...PLAN, '--on-duplicate', 'all'], /"all" is not one of reject, last/],
    ['--again', [...PLAN, '--again'], /There is no flag --again/],
  ];

  test('what it cannot plan, before it reads anything from the CRM', async () => {
    await using at = await place();
    writeFileSync(join(at.cwd, 'other.csv'), 'A,B\n1,2\n');
    writeFileSync(
      join(at.cwd, 'tag.yaml'),
      'version: 1\ntarget: tag-group\nfields: { name: Name, color_value: { const: "#ff0000" }, is_multiple_choice: { const: 1 }, label_list: { column: Name, split: ";" } }\n',
    );
    writeFileSync(
      join(at.cwd, 'by.yaml'),
      CUSTOMERS.replace('fields:', 'identifiedBy: [uname]\nfields:\n  uname: Name'),
    );
    for (const [what, args, message] of refusals) {
      const { code, stderr } = await at.run(...args);
      expect([what, code]).toEqual([what, 2]);
      expect(stderr).toMatch(message);
    }
    expect(at.sandbox.stats().byEndpoint.listCustomers).toBe(undefined);
    expect(existsSync(join(at.cwd, 'plan.xlsx'))).toBe(false);
  });

  test('to replace a file that is no plan, but not an earlier plan', async () => {
    await using at = await place();
    writeFileSync(join(at.cwd, 'customers.xlsx'), 'somebody needs this');
    const refused = await at.run('plan', 'in.csv', '-m', 'map.yaml', '-o', 'customers.xlsx');
    expect(refused.code, refused.stderr).toBe(2);
    expect(refused.stderr).toContain('-o customers.xlsx: that file exists and is not the workbook of a plan');
    expect(readFileSync(join(at.cwd, 'customers.xlsx'), 'utf8')).toBe('somebody needs this');
    for (const _ of [1, 2]) expect((await at.run(...PLAN)).code).toBe(1);
  });

  test('missing credentials with exit 2, and an unreachable server with exit 3', async () => {
    await using at = await place();
    const { SOBOT_APP_ID: _, SOBOT_APP_KEY: __, ...env } = at.env;
    expect(await runCli(PLAN, { cwd: at.cwd, env })).toMatchObject({ code: 2 });
    await at.run(...PLAN);
    await at.sandbox.close();
    const commands = [PLAN, ['apply', 'plan.xlsx'], ['import', 'in.csv', '-m', 'map.yaml', '--mode', 'update']];
    const ended = await Promise.all(
      commands.map((args) => at.run(...args, '--outage-patience', '0.1', '--max-attempts', '1')),
    );
    for (const { code, stderr } of ended) {
      expect(code).toBe(3);
      expect(stderr).toContain('the server has not answered for');
      expect(stderr).toContain('sobot-etl doctor');
    }
  });
});

describe('Ctrl-C', () => {
  test('ends a plan without a workbook, and says how to plan again', async () => {
    // The list lacks the custom field, so that each customer is read.
    await using at = await place([`${HEADER},Notes`], { customers: 100, latencyMs: 20, listMembers: 'basic' });
    const rows = at.sandbox
      .snapshot()
      .customers()
      .map(({ id }) => `${id},a note`);
    writeFileSync(join(at.cwd, 'in.csv'), `Id,Notes\n${rows.join('\n')}\n`);
    writeFileSync(
      join(at.cwd, 'map.yaml'),
      'version: 1\ntarget: customer-update\nkey: id\nfields: { id: Id, nick: { const: x } }\ncustom: { Notes: Notes }\n',
    );
    const { child, done } = at.start(...PLAN, '--json');
    await until(() => (at.sandbox.stats().succeeded.getCustomer ?? 0) > 10);
    child.kill('SIGINT');
    const { code, stderr, stdout } = await done;
    expect(code).toBe(130);
    expect(stderr).toContain('sobot-etl plan in.csv -m map.yaml');
    expect(existsSync(join(at.cwd, 'plan.xlsx'))).toBe(false);
    const { plan, status } = JSON.parse(stdout);
    expect(status).toBe('interrupted');
    const resumed = await at.run('resume', plan);
    expect(resumed.code).toBe(2);
    expect(resumed.stderr).toContain('is a plan that was cut short; make it again: sobot-etl plan');
    expect((await at.run('resume')).stderr).toContain('No resumable run found');
    const applied = await at.run('apply', plan);
    expect([applied.code, applied.stderr]).toEqual([2, expect.stringContaining('was cut short')]);
  });

  test('ends an apply so that it can be resumed, with the lines that the workbook leaves out', async () => {
    await using at = await place(many(150), { latencyMs: 20 });
    await at.run(...PLAN);
    const { child, done } = at.start('apply', 'plan.xlsx', '--json');
    await until(() => at.sandbox.snapshot().customerCount() > 20);
    child.kill('SIGINT');
    const { code, stderr, stdout } = await done;
    expect(code).toBe(130);
    const { run, plan } = JSON.parse(stdout);
    expect(stderr).toContain(`sobot-etl resume ${run}`);
    const resumed = await at.run('resume', '--json');
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      run,
      plan,
      command: 'apply',
      rows: { read: 150, created: 150 },
    });
    expect(at.sandbox.snapshot().customerCount()).toBe(150);
    const again = await at.run('apply', plan, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      rows: { read: 150, skipped: 150 },
      skipped_for: { unchanged: 150 },
    });
  });
});
