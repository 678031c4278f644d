import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

vi.setConfig({ testTimeout: 120_000 });

test.each([
  { bom: true, delimiter: ';', end: '\n', encoding: 'utf8' },
  { bom: false, delimiter: ',', end: '\r\n', encoding: 'utf8' },
  { bom: true, delimiter: '\t', end: '\r\n', encoding: 'utf8' },
  { bom: false, delimiter: '\t', end: '\n', encoding: 'gb18030' },
])('--merge-into keeps the style of the file: %j', async ({ bom, delimiter, end, encoding }) => {
  await using sandbox = await startSandbox({ customers: 3 });
  const folder = newFolder();
  const path = join(folder, 'all.csv');
  const lines = ['id,nick,mine', 'gone,王芳是老客户,关于她的笔记', 'away,李雷住在北京,他的电话号码'];
  const text = lines.map((line) => line.replaceAll(',', delimiter) + end).join('');
  const before = (bom ? '\ufeff' : '') + text;
  writeFileSync(path, iconv.encode(before, encoding));
  const args = ['export', 'customers', '--merge-into', 'all.csv', '--columns', 'id,nick', '--yes'];
  const { code, stderr } = await runCli(args, { cwd: folder, env: sandboxEnv(sandbox, folder) });
  expect(code, stderr).toBe(0);
  const after = iconv.decode(readFileSync(path), encoding, { stripBOM: false });
  expect(after.slice(0, before.length)).toBe(before);
  const added = after.slice(before.length).split(end);
  expect(added).toHaveLength(4);
  expect(added.slice(0, 3).map((line) => line.split(delimiter).length)).toEqual([3, 3, 3]);
  expect(after.replaceAll(end, '')).not.toMatch(/[\r\n]/);
});
