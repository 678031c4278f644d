import { describe, expect, test } from 'vitest';
import { type InspectOptions, inspectTable, openTable } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, workbook } from './support/workbook.ts';

const folder = temporaryFolder();

async function inspect(content: string | Buffer, options?: InspectOptions) {
  const path = await folder.put(content, typeof content === 'string' ? '.csv' : '.xlsx');
  const table = inspectTable(await openTable(path), options);
  const { rows } = await readAll(table);
  return { rows, numbers: rows.map(({ number }) => number), notices: table.notices, findings: table.findings };
}

/** The rejected rows, by number and code. */
async function rejected(lines: readonly string[], options?: InspectOptions) {
  const { rows } = await inspect(lines.map((line) => `${line}\n`).join(''), options);
  return rows.flatMap(({ number, problems = [] }) => problems.map(({ code }) => [number, code]));
}

describe('a row that repeats the header', () => {
  test.each([
    ['as it is', 'id,name,note,phone'],
    ['behind a byte order mark', '\ufeffid,name,note,phone'],
    ['with space around its names', ' id , name,note ,phone'],
  ])('is skipped %s, with a notice', async (_how, line) => {
    const { numbers, notices } = await inspect(`\ufeffid,name,note,phone\n1,Ann,x,1\n${line}\n2,Bob,y,2\n${line}\n`);
    expect(numbers).toEqual([2, 4]);
    expect(notices.join(' ')).toMatch(/2 × repeated header row; it is skipped, first in row 3, column "id"/);
  });

  test('is skipped in a workbook', async () => {
    const rows = [row(1, 'id', 'name'), row(2, 'A', 'Ann'), row(3, 'id', 'name'), row(4, 'B', 'Bob')].join('');
    expect((await inspect(workbook([{ rows }]))).numbers).toEqual([2, 4]);
  });

  test('is rejected where its names have another order', async () => {
    expect(await rejected(['id,name,phone', '1,Ann,5', 'id,phone,name', '2,6,Bob'])).toEqual([[4 - 1, 'other-header']]);
  });

  test('is not detected in a row that holds just one of the names', async () => {
    expect(await rejected(['type,name', 'type,Ann', 'name,type A', 'phone,'])).toEqual([]);
  });
});

const PEOPLE = [
  'C001,Ann Lee,ann@x.example,+4930901820',
  'C002,Bob Ray,bob@x.example,+4930901821',
  'C003,Cy,cy@x.example,',
];

describe('a row of totals', () => {
  test.each([
    'Total,500 contacts,,',
    'TOTAL: 500,,,',
    'Total | 500 contacts,,,',
    'Total général,,,500',
    'Sum,,,3',
    '合计,3,,',
    '总计：,,,3',
    'Gesamt,3 Kunden,,',
    'Summe: 3 Kontakte,,,',
    'Итого,3,,',
    'Totale generale,,,3',
    ',Total,,3',
    'Grand total,3,3,2',
    'toplam kişi sayısı,3,,',
    '合計 3 件,,,',
    '3 contacts exported,,,',
    'Exported on Monday by Ann Lee,,,',
    'End of report,,,',
  ])('is rejected: %s', async (line) => {
    expect(await rejected(['id,name,email,phone', ...PEOPLE, 'C004,Di,di@x.example,', line])).toEqual([
      [6, 'totals-row'],
    ]);
  });

  test('is rejected in a table of two columns, and between the rows', async () => {
    expect(await rejected(['name,phone', 'Ann,+4930901820', 'Total,500', 'Bob,+4930901821'])).toEqual([
      [3, 'totals-row'],
    ]);
    expect(await rejected(['id,name', 'C1,Ann', 'C2,Bob', 'Total,500 contacts'])).toEqual([[4, 'totals-row']]);
  });

  test('is rejected in a workbook', async () => {
    const lines = ['Ann', 'Bob', 'Cy', 'Di'].map((name, at) => row(at + 2, `C${at}`, name, at * 10));
    const rows = [row(1, 'id', 'name', 'revenue'), ...lines, row(6, 'Total', null, 60)].join('');
    const { rows: read } = await inspect(workbook([{ rows }]));
    expect(read.map(({ problems }) => problems?.map(({ code, ofRow }) => [code, ofRow]))).toEqual([
      ...[undefined, undefined, undefined, undefined],
      [['totals-row', true]],
    ]);
  });

  test.each([
    'TotalEnergies,1 Main St,info@total.example,+33147444546',
    'Total,1 Main St,info@total.example,+33147444546',
    'Summer Lee,,summer@x.example,',
    'Sum Ng,2 Main St,sum@x.example,+85223456789',
    '总数据有限公司,,z@x.example,',
    'Counter Ltd,,,+4930901820',
  ])('is not seen in a company: %s', async (line) => {
    const companies = ['Acme Ltd', 'Bolt Ltd', 'Cog Ltd', 'Dot Ltd'].map(
      (name, at) => `${name},${at} Main St,${at}@x.example,+493090182${at}`,
    );
    expect(await rejected(['name,address,email,phone', ...companies, line])).toEqual([]);
  });

  test('is not detected in a customer with few filled cells', async () => {
    expect(await rejected(['id,name,email,phone', ...PEOPLE, 'C004,,,', 'C005,Eve,,'])).toEqual([]);
    expect(await rejected(['name,phone', 'Ann,+4930901820', 'Sum,+4930901821', 'Bob,'])).toEqual([]);
  });

  test('is imported with --accept-damage', async () => {
    expect(await rejected(['id,name,email,phone', ...PEOPLE, 'Total,3,,'], { accept: true })).toEqual([]);
  });
});

