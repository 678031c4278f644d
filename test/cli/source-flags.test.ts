import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

const FLAGS = ['--header', '2', '--encoding', 'windows-1251', '--delimiter', '~'];
const mapping = (source = '') =>
  `version: 1\ntarget: customer\n${source}key: partnerid\nfields:\n  partnerid: ID\n  nick: Name\n  email: Mail\n  crm_status: { const: 1 }\n`;
/** In windows-1251, below a title, with an unusual delimiter. */
const file = Buffer.from('Report\nID~Name~Mail\n1~\xc8\xe2\xe0\xed~ivan@example.com\n', 'latin1');

test('import, check, plans, map and tag read a file as their flags say, which override the mapping', async () => {
  await using sandbox = await startSandbox();
  const cwd = newFolder();
  const env = sandboxEnv(sandbox, cwd);
  writeFileSync(join(cwd, 'a.txt.csv'), file);
  writeFileSync(join(cwd, 'm.yaml'), mapping('source: { header: 1, delimiter: ";" }\n'));
  writeFileSync(
    join(cwd, 'plan.yaml'),
    'version: 1\nsteps:\n  - { file: a.txt.csv, mapping: m.yaml, header: 2, encoding: windows-1251, delimiter: "~" }\n',
  );
  const run = async (...args: string[]) => {
    const result = await runCli(args, { cwd, env });
    expect(result.code, result.stderr).toBe(0);
    return result;
  };
  await run('check', 'a.txt.csv', '-m', 'm.yaml', ...FLAGS);
  await run('check', 'plan.yaml');
  await run('map', 'a.txt.csv', '-o', 'made.yaml', ...FLAGS);
  expect(readFileSync(join(cwd, 'made.yaml'), 'utf8')).toContain('windows-1251');
  await run('import', 'a.txt.csv', '-m', 'm.yaml', ...FLAGS);
  expect([...sandbox.snapshot().customers()].map(({ nick }) => nick)).toEqual(['Иван']);
  const tag = ['--by', 'email', '--column', 'Mail', '--add', 'Channel/Source flags', '--create-missing', '--json'];
  const { stdout } = await run('tag', 'a.txt.csv', ...tag, ...FLAGS);
  expect(JSON.parse(stdout)).toMatchObject({ rows: { read: 1, done: 1 } });
});
