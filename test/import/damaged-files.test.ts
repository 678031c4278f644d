import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder } from '../support/run-cli.ts';
import { runToEnd } from './importing.ts';

const mapping = (more = '') => `version: 1
target: customer
key: partnerid
${more}fields:
  partnerid: Id
  nick: Name
  crm_status: { const: 1 }
  sex: { column: Gender, values: { F: 2, M: 1 } }
  remark: Card
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** A folder with `in.csv` and `map.yaml`. */
function folderWith(csv: string | Buffer, text = mapping()): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'in.csv'), csv);
  writeFileSync(join(folder, 'map.yaml'), text);
  return folder;
}

async function folderWithWorkbook(rows: readonly (readonly unknown[])[], text = mapping()): Promise<string> {
  const folder = folderWith('', text);
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('Kunden');
  for (const row of rows) sheet.addRow([...row]);
  await book.xlsx.writeFile(join(folder, 'in.xlsx'));
  return folder;
}

interface Finding {
  readonly code: string;
  readonly row: number;
  readonly columnName: string;
}

const findingsOf = (summary: unknown): readonly Finding[] =>
  (summary as { damage?: { findings: readonly Finding[] } }).damage?.findings ?? [];

const DAMAGED = 'Id,Name,Gender,Card\nA1,MÃ¼ller,F,1\nA2,Bob,M,4.56E+17\nA3,Cid,M,123456789012345000\nA4,Dee,F,#REF!\n';

describe.each(['check', 'import'])('%s of values that a spreadsheet damaged', (command) => {
  test('names row and column of each damaged value, and rejects rows whose values are lost', async () => {
    const folder = folderWith(
      DAMAGED.replaceAll(/^A/gm, `${command}-`).replaceAll('Card', 'Card no'),
      mapping().replace('Card', 'Card no'),
    );
    const { code, summary, errors, stderr } = await runToEnd([command, 'in.csv', '-m', 'map.yaml'], sandbox, folder);
    expect(code).toBe(1);
    expect(findingsOf(summary).map(({ code, row, columnName }) => [row, columnName, code])).toEqual([
      [2, 'Name', 'mojibake'],
      [3, 'Card no', 'scientific-notation'],
      [4, 'Card no', 'rounded-number'],
      [5, 'Card no', 'error-value'],
    ]);
    expect(errors.map(({ _row, _field, _code }) => [_row, _field, _code])).toEqual([
      ['3', 'Card no', 'scientific-notation'],
      ['4', 'Card no', 'rounded-number'],
      ['5', 'Card no', 'error-value'],
    ]);
    expect(errors[0]?.['_message']).toContain('"4.56E+17": only 3 of its 18 digits are left');
    expect(stderr).toContain('first in row 3, column "Card no": 4.56E+17');
    expect(readFileSync(summary.files.report, 'utf8')).toContain('Data-quality issues');
  });

  test('sends damaged values with --accept-damage, and says so', async () => {
    const folder = folderWith(DAMAGED.replaceAll(/^A/gm, `accepted-${command}-`));
    const args = [command, 'in.csv', '-m', 'map.yaml', '--accept-damage'];
    const { code, summary } = await runToEnd(args, sandbox, folder);
    expect([code, summary.rows.rejected]).toEqual([0, 0]);
    expect(findingsOf(summary)).toHaveLength(4);
  });

  test('accepts rows whose damaged values are in unmapped columns', async () => {
    const folder = folderWith(
      'Id,Name,Gender,Account\nB1,Ann,F,123456789012345000\n',
      mapping().replace(/ {2}remark.*\n/, ''),
    );
    const { summary } = await runToEnd([command, 'in.csv', '-m', 'map.yaml'], sandbox, folder);
    expect(summary.rows.rejected).toBe(0);
    expect(findingsOf(summary)).toMatchObject([{ row: 2, columnName: 'Account', code: 'rounded-number' }]);
  });
});

describe('errors.xlsx', () => {
  const rows = [
    ['Id', 'Name', 'Gender', 'Card'],
    ['0001', 'Ann', 'F', 'a'],
    ['0002', 'Bob', 'X', new Date('2024-05-03')],
    ['0003', '', 'Q', 123456789012345680],
    ['0004', 'Dee', 'M', 'd'],
  ];

  test('writes errors.xlsx for a workbook, which can be corrected and imported with the same mapping', async () => {
    const folder = await folderWithWorkbook(rows, mapping('source: { sheet: Kunden, header: 1 }\n'));
    const first = await runToEnd(['import', 'in.xlsx', '-m', 'map.yaml'], sandbox, folder);
    expect(first.summary.rows).toMatchObject({ read: 4, created: 2, rejected: 2 });
    const { errors_xlsx: path = '' } = first.summary.files as Record<string, string>;
    expect(first.stderr).toContain('errors.xlsx -m map.yaml');

    const book = new exceljs.Workbook();
    await book.xlsx.readFile(path);
    const sheet = book.getWorksheet('Kunden') as exceljs.Worksheet;
    expect([sheet.getCell('B2').text, sheet.getCell('D2').value]).toEqual(['Bob', new Date('2024-05-03')]);
    expect(sheet.getCell('C2').note).toBe('Gender, C3: "X" is not one of F, M');
    expect(sheet.getCell('D3').fill).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
    sheet.getCell('C2').value = 'M';
    sheet.getCell('B3').value = 'Cid';
    sheet.getCell('C3').value = 'F';
    sheet.getCell('D3').value = 'c';
    await book.xlsx.writeFile(path);

    const second = await runToEnd(['import', path, '-m', 'map.yaml'], sandbox, folder);
    expect([second.code, second.summary.rows.created]).toEqual([0, 2]);
    const names = sandbox.snapshot().customers();
    expect(
      names
        .filter(({ partnerid }) => /^000[1-4]$/.test(String(partnerid)))
        .map(({ nick }) => nick)
        .sort(),
    ).toEqual(['Ann', 'Bob', 'Cid', 'Dee']);
  });

  test('comments each cell of errors.xlsx with its own problem', async () => {
    const folder = await folderWithWorkbook([
      ['Id', 'Name', 'Gender', 'Card'],
      ['E1', '', 'Q', 'x'],
    ]);
    const { summary } = await runToEnd(['check', 'in.xlsx', '-m', 'map.yaml'], sandbox, folder);
    const book = new exceljs.Workbook();
    await book.xlsx.readFile((summary.files as Record<string, string>)['errors_xlsx'] ?? '');
    const [sheet] = book.worksheets;
    expect(sheet?.getCell('B2').note).toBe('Name, B2: Nickname (nick) is required, but it is blank');
    expect(sheet?.getCell('C2').note).toBe('Gender, C2: "Q" is not one of F, M');
  });

  test('writes no errors.xlsx when nothing went wrong', async () => {
    const fine = await folderWithWorkbook([
      ['Id', 'Name', 'Gender', 'Card'],
      ['F1', 'Ann', 'F', 'x'],
    ]);
    const { summary } = await runToEnd(['check', 'in.xlsx', '-m', 'map.yaml'], sandbox, fine);
    expect(summary.files).not.toHaveProperty('errors_xlsx');
  });

  test('writes errors.xlsx for a CSV file, too, with text cells that no spreadsheet program changes', async () => {
    const folder = folderWith('Id;Name;Gender;Card\n000;=1+1;Q;12345678901234567\n');
    const { summary } = await runToEnd(['check', 'in.csv', '-m', 'map.yaml'], sandbox, folder);
    const book = new exceljs.Workbook();
    await book.xlsx.readFile((summary.files as Record<string, string>)['errors_xlsx'] ?? '');
    const cells = ['A2', 'B2', 'C2', 'D2'].map((address) => book.worksheets[0]?.getCell(address));
    expect(cells.map((cell) => cell?.value)).toEqual(['000', '=1+1', 'Q', '12345678901234567']);
    expect(cells.map((cell) => cell?.numFmt)).toEqual(['@', '@', '@', '@']);
  });
});

describe('a quote that is never closed', () => {
  const csv = (start: string) =>
    `Id,Name,Gender,Card\n${start}"H2,Bob,M,x;y\n${Array.from({ length: 50 }, (_, at) => `H${at + 3},Cid; C,M,x\n`).join('')}`;

  test('ends a check of an unclosed quote with exit code 2, its line and what to do', async () => {
    const folder = folderWith(csv('H1,Ann,F,x\n'));
    const { code, stderr, summary } = await runToEnd(['check', 'in.csv', '-m', 'map.yaml'], sandbox, folder);
    expect([code, summary.status, summary.rows.read]).toEqual([2, 'aborted', 1]);
    expect(stderr).toContain('Reason: in.csv line 3: the quote that opens here is never closed');
    expect(stderr).toContain('Next: fix in.csv at that position:\n  sobot-etl check in.csv -m map.yaml');
    expect(stderr).not.toContain('Every row is fit to send');
  });

  test('ends an import of an unclosed quote with exit code 2 when nothing was sent', async () => {
    const { code, stderr, summary } = await runToEnd(
      ['import', 'in.csv', '-m', 'map.yaml'],
      sandbox,
      folderWith(csv('')),
    );
    expect([code, summary.rows.read]).toEqual([2, 0]);
    expect(stderr).toContain(
      'Next: fix in.csv at that position:\n  sobot-etl import in.csv -m map.yaml --changed-only',
    );
  });
});

test('imports errors.csv with the same mapping, although the input had another header row, delimiter and encoding', async () => {
  const source = 'source: { header: 3, delimiter: ";", encoding: windows-1252 }\n';
  const csv = Buffer.from('Liste;;;\n\nId;Name;Gender;Card\nG1;Jörg;Q;x\n', 'latin1');
  const folder = folderWith(csv, mapping(source));
  const first = await runToEnd(['import', 'in.csv', '-m', 'map.yaml'], sandbox, folder);
  expect(first.errors).toMatchObject([{ Name: 'Jörg', _row: '4' }]);
  writeFileSync(first.summary.files.errors, readFileSync(first.summary.files.errors, 'utf8').replace(';Q;', ';M;'));
  const second = await runToEnd(['import', first.summary.files.errors, '-m', 'map.yaml'], sandbox, folder);
  expect([second.code, second.summary.rows.created]).toEqual([0, 1]);
});
