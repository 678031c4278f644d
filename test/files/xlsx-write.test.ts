import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type OutColumn, type OutValue, openTable, openWriter, writeErrorsWorkbook } from '../../src/files/index.ts';
import { openZip } from '../../src/files/xlsx/zip-archive.ts';
import { readWithOpenpyxl } from './support/openpyxl.ts';
import { libreOffice, pythonWithOpenpyxl } from './support/outside-tools.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const python = pythonWithOpenpyxl();
const office = libreOffice();
const folder = temporaryFolder();

const COLUMNS: OutColumn[] = [
  { name: 'Id', kind: 'text' },
  { name: 'Amount', kind: 'number' },
  { name: 'Born', kind: 'date' },
  { name: 'Seen', kind: 'datetime' },
  { name: 'Active', kind: 'boolean' },
  { name: 'Notes & <more>' },
];
const ROWS: OutValue[][] = [
  [
    '007',
    1.5,
    { kind: 'date', text: '2025-03-04' },
    { kind: 'datetime', text: '2025-03-04T10:20:30+08:00' },
    true,
    'two\nlines',
  ],
  ['12345678901234567890', '12.5', '1999-12-31', '1999-12-31 23:59:59', false, '=1+1'],
  [null, null, null, null, null, '😀 <b>&amp;</b>'],
];

async function write(
  name: string,
  written: readonly (readonly OutValue[])[] = ROWS,
  options: { maxSheetRows?: number; sheetName?: string } = {},
) {
  const writer = await openWriter(folder.path(name), { format: 'xlsx', columns: COLUMNS, ...options });
  await writer.write(written);
  return writer.commit();
}

const EXPECTED = [
  [1, 1, 'text', 'Id'],
  [1, 2, 'text', 'Amount'],
  [1, 3, 'text', 'Born'],
  [1, 4, 'text', 'Seen'],
  [1, 5, 'text', 'Active'],
  [1, 6, 'text', 'Notes & <more>'],
  [2, 1, 'text', '007'],
  [2, 2, 'number', 1.5],
  [2, 3, 'datetime', '2025-03-04T00:00:00'],
  [2, 4, 'datetime', '2025-03-04T10:20:30'],
  [2, 5, 'boolean', true],
  [2, 6, 'text', 'two\nlines'],
  [3, 1, 'text', '12345678901234567890'],
  [3, 2, 'number', 12.5],
  [3, 3, 'datetime', '1999-12-31T00:00:00'],
  [3, 4, 'datetime', '1999-12-31T23:59:59'],
  [3, 5, 'boolean', false],
  [3, 6, 'text', '=1+1'],
  [4, 6, 'text', '😀 <b>&amp;</b>'],
];

test.skipIf(python === undefined)('openpyxl reads text, numbers, true dates and booleans', async () => {
  const path = folder.path('openpyxl.xlsx');
  await write('openpyxl.xlsx');
  const sheets = readWithOpenpyxl(python as string, [path])[path];
  expect(sheets).toEqual([{ name: 'Export', cells: EXPECTED }]);
});

test.skipIf(python === undefined)('the header is bold and frozen, with a filter and column widths', async () => {
  await write('look.xlsx');
  const script = `
import sys, json, openpyxl
s = openpyxl.load_workbook(sys.argv[1]).active
print(json.dumps([s['A1'].font.b, s['A2'].font.b, s.freeze_panes, s.auto_filter.ref, s['A2'].number_format, s['C2'].number_format, [s.column_dimensions[c].width for c in 'ABCDEF']]))`;
  const look = JSON.parse(
    execFileSync(python as string, ['-c', script, folder.path('look.xlsx')], { encoding: 'utf8' }),
  ) as unknown;
  expect(look).toEqual([true, false, 'A2', 'A1:F4', '@', 'yyyy\\-mm\\-dd', [21, 9, 11, 26, 9, 17]]);
});

test('the styles have the elements of the format and no others', async () => {
  await write('styles.xlsx');
  const zip = await openZip(folder.path('styles.xlsx'));
  let xml = '';
  for await (const chunk of zip.read('xl/styles.xml')) xml += chunk.toString();
  zip.close();
  const elements = new Set([...xml.matchAll(/<(\w+)/g)].map(([, name = '']) => name));
  expect([...elements].filter((name) => /style/i.test(name))).toEqual([
    'styleSheet',
    'cellStyleXfs',
    'cellStyles',
    'cellStyle',
  ]);
});

test.skipIf(office === undefined)('LibreOffice reads it, too', async () => {
  await write('office.xlsx');
  const path = folder.path('office.xlsx');
  const profile = `-env:UserInstallation=file://${folder.path('profile')}`;
  execFileSync(
    office as string,
    [
      profile,
      '--headless',
      '--convert-to',
      'csv:Text - txt - csv (StarCalc):44,34,76',
      '--outdir',
      join(dirname(path), 'csv'),
      path,
    ],
    { stdio: 'ignore', timeout: 120_000 },
  );
  const text = await readFile(join(dirname(path), 'csv', 'office.csv'), 'utf8');
  expect(text.split('\n').slice(0, 2)).toEqual([
    'Id,Amount,Born,Seen,Active,Notes & <more>',
    '007,1.5,2025-03-04,2025-03-04 10:20:30,TRUE,"two',
  ]);
});

