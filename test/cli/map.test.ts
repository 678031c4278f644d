import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { inCheckout, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** A folder with an export of another CRM in it. */
function folderWith(file: string): { cwd: string; env: Record<string, string> } {
  const cwd = newFolder();
  copyFileSync(inCheckout('test/fixtures/headers', file), join(cwd, file));
  return { cwd, env: sandboxEnv(sandbox, cwd) };
}

describe('map', () => {
  test('writes a mapping that makes every row of an unknown export fit to send', async () => {
    const at = folderWith('excel-en.csv');
    const mapped = await runCli(['map', 'excel-en.csv', '--target', 'customer', '-o', 'customers.yaml'], at);
    expect(mapped).toMatchObject({ code: 0, stdout: '' });
    expect(mapped.stderr).toContain('Review it, then: sobot-etl check excel-en.csv -m customers.yaml');
    const checked = await runCli(['check', 'excel-en.csv', '-m', 'customers.yaml', '--json'], at);
    expect(checked.code).toBe(0);
    expect(JSON.parse(checked.stdout)).toMatchObject({ rows: { read: 4, rejected: 0 } });
  });

  test('writes the mapping to standard output, and messages to standard error', async () => {
    const { stdout, stderr } = await runCli(['map', 'excel-en.csv'], folderWith('excel-en.csv'));
    expect(stdout).toContain('# 97 % — "Credit Limit": 12,500.00 | 800.00 | 2,000.00');
    expect(stdout).toContain('  Birthday: { column: D.O.B., transform: [{ date: DD/MM/YYYY }] }');
    expect(stderr).toContain('Not sent: Street, Postcode, Customer since');
  });

  test('works without credentials, and says what it could not consider', async () => {
    const { cwd } = folderWith('excel-en.csv');
    const env = { SOBOT_ETL_HOME: join(cwd, 'home') };
    const { code, stdout, stderr } = await runCli(['map', 'excel-en.csv', '-o', '-'], { cwd, env });
    expect(code).toBe(0);
    expect(stderr).toContain('No credentials: the tenant’s custom fields, agents and lists are not considered.');
    expect(stdout).toContain("The tenant's custom fields, agents and lists were not considered");
    expect(existsSync(join(cwd, 'home'))).toBe(false);
  });

  test('suggests a mapping without the tenant if the server does not answer', async () => {
    const { cwd, env } = folderWith('excel-en.csv');
    const dead = { ...env, SOBOT_BASE_URL: 'http://127.0.0.1:1' };
    const args = ['map', 'excel-en.csv', '--outage-patience', '0.1', '--max-attempts', '1'];
    const { code, stdout, stderr } = await runCli(args, { cwd, env: dead });
    expect(stderr).toContain('The CRM could not be read');
    expect(code).toBe(0);
    expect(stdout).toContain('nick: Contact Person');
  });

  test('finds the column names below a title of the same width', async () => {
    const at = folderWith('excel-en.csv');
    const title = 'Customers 2024,as of May,\n,,\n';
    writeFileSync(join(at.cwd, 'titled.csv'), `${title}Full name,Mobile,Email\nAnn,+4917012345,ann@x.example\n`);
    const { code, stderr } = await runCli(['map', 'titled.csv', '-t', 'customer', '-o', 'titled.yaml'], at);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('The column names are in row 3 of the file');
    expect(readFileSync(join(at.cwd, 'titled.yaml'), 'utf8')).toContain('source: { header: 3 }');
  });

  test('names the folder it cannot write to', async () => {
    const at = folderWith('excel-en.csv');
    const { code, stderr } = await runCli(['map', 'excel-en.csv', '-o', 'nowhere/customers.yaml'], at);
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere/customers.yaml: the file cannot be written: its folder does not exist.');
  });

  test('does not replace a mapping without --yes', async () => {
    const at = folderWith('excel-en.csv');
    const path = join(at.cwd, 'customers.yaml');
    writeFileSync(path, 'mine');
    const refused = await runCli(['map', 'excel-en.csv', '-o', 'customers.yaml'], at);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('customers.yaml already exists');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect((await runCli(['map', 'excel-en.csv', '-o', 'customers.yaml', '--yes'], at)).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('version: 1');
  });

  test('exits with 1 if no column holds a required field', async () => {
    const at = folderWith('excel-en.csv');
    const { code, stdout, stderr } = await runCli(['map', 'excel-en.csv', '-t', 'blacklist'], at);
    expect(code).toBe(1);
    expect(stderr).toContain('Missing: Duration (black_type)');
    expect(stdout).toContain('# black_type: <column>');
  });

  test('suggests the nearest target for an unknown one', async () => {
    const { code, stderr } = await runCli(['map', 'excel-en.csv', '-t', 'custmer'], folderWith('excel-en.csv'));
    expect(code).toBe(2);
    expect(stderr).toContain('There is no target "custmer"; did you mean customer?');
  });

  test('prints the field of every column as JSON', async () => {
    const { stdout } = await runCli(['map', 'excel-en.csv', '--json'], folderWith('excel-en.csv'));
    const summary = JSON.parse(stdout) as { placed: { place: string; columns: string[] }[]; mapping: string };
    expect(summary).toMatchObject({ command: 'map', target: 'customer', key: 'partnerid', missing: [] });
    expect(summary.placed).toContainEqual(expect.objectContaining({ place: 'tel', columns: ['Mobile No.'] }));
    expect(summary.mapping).toContain('version: 1');
  });
});
