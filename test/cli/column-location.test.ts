import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { row, workbook } from '../files/support/workbook.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const MAPPING = `version: 1
target: customer
key: partnerid
fields:
  partnerid: id
  nick: name
  tel: phone
  crm_status: { const: 1 }
`;

function folderWith(name: string, content: string | Buffer): { cwd: string; env: Record<string, string> } {
  const cwd = newFolder();
  writeFileSync(join(cwd, name), content);
  writeFileSync(join(cwd, 'm.yaml'), MAPPING);
  return { cwd, env: sandboxEnv(sandbox, cwd) };
}

const TITLED = 'Customer report\n\nAs of,2024-01-01\nid,name,phone\n1,Ann,13800000001\n2,Bob,13800000002\n';
const data = row(1, 'id', 'name', 'phone') + row(2, '1', 'Ann', '13800000001');
const elsewhere = workbook([
  { name: 'Read me', rows: row(1, 'This workbook has our customers') },
  { name: 'Data', rows: data },
]);
const titledElsewhere = workbook([
  { name: 'Read me', rows: row(1, 'This workbook has our customers') },
  {
    name: 'Our data',
    rows: row(1, 'Customers') + row(3, 'id', 'name', 'phone') + row(4, '1', 'Ann', '13800000001'),
  },
]);

describe('columns below the first row or on another sheet', () => {
  test.each([
    ['below a title', 'in.csv', TITLED, 'Row 4 has all of them: set source: { header: 4 }'],
    ['on another sheet', 'in.xlsx', elsewhere, 'Sheet "Data" has all of them: set source: { sheet: "Data" }'],
    [
      'below a title on another sheet',
      'in.xlsx',
      titledElsewhere,
      'Row 3 of sheet "Our data" has all of them: set source: { sheet: "Our data", header: 3 }',
    ],
  ])('%s are found, and the message has the setting that reads them', async (_where, name, content, said) => {
    const at = folderWith(name, content);
    for (const command of ['check', 'import']) {
      const { code, stderr } = await runCli([command, name, '-m', 'm.yaml'], at);
      expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
      expect(stderr).not.toContain('another spreadsheet');
    }
    const line = /source: \{.*\}/.exec(said)?.[0] ?? '';
    writeFileSync(join(at.cwd, 'm.yaml'), `${MAPPING}${line}\n`);
    const { code, stderr } = await runCli(['check', name, '-m', 'm.yaml'], at);
    expect(code, stderr).toBe(0);
  });

  test('columns below the first row are found for tag, too', async () => {
    const at = folderWith('in.csv', TITLED);
    const { code, stderr } = await runCli(['tag', 'in.csv', '--by', 'tel', '--column', 'phone', '--add', 'VIP'], at);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Row 4 has all of them: give --header 4')]);
  });

  test('missing columns get no position', async () => {
    const at = folderWith('in.csv', 'Customer report\n\nid,name\n1,Ann\n');
    const { code, stderr } = await runCli(['check', 'in.csv', '-m', 'm.yaml'], at);
    expect([code, stderr]).toEqual([2, expect.not.stringContaining('has all of them')]);
  });

  test.each([
    ['in.csv', TITLED, 'source: { header: 4 }'],
    ['in.xlsx', elsewhere, 'source: { sheet: Data }'],
    ['in.xlsx', titledElsewhere, 'source: { sheet: Our data, header: 3 }'],
  ])('are found by map, which writes their position into the mapping: %s %#', async (name, content, said) => {
    const at = folderWith(name, content);
    const mapped = await runCli(['map', name, '-o', 'found.yaml'], at);
    expect(readFileSync(join(at.cwd, 'found.yaml'), 'utf8'), mapped.stderr).toContain(said);
    const { code, stderr } = await runCli(['check', name, '-m', 'found.yaml'], at);
    expect(code, stderr).toBe(0);
  });
});

describe('a file that would be read wrongly', () => {
  const unclear = iconv.encode(
    `id,name,phone\n${'1,Ann,13800000001\n'.repeat(5000)}2,Zoë,13800000002\n`,
    'windows-1252',
  );

  test.each([
    ['check', ['-m', 'm.yaml']],
    ['import', ['-m', 'm.yaml', '--yes']],
    ['map', []],
    ['tag', ['--by', 'tel', '--column', 'phone', '--add', 'VIP', '--create-missing', '--yes']],
  ])('with an unclear encoding is rejected by %s before anything is sent', async (command, flags) => {
    const at = folderWith('in.csv', unclear);
    const before = JSON.stringify(sandbox.snapshot());
    const { code, stderr } = await runCli([command, 'in.csv', ...flags], at);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/in\.csv line 5002: .*\n.*windows-1252 \} +Zoë/)]);
    expect(JSON.stringify(sandbox.snapshot())).toBe(before);
  });

  test.each(['check', 'import', 'map'])('with an invalid byte far down is rejected by %s', async (command) => {
    const content = `id,name,phone\n${'1,Müller,13800000001\n'.repeat(5000)}`;
    const at = folderWith(
      'in.csv',
      Buffer.concat([Buffer.from(`${content}2,`), Buffer.from([0xff, 0x2c, 0x31, 0x0a])]),
    );
    const { code, stderr } = await runCli([command, 'in.csv', ...(command === 'map' ? [] : ['-m', 'm.yaml'])], at);
    expect([code, stderr]).toEqual([2, expect.stringContaining('in.csv line 5002: byte')]);
  });

  test('with backslashes before quotes is rejected, and read once the mapping says how', async () => {
    const at = folderWith('in.csv', 'id,name,phone\n1,"Ann \\"A\\" Lee",13800000001\n2,"Bob \\\\ Bo",13800000002\n');
    const { code, stderr } = await runCli(['import', 'in.csv', '-m', 'm.yaml'], at);
    expect([code, stderr]).toEqual([2, expect.stringContaining('in.csv line 2:')]);
    expect(stderr).toContain('source: { escape: "\\\\" }');
    writeFileSync(join(at.cwd, 'm.yaml'), `${MAPPING}source: { escape: "\\\\" }\n`);
    const checked = await runCli(['check', 'in.csv', '-m', 'm.yaml'], at);
    expect(checked.code, checked.stderr).toBe(0);
    const mapped = await runCli(['map', 'in.csv', '-o', 'found.yaml'], at);
    expect(readFileSync(join(at.cwd, 'found.yaml'), 'utf8'), mapped.stderr).toContain('escape: "\\\\"');
  });
});