describe('limits', () => {
  test('rows beyond the limit of a sheet go to another with the same header', async () => {
    const { notices, rows: count } = await write('sheets.xlsx', [...ROWS, ...ROWS], {
      maxSheetRows: 4,
      sheetName: 'People',
    });
    expect([count, notices]).toEqual([6, ['The rows fill 2 sheets: "People", "People (2)".']]);
    const first = await readAll(await openTable(folder.path('sheets.xlsx')));
    const second = await readAll(await openTable(folder.path('sheets.xlsx'), { sheet: 'People (2)' }));
    expect(second.header).toEqual(first.header);
    expect(second.rows).toEqual(first.rows);
  });

  test('a cell of more than 32,767 characters is cut and reported, no character halved', async () => {
    const long = `${'x'.repeat(32_766)}😀 and more`;
    const { notices } = await write('long.xlsx', [['1', null, null, null, null, long]]);
    expect(notices[0]).toContain('1 cell was cut to 32767 characters, the maximum of XLSX: F2 (32777)');
    const { rows: read } = await readAll(await openTable(folder.path('long.xlsx')));
    expect(read[0]?.cells[5]).toBe('x'.repeat(32_766));
  });

  test('numbers that XLSX cannot hold stay text', async () => {
    await write('numbers.xlsx', [
      ['a', Number.NaN],
      ['b', Number.POSITIVE_INFINITY],
      ['c', 12345678901234568],
      ['d', '00123'],
      ['e', -0.5],
      [42, 1e15],
    ]);
    const { rows: read } = await readAll(await openTable(folder.path('numbers.xlsx')));
    expect(read.map(({ cells: [id, amount] }) => [id, typeof amount === 'string' ? amount : amount?.value])).toEqual([
      ['a', 'NaN'],
      ['b', 'Infinity'],
      ['c', '12345678901234568'],
      ['d', '00123'],
      ['e', -0.5],
      ['42', '1000000000000000'],
    ]);
  });

  test('dates that XLSX cannot hold stay text', async () => {
    await write('dates.xlsx', [
      ['a', null, '1899-12-31'],
      ['b', null, '2025-02-30'],
      ['c', null, 'soon'],
      ['d', null, { kind: 'date', text: '1850-01-01' }],
    ]);
    const { rows: read } = await readAll(await openTable(folder.path('dates.xlsx')));
    expect(read.map(({ cells }) => cells[2])).toEqual(['1899-12-31', '2025-02-30', 'soon', '1850-01-01']);
  });

  test('sheet names are made valid', async () => {
    await write('name.xlsx', ROWS, { sheetName: "'What/is:this*?[no]\\'" });
    const { detected } = await readAll(await openTable(folder.path('name.xlsx')));
    expect(detected['sheet']).toBe('What is this   no');
  });
});

test('a file without rows has its header', async () => {
  await write('empty.xlsx', []);
  expect((await openTable(folder.path('empty.xlsx'))).header).toEqual(COLUMNS.map(({ name }) => name));
});

test('can be written to a stream, and the same rows give the same bytes', async () => {
  const stream = createWriteStream(folder.path('stream.xlsx'));
  const writer = await openWriter(stream, { format: 'xlsx', columns: COLUMNS });
  await writer.write(ROWS);
  expect((await writer.commit()).paths).toEqual(['-']);
  await new Promise((done) => stream.end(done));
  await write('file.xlsx');
  expect((await readFile(folder.path('stream.xlsx'))).equals(await readFile(folder.path('file.xlsx')))).toBe(true);
});

test('a discarded file leaves nothing under its final name or beside it', async () => {
  const writer = await openWriter(folder.path('discarded.xlsx'), { format: 'xlsx', columns: COLUMNS });
  await writer.write(ROWS);
  await writer.discard();
  expect((await readdir(dirname(folder.path('x')))).filter((name) => name.includes('discarded'))).toEqual([]);
});

describe('errors.xlsx', () => {
  const errorRows = [
    {
      number: 7,
      status: 'rejected',
      cells: [
        '007',
        { kind: 'number', text: '25%', value: 0.25 },
        { kind: 'date', text: '2025-03-04' },
        { kind: 'boolean', text: 'TRUE', value: true },
        'a\r\nb',
        '=1+1',
      ],
      problems: [
        { code: 'not-allowed', message: 'bad id', column: 0, field: 'tel' },
        { code: 'duplicate', message: 'seen in row 3' },
      ],
    },
  ] as const;

  test('holds the rows as they were read, and can be imported again', async () => {
    const path = folder.path('errors.xlsx');
    const { rows: count } = await writeErrorsWorkbook(path, {
      sheet: 'People',
      header: ['a', 'b', 'c', 'd', 'e', 'f'],
      rows: errorRows,
    });
    const table = await readAll(await openTable(path));
    expect([count, table.detected['sheet']]).toEqual([1, 'People']);
    expect(table.header.slice(6)).toEqual(['_row', '_status', '_field', '_code', '_message']);
    expect(table.rows[0]?.cells.slice(0, 6)).toEqual(errorRows[0].cells);
    expect(table.rows[0]?.cells.slice(6)).toEqual([
      { kind: 'number', text: '7', value: 7 },
      'rejected',
      'tel',
      'not-allowed; duplicate',
      'bad id; seen in row 3',
    ]);
  });

  test.skipIf(python === undefined)('colours and comments the offending cells', async () => {
    const path = folder.path('marked.xlsx');
    await writeErrorsWorkbook(path, { header: ['a', 'b', 'c', 'd', 'e', 'f'], rows: errorRows });
    const script = `
import sys, json, openpyxl
s = openpyxl.load_workbook(sys.argv[1]).active
print(json.dumps([[c.coordinate, c.comment.text if c.comment else None, c.fill.fgColor.rgb if c.fill.fill_type else None] for c in s[2] if c.comment or c.fill.fill_type]))`;
    const marked = JSON.parse(execFileSync(python as string, ['-c', script, path], { encoding: 'utf8' })) as unknown;
    expect(marked).toEqual([
      ['A2', 'bad id', 'FFFFC7CE'],
      ['G2', 'seen in row 3', 'FFFFC7CE'],
    ]);
  });
});
