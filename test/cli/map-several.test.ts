import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbook } from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const COMPANIES = [
  ['Company name', 'Domain', 'Phone'],
  ['Northwind Foods', 'northwind.example', '+14155550101'],
  ['Blue Harbor', 'harbor.example', '+14155550102'],
  ['Öresund Marine', 'oresund.example', '+4540123401'],
];
const PEOPLE = [
  ['Name', 'Email', 'Company', 'City'],
  ['Ann Lee', 'ann@northwind.example', 'Northwind Foods', 'Oslo'],
  ['Bo Dahl', 'bo@northwind.example', 'Northwind Foods', 'Bergen'],
  ['Cy Okoro', 'cy@oresund.example', 'Öresund Marine', 'Malmö'],
  ['Di Sole', 'di@alone.example', '', 'Rome'],
  ['Ed Lund', 'ed@nobody.example', 'Nobody Knows', 'Lund'],
];

async function workbook(path: string, rows: readonly (readonly string[])[]): Promise<void> {
  const book = new Workbook();
  const sheet = book.addWorksheet('Sheet1');
  for (const row of rows) sheet.addRow([...row]);
  await book.xlsx.writeFile(path);
}

async function folder() {
  const cwd = newFolder();
  await workbook(join(cwd, 'companies.xlsx'), COMPANIES);
  await workbook(join(cwd, 'people.xlsx'), PEOPLE);
  return { cwd, env: sandboxEnv(sandbox, cwd) };
}

describe('map of several files', () => {
  test.each([[['companies.xlsx', 'people.xlsx']], [['people.xlsx', 'companies.xlsx']]])(
    'of %j writes both mappings and a plan that imports people into their companies',
    async (files) => {
      const at = await folder();
      const mapped = await runCli(['map', ...files, '-o', 'plan.yaml'], at);
      expect(mapped, mapped.stderr).toMatchObject({ code: 0, stdout: '' });
      expect(mapped.stderr).toContain(
        '3 of 4 rows with a value name a company in companies.xlsx. 1 row would be rejected',
      );
      expect(mapped.stderr).toContain('sobot-etl check plan.yaml');
      const read = (name: string) => readFileSync(join(at.cwd, name), 'utf8');
      expect(read('plan.yaml')).toBe(
        'version: 1\nsteps:\n  - file: companies.xlsx\n    mapping: companies.yaml\n  - file: people.xlsx\n    mapping: people.yaml\n',
      );
      expect(read('companies.yaml')).toContain('target: enterprise');
      expect(read('companies.yaml')).toContain('\nkey: enterprise_name\n');
      expect(read('people.yaml')).toContain('enterpriseid: { column: Company, lookup: enterprise }');
      if (files[0] !== 'companies.xlsx') return;
      const { code, stdout, stderr } = await runCli(['import', 'plan.yaml', '--json', '--yes'], at);
      expect(code, stderr).toBe(1);
      const summary = JSON.parse(stdout) as { rows: Record<string, number> };
      expect(summary.rows).toMatchObject({ read: 8, created: 7, rejected: 1 });
      const ids = sandbox.snapshot().enterprises();
      const northwind = ids.find((row) => row['enterprise_name'] === 'Northwind Foods');
      const [ann] = sandbox.snapshot().customers({ email: 'ann@northwind.example' });
      expect(ann?.['enterpriseid']).toBe(northwind?.['enterpriseid'] ?? northwind?.['id']);
    },
  );

  test('replaces no existing file without --yes, and names the files', async () => {
    const at = await folder();
    writeFileSync(join(at.cwd, 'people.yaml'), 'mine\n');
    const { code, stderr } = await runCli(['map', 'companies.xlsx', 'people.xlsx', '-o', 'plan.yaml'], at);
    expect(code).toBe(2);
    expect(stderr).toContain('people.yaml already exists');
    expect(readFileSync(join(at.cwd, 'people.yaml'), 'utf8')).toBe('mine\n');
    expect(existsSync(join(at.cwd, 'plan.yaml'))).toBe(false);
    expect((await runCli(['map', 'companies.xlsx', 'people.xlsx', '-o', 'plan.yaml', '--yes'], at)).code).toBe(0);
  });

  test('takes one target per file, and rejects any other count', async () => {
    const at = await folder();
    const args = ['map', 'people.xlsx', 'companies.xlsx', '-o', 'deep-plan.yaml'];
    const one = await runCli([...args, '-t', 'customer'], at);
    expect(one.code).toBe(2);
    expect(one.stderr).toContain('2 files but 1 target');
    const two = await runCli([...args, '-t', 'customer', '-t', 'enterprise', '--json'], at);
    expect(two.code, two.stderr).toBe(0);
    expect(JSON.parse(two.stdout)).toMatchObject({
      files: { plan: 'deep-plan.yaml' },
      steps: [
        { target: 'enterprise', input: 'companies.xlsx' },
        { target: 'customer', link: { column: 'Company', to: 'companies.xlsx', rows: 4, found: 3 } },
      ],
    });
  });

  test('asks for targets if the files have nothing in common', async () => {
    const at = await folder();
    writeFileSync(join(at.cwd, 'other.csv'), 'Name,Email\nZoe,zoe@x.example\nYan,yan@x.example\n');
    const { code, stderr } = await runCli(['map', 'companies.xlsx', 'other.csv', '-o', 'plan.yaml'], at);
    expect(code).toBe(2);
    expect(stderr).toContain('-t customer -t customer');
  });

  test('asks for the file of the plan', async () => {
    const at = await folder();
    const { code, stderr } = await runCli(['map', 'companies.xlsx', 'people.xlsx'], at);
    expect(code).toBe(2);
    expect(stderr).toContain('sobot-etl map companies.xlsx people.xlsx -o plan.yaml');
  });
});
