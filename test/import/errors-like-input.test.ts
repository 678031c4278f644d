import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTable, replaceFile } from '../../src/files/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder } from '../support/run-cli.ts';
import { runToEnd } from './importing.ts';

const MAPPING = `version: 1
target: customer
key: partnerid
fields:
  partnerid: id
  nick: name
  remark: note
  liable_serviceid: { column: owner, lookup: agent }
  crm_status: { const: 1 }
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterAll(() => sandbox.close());

function folderWith(csv: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'in.csv'), csv);
  writeFileSync(join(folder, 'map.yaml'), MAPPING);
  return folder;
}

const importing = (folder: string, file = 'in.csv', out = 'out') =>
  runToEnd(['import', file, '-m', 'map.yaml', '--out', out], sandbox, folder);

describe('errors.csv is written like its input', () => {
  test.each([
    ['a byte order mark, semicolons and CRLF', '\ufeff', ';', '\r\n'],
    ['tabs and LF', '', '\t', '\n'],
    ['commas and CR', '', ',', '\r'],
    ['pipes, a mark and LF', '\ufeff', '|', '\n'],
  ])('%s', async (_name, bom, delimiter, lineBreak) => {
    const line = (cells: readonly string[]) => cells.join(delimiter) + lineBreak;
    const csv = bom + line(['id', 'name', 'note', 'owner']) + line(['001', 'Zoë', "'=1+1", 'Nobody']);
    const folder = folderWith(csv);
    const { summary } = await importing(folder);
    const errors = readFileSync(summary.files.errors, 'utf8');
    const [header, row] = errors.split(lineBreak);
    expect(header).toBe(
      bom + ['id', 'name', 'note', 'owner', '_row', '_status', '_field', '_code', '_message'].join(delimiter),
    );
    expect(row?.startsWith(['001', 'Zoë', "'=1+1", 'Nobody', '2', 'rejected'].join(delimiter))).toBe(true);
    writeFileSync(summary.files.errors, errors.replace('Nobody', 'Li Na'));
    const second = await importing(folder, summary.files.errors, 'out2');
    expect([second.code, second.summary.rows.created + second.summary.rows.updated]).toEqual([0, 1]);
  });
});

test('writes formulas to errors.csv and results.csv as text, and reads the original texts back', async () => {
  const texts = ['=1+1', "'=1+1", '+49170', '-a', '@x', '＝1', '＋1', '－a', '＠x', '\n=1', '\t=1', '-5', "'x"];
  const quoted = texts.map((text) => `"${/^'*[=+\-@\t\n＝＋－＠]/.test(text) && text !== '-5' ? `'${text}` : text}"`);
  const csv = `id,name,note,owner\n${quoted.map((text, at) => `"'=K${at}",N${at},${text},Nobody\n`).join('')}`;
  const folder = folderWith(csv);
  const { summary, results } = await importing(folder);
  expect(results.map(({ id }) => id?.slice(0, 3))).toEqual(texts.map(() => "'=K"));
  for (const file of [summary.files.errors, summary.files.errors.replace('.csv', '.xlsx')]) {
    const table = await openTable(file);
    const notes: unknown[] = [];
    for await (const rows of table.batches()) notes.push(...rows.map(({ cells }) => cells[2]));
    await table.close();
    expect(notes).toEqual(texts);
  }
});

test('makes the files of a run readable by their owner only', async () => {
  const folder = folderWith('id,name,note,owner\n1,A,,Nobody\n2,B,,\n');
  const { summary } = await importing(folder);
  const dir = dirname(summary.files.errors);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(readdirSync(dir).sort()).toEqual(['errors.csv', 'errors.xlsx', 'report.html', 'results.csv', 'summary.json']);
  for (const name of readdirSync(dir)) expect([name, statSync(join(dir, name)).mode & 0o777]).toEqual([name, 0o600]);
});

test('never writes through a link that is in place of its temporary copy', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'out'));
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'untouched');
  const path = join(folder, 'out', 'report.html');
  for (const name of ['report.html.tmp', '.report.html.1.part', 'report.html.part'])
    symlinkSync(victim, join(folder, 'out', name));
  await replaceFile(path, 'report');
  expect([readFileSync(victim, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['untouched', 'report']);
});
