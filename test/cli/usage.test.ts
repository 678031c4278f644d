import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { cliPath, inCheckout, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

const sample = inCheckout('samples', 'customers.csv');

describe('bad usage exits with 2, says what is right, and sends nothing', () => {
  test.each([
    [['import', 'x.csv', '-m', 'x.yaml', '--concurency', '3'], '--concurrency'],
    [['imprt'], 'import'],
    [['import', 'x.csv'], 'sobot-etl map x.csv -o mapping.yaml'],
    [['import', 'x y.csv'], "sobot-etl map 'x y.csv' -o mapping.yaml"],
    [['import', sample, '-m', sample], 'This is a spreadsheet, and a mapping is a YAML file'],
    [['import'], 'sobot-etl import <file..>'],
    [[], 'sobot-etl map people.csv -o people.yaml'],
    [['import', 'x.csv', '-m'], '-m needs a value'],
    [['import', 'x.csv', '--mapp', 'x.yaml'], 'did you mean --mapping?'],
    [['tag', 'x.csv', '--by', 'emial', '--column', 'E', '--add', 'A'], 'did you mean email?'],
    [['runs', 'shw'], '"shw" is not one of list, show, verify, prune; did you mean show?'],
    [['streams', 'show', 'custmers'], 'Did you mean "customers"'],
    [['streams', 'shw', 'customers'], 'did you mean: sobot-etl streams show customers'],
    [['import', sample, '-m', 'nowhere.yaml'], 'nowhere.yaml: There is no such file. A mapping says'],
    [['import', 'nowhere.csv', '-m', inCheckout('mappings', 'customers.yaml')], 'nowhere.csv'],
    [['import', sample, '-m', inCheckout('mappings', 'customers.yaml'), '--max-errors', 'many'], '5%'],
    [['import', sample, '-m', inCheckout('mappings', 'customers.yaml'), '--concurrency', '0'], '--concurrency'],
    [['whoami', '--timeout', '30s'], 'without a unit, such as --timeout 30, not "30s"'],
    [['whoami', '--base-url', 'sg.sobot.io'], 'https://sg.sobot.io'],
    [['whoami', '--profile', 'nobody'], 'sobot-etl login --profile nobody'],
    [['sandbox', '--faults', 'resets=1'], 'reset-after'],
  ])('%j', async (args, hint) => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    const { code, stdout, stderr } = await runCli(args, { cwd: folder, env: sandboxEnv(sandbox, folder) });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(hint);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(sandbox.stats().requests).toBe(0);
  });

  test('missing credentials', async () => {
    const folder = newFolder();
    const { code, stderr } = await runCli(['whoami'], { cwd: folder, env: { SOBOT_ETL_HOME: join(folder, 'home') } });
    expect(code).toBe(2);
    expect(stderr).toContain('SOBOT_APP_ID and SOBOT_APP_KEY are not set');
    expect(stderr).toContain('sobot-etl login');
  });

  test('a column missing in the spreadsheet is reported with file, line and the nearest name, and no row is sent', async () => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    writeFileSync(
      join(folder, 'map.yaml'),
      'version: 1\ntarget: customer\nfields:\n  nick: Full nam\n  crm_status: { const: 1 }\n',
    );
    const { code, stderr } = await runCli(['import', sample, '-m', 'map.yaml'], {
      cwd: folder,
      env: sandboxEnv(sandbox, folder),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('map.yaml:4:');
    expect(stderr).toContain('"Full name"');
    expect(sandbox.stats().byEndpoint['saveCustomer']).toBeUndefined();
  });
});

test('a mistyped file name gets the nearest spreadsheet as a suggestion', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'customers 2025.csv'), 'Name\nLi Na\n');
  const { code, stderr } = await runCli(['map', 'customers2025.csv'], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toContain('there is no such file. Check the name and the folder. Did you mean "customers 2025.csv"?');
  const unquoted = await runCli(['check', 'customers', '2025.csv', '-m', 'customers.yaml'], { cwd: folder });
  expect(unquoted.code).toBe(2);
  expect(unquoted.stderr).toBe('Did you mean "customers 2025.csv"? A name with spaces needs quotes around it\n');
});

test('suggests that a mapping without any matching column belongs to another spreadsheet', async () => {
  await using sandbox = await startSandbox();
  const folder = newFolder();
  writeFileSync(join(folder, 'other.csv'), 'Kind,Colour\nApple,red\n');
  const { code, stderr } = await runCli(['check', 'other.csv', '-m', inCheckout('mappings', 'tag.yaml')], {
    cwd: folder,
    env: sandboxEnv(sandbox, folder),
  });
  expect(code).toBe(2);
  expect(stderr).toContain('Is this the mapping of another spreadsheet?');
});

test('an older Node says at once which version is needed', () => {
  const old =
    "data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })";
  const { status, stderr } = spawnSync(process.execPath, ['--import', old, cliPath, '--help'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('needs Node 24 or newer, and this is Node 20.1.0');
});

test('the environment overrides the .env file of the working folder, and flags override both', async () => {
  await using sandbox = await startSandbox();
  const folder = newFolder();
  writeFileSync(
    join(folder, '.env'),
    `SOBOT_BASE_URL=${sandbox.url}\nSOBOT_APP_ID=sandbox\nSOBOT_APP_KEY=sandbox-key\nSOBOT_ETL_HOME=${join(folder, 'home')}\n`,
  );
  const inFolder = (args: string[], env = {}) =>
    runCli(['whoami', '--json', '--max-attempts', '1', ...args], { cwd: folder, env });
  expect((await inFolder([])).code).toBe(0);
  expect((await inFolder([], { SOBOT_BASE_URL: 'http://127.0.0.1:1' })).code).toBe(3);
  expect((await inFolder(['--base-url', sandbox.url], { SOBOT_BASE_URL: 'http://127.0.0.1:1' })).code).toBe(0);
});