describe('an id or telephone number written as a decimal number', () => {
  test('is read by its digits, with a notice', async () => {
    const { rows, notices } = await inspect(
      'Customer ID,name,Phone\n1001.0,Ann,4917012345.0\n1002.0,Bob,\n1003.0,Cy,4.917012345E9\n1004.00,Di,4917012347\n',
    );
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1001', 'Ann', '4917012345'],
      ['1002', 'Bob', ''],
      ['1003', 'Cy', '4917012345'],
      ['1004', 'Di', '4917012347'],
    ]);
    expect(notices[0]).toMatch(
      /^6 × ID or phone number written as a decimal number; its digits are read, first in row 2/,
    );
  });

  test('is unchanged where the column holds other decimal numbers, or no codes', async () => {
    const versions = await inspect('Code,n\n1.0,a\n1.5,b\n2.0,c\n');
    expect(versions.rows.map(({ cells }) => cells[0])).toEqual(['1.0', '1.5', '2.0']);
    const ratings = await inspect('Rating,n\n1.0,a\n4.0,b\n');
    expect(ratings.rows.map(({ cells }) => cells[0])).toEqual(['1.0', '4.0']);
  });
});

test('a code such as 3E5 is not read as a number', async () => {
  expect(await rejected(['Code,n', '3E4,a', '3E5,b', '4F5,c', '3E05,d', '1E10,e'])).toEqual([]);
  expect(await rejected(['Code,n', '3E4,a', '3E+05,b', '1.5E+10,c'])).toEqual([
    [3, 'scientific-notation'],
    [4, 'scientific-notation'],
  ]);
});

describe('a control character', () => {
  test('between other characters rejects the row', async () => {
    expect(await rejected(['id,name', '1,An\x00na', '2,a\x1fb', '3,Jos\u0081e'])).toEqual([
      [2, 'control-characters'],
      [3, 'control-characters'],
      [4, 'control-characters'],
    ]);
  });

  test('around a text is reported, and a line break is not one', async () => {
    const { rows, findings } = await inspect(
      'id,name\n1,Anna\x00\x00\n2,\x02Bob \x03Ray\n3,"a\tb"\n4,"a\nb"\n5,a\x0bb\n',
    );
    expect(rows.flatMap(({ problems = [] }) => problems)).toEqual([]);
    expect(findings.map(({ code, row: at, text }) => [code, at, text])).toEqual([
      ['outer-control-characters', 2, 'Anna<U+0000><U+0000>'],
      ['outer-control-characters', 3, '<U+0002>Bob <U+0003>Ray'],
      ['outer-control-characters', 7, 'a<U+000B>b'],
    ]);
  });
});

test('invisible characters are reported, except those that shape others', async () => {
  const { findings } = await inspect('id,name\n1,Zhang\u200bWei\n2,می‌خواهم\n3,👩‍💻\n4,co\u00adop\n5,José\n');
  expect(findings.map(({ code, row: at, lost }) => [code, at, lost])).toEqual([
    ['invisible-characters', 2, false],
    ['invisible-characters', 5, false],
  ]);
});

test('half a character counts as a lost character', async () => {
  const path = await folder.put('{"id":"1","name":"a\\ud83d"}\n', '.jsonl');
  const { rows } = await readAll(inspectTable(await openTable(path)));
  expect(rows[0]?.problems?.map(({ code }) => code)).toEqual(['lost-characters']);
});
