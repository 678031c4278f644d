import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import type { Summary } from './until-done.ts';
import { readCsv } from './workspace.ts';

const COMPANIES = 'version: 1\ntarget: enterprise\nkey: { column: No }\nfields:\n  enterprise_name: Company\n';
const PEOPLE = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  nick: Name
  partnerid: Id
  crm_status: { const: 1 }
  enterpriseid: { column: Company no, lookup: enterprise }
`;
const PLAN =
  'version: 1\nsteps:\n  - { file: companies.csv, mapping: companies.yaml }\n  - { file: people.csv, mapping: people.yaml }\n';

/** A folder with a plan of companies, of which one has no name, and of people who belong to them. */
function planFolder(sandbox: Sandbox, companies: number, people: number, mapping = PEOPLE) {
  const cwd = newFolder();
  const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
  write('companies.yaml', COMPANIES);
  write('people.yaml', mapping);
  write('plan.yaml', PLAN);
  write(
    'companies.csv',
    `No,Company\n${lines(companies, (index) => `C${index},${index === 1 ? '' : `Company ${index}`}`)}`,
  );
  write(
    'people.csv',
    `Id,Name,Company no\n${lines(people, (index) => `P${index},Person ${index},C${index % companies}`)}`,
  );
  return { cwd, env: sandboxEnv(sandbox, cwd) };
}

type PlanSummary = Summary & { readonly steps: readonly Summary[] };

describe('a plan', () => {
  test.each([
    ['as a file', ['plan.yaml']],
    ['on the command line', ['companies.csv', 'people.csv', '-m', 'companies.yaml', '-m', 'people.yaml']],
  ])('runs %s in its order, as one run with one report', async (_, args) => {
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'] });
    const options = planFolder(sandbox, 4, 8);
    const { code, stdout, stderr } = await runCli(['import', ...args, '--json'], options);
    expect(code, stderr).toBe(1);
    const summary = JSON.parse(stdout) as PlanSummary;
    expect(summary.rows).toMatchObject({ read: 12, created: 9, rejected: 3, pending: 0 });
    expect(summary.steps.map(({ rows }) => rows.read)).toEqual([4, 8]);
    const ids = new Map(
      sandbox
        .snapshot()
        .enterprises()
        .map((row) => [row['enterprise_name'], row['enterpriseid'] ?? row['id']]),
    );
    const [ann] = sandbox.snapshot().customers({ partnerid: 'P2' });
    expect(ann?.['enterpriseid']).toBe(ids.get('Company 2'));
    const rejected = readCsv(summary.steps[1]?.files.errors ?? '');
    expect(rejected.map((row) => row['Id'])).toEqual(['P1', 'P5']);
    expect(rejected[0]).toMatchObject({ _code: 'enterprise-failed', _field: 'enterpriseid' });
    expect(rejected[0]?.['_message']).toContain('rejected in row 3 of companies.csv');
    const report = readFileSync(summary.files.report, 'utf8');
    expect(report).toContain('companies.csv C1');
    expect(report).toContain('people.csv P1');
    for (const { files } of summary.steps)
      expect(report).toContain(`href="${relative(dirname(summary.files.report), files.errors_xlsx ?? '')}"`);
    expect(stderr.match(/^Next: .*/gm)).toEqual([expect.stringContaining('errors.xlsx')]);
    const { files: shown } = summary.steps[0] ?? {};
    expect(stderr).toContain(`sobot-etl import ${relative(options.cwd, shown?.errors_xlsx ?? '')} -m companies.yaml`);
  });

  test('sends nothing of a plan when its second file has an error', async () => {
    await using sandbox = await startSandbox();
    const options = planFolder(sandbox, 3, 3, PEOPLE.replace('Company no', 'Company nr'));
    const { code, stderr } = await runCli(['import', 'plan.yaml'], options);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean "Company no"?');
    expect(sandbox.stats().byEndpoint.saveEnterprise).toBeUndefined();
    const { stdout } = await runCli(['runs', '--json'], options);
    expect(JSON.parse(stdout)).toEqual([]);
  });

  test('checks a plan as it would be imported: customers find companies that are yet to be created', async () => {
    await using sandbox = await startSandbox();
    const options = planFolder(sandbox, 4, 8);
    const { code, stdout, stderr } = await runCli(['check', 'plan.yaml', '--json'], options);
    expect(code, stderr).toBe(1);
    const summary = JSON.parse(stdout) as PlanSummary;
    expect(summary).toMatchObject({ command: 'check', dry_run: true, rows: { read: 12, skipped: 9, rejected: 3 } });
    expect(readFileSync(summary.files.report, 'utf8')).toContain('companies.csv, people.csv');
    const [companies, people] = summary.steps;
    expect(companies?.rows).toMatchObject({ read: 4, skipped: 3, rejected: 1 });
    expect(people?.rows).toMatchObject({ read: 8, skipped: 6, rejected: 2 });
    expect(sandbox.stats().byEndpoint.saveEnterprise).toBeUndefined();
  });

  test.each([
    ['saveEnterprise', 30],
    ['saveCustomer', 30],
  ] as const)('resumes a plan after a kill during %s, and completes it', async (key, calls) => {
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'], latencyMs: 10 });
    const options = planFolder(sandbox, 80, 160);
    const { child, done } = startCli(['import', 'plan.yaml', '--json'], options);
    const watch = setInterval(() => {
      if ((sandbox.stats().byEndpoint[key] ?? 0) >= calls) child.kill('SIGKILL');
    }, 2);
    expect((await done).signal).toBe('SIGKILL');
    clearInterval(watch);
    const { stdout, stderr } = await runCli(['resume', '--json'], options);
    const { rows, steps } = JSON.parse(stdout) as PlanSummary;
    expect(rows.read, stderr).toBe(240);
    expect(rows.created + rows.updated + rows.rejected + rows.in_doubt).toBe(240);
    expect(steps).toHaveLength(2);
    expect(sandbox.snapshot().duplicateEnterprises()).toEqual({});
    expect(sandbox.snapshot().duplicateCustomers('partnerid')).toEqual({});
    // A company in doubt has no id here, so its people cannot be linked; no one else is rejected but for the blank name.
    expect(steps[1]?.rows.rejected).toBe(2 * (1 + (steps[0]?.rows.in_doubt ?? 0)));
  });

  test.each([
    ['a file that is no plan', ['people.yaml'], 'is not a valid plan'],
    ['no mapping', ['people.csv'], 'No mapping given'],
    [
      'files and mappings that do not go together',
      ['people.csv', 'companies.csv', '-m', 'people.yaml'],
      '2 files but 1 mapping',
    ],
  ])('rejects a plan for %s', async (_, args, words) => {
    await using sandbox = await startSandbox();
    const { code, stderr } = await runCli(['import', ...args], planFolder(sandbox, 2, 2));
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(sandbox.stats().requests).toBe(0);
  });
});

describe('the id of a plan', () => {
  test('shows the runs of a plan by its id, and resumes what is left', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['partnerid'], latencyMs: 10 });
    const options = planFolder(sandbox, 80, 160);
    const { child, done } = startCli(['import', 'plan.yaml'], options);
    const watch = setInterval(() => {
      if ((sandbox.stats().byEndpoint.saveCustomer ?? 0) >= 30) child.kill('SIGKILL');
    }, 2);
    expect((await done).signal).toBe('SIGKILL');
    clearInterval(watch);
    const listed = JSON.parse((await runCli(['runs', '--json'], options)).stdout) as { run: string }[];
    const plan = listed[0]?.run.replace(/-\d$/, '') ?? '';
    const shown = await runCli(['runs', 'show', plan], options);
    expect(shown.code, shown.stderr).toBe(0);
    for (const step of ['1', '2']) expect(shown.stdout).toContain(`${plan}-${step}`);
    const { code, stdout, stderr } = await runCli(['resume', plan, '--json'], options);
    expect(code, stderr).toBe(1);
    expect(JSON.parse(stdout) as PlanSummary).toMatchObject({ run: plan, rows: { read: 240, pending: 0 } });
    expect(sandbox.snapshot().duplicateCustomers('partnerid')).toEqual({});
  });
});
