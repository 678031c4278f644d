import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

// Each test runs the command many times.
vi.setConfig({ testTimeout: 240_000 });

async function working() {
  const sandbox = await startSandbox({ customers: 12 });
  const folder = newFolder();
  const env = sandboxEnv(sandbox, folder);
  const path = (name: string) => join(folder, name);
  return {
    sandbox,
    write: (name: string, text: string) => writeFileSync(path(name), text),
    read: (name: string) => readFileSync(path(name), 'utf8'),
    has: (name: string) => existsSync(path(name)),
    run: (...args: string[]) => runCli(args, { cwd: folder, env }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

test('an export replaces its own file without asking, and an edited one only with --yes', async () => {
  await using work = await working();
  const args = ['export', 'customers', '-o', 'all.csv', '--columns', 'id,nick'];
  for (let time = 0; time < 2; time += 1) {
    const { code, stderr } = await work.run(...args);
    expect(code, stderr).toBe(0);
  }
  const edited = `${work.read('all.csv')}x,Note\r\n`;
  work.write('all.csv', edited);
  const refused = await work.run(...args);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/all\.csv changed after an export wrote it.*another file with -o, or --yes/);
  expect(work.read('all.csv')).toBe(edited);
  const { code, stderr } = await work.run(...args, '--yes');
  expect(code, stderr).toBe(0);
  expect(work.read('all.csv')).not.toContain('Note');
});

test('an export does not replace the file of an import or its mapping', async () => {
  await using work = await working();
  work.write('people.csv', 'Name,Telephone\nLi Na,13800138000\n');
  work.write('people.mapping.yaml', 'version: 1\n# mine\n');
  work.write('mapping.yaml', 'version: 1\n');
  const before = work.sandbox.stats().requests;
  for (const args of [
    ['-o', 'people.csv'],
    ['-o', 'mapping.yaml', '--format', 'csv'],
    // The mapping of an export for editing is written next to its file.
    ['-o', 'people.xlsx', '--for-update'],
  ]) {
    const { code, stderr } = await work.run('export', 'customers', ...args);
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(/was not written by an export and would be replaced \(\d+ bytes\)/);
  }
  expect(work.sandbox.stats().requests).toBe(before);
  expect(work.read('people.csv')).toContain('Li Na');
  expect(work.read('people.mapping.yaml')).toContain('# mine');
  expect(work.read('mapping.yaml')).toBe('version: 1\n');
  expect(work.has('people.xlsx')).toBe(false);
});

test('resume asks before it replaces a file that is new at the output path, but not one whose replacement was confirmed', async () => {
  await using work = await working();
  const args = ['export', 'customers', '--max-attempts', '1'];
  work.write('old.csv', 'old');
  work.sandbox.setFaults({ '500': 1 });
  expect((await work.run(...args, '-o', 'new.csv')).code).toBe(3);
  work.write('new.csv', 'mine');
  work.sandbox.setFaults({});
  const refused = await work.run('resume');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('new.csv was not written by an export');
  expect(work.read('new.csv')).toBe('mine');
  const { code, stderr } = await work.run('resume', '--yes');
  expect(code, stderr).toBe(0);
  work.sandbox.setFaults({ '500': 1 });
  expect((await work.run(...args, '-o', 'old.csv', '--yes')).code).toBe(3);
  work.sandbox.setFaults({});
  const resumed = await work.run('resume');
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(work.read('old.csv')).not.toBe('old');
});
