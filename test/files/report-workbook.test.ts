import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  FileError,
  openTable,
  type ReportColumn,
  type ReportSheet,
  writeReportWorkbook,
} from '../../src/files/index.ts';
import { libreOffice, pythonWithOpenpyxl } from './support/outside-tools.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const python = pythonWithOpenpyxl();
const office = libreOffice();
const folder = temporaryFolder();

const COLUMNS: readonly ReportColumn[] = [
  { name: 'Row', widthChars: 8 },
  { name: 'Before', widthChars: 30, tone: 'before', wrap: true },
  { name: 'After', widthChars: 30, tone: 'after', wrap: true },
  {
    name: '_apply',
    widthChars: 10,
    tone: 'edit',
    choices: { values: ['yes', 'no'], struckOut: 'no', title: 'Apply?', help: 'yes sends the line; no leaves it out' },
  },
];
/** Texts that a spreadsheet program would change if they were not written as text. */
const TRAPS = [
  '=1+1',
  '+49 30 1234',
  '-5',
  '@x',
  '0049',
  '1e5',
  'TRUE',
  '2025-03-04',
  '12345678901234567890',
  ' outer ',
];
const LINES = TRAPS.map((text, at) => [at + 2, text, `${text}!`, 'yes']);

const FACTS: ReportSheet = {
  name: 'Summary',
  columns: [
    { name: 'Summary', widthChars: 20, tone: 'label' },
    { name: 'Value', widthChars: 40, wrap: true },
  ],
  rows: [
    ['Plan', '7f3a'],
    ['Rows', 10],
  ],
  tabColour: 'FF1F4E78',
  unfiltered: true,
};

async function write(name: string, rows: ReportSheet['rows'], maxSheetRows?: number) {
  return writeReportWorkbook(folder.path(name), {
    title: 'Plan 7f3a',
    keywords: '7f3a',
    sheets: [FACTS, { name: 'Changes', columns: COLUMNS, rows, tabColour: 'FF1C62C4' }],
    ...(maxSheetRows !== undefined && { maxSheetRows }),
  });
}

async function textsOf(path: string, sheet: string): Promise<unknown[]> {
  const { rows } = await readAll(await openTable(path, { sheet }));
  return rows.map(({ cells }) => cells.map((cell) => (typeof cell === 'string' ? cell : cell.value)));
}

test('every sheet is read back as it was written, and texts stay texts', async () => {
  const { rows, notices } = await write('plain.xlsx', LINES);
  expect([rows, notices]).toEqual([LINES.length + 2, []]);
  expect(await textsOf(folder.path('plain.xlsx'), 'Changes')).toEqual(LINES);
  expect(await textsOf(folder.path('plain.xlsx'), 'Summary')).toEqual([
    ['Plan', '7f3a'],
    ['Rows', 10],
  ]);
});

test.skipIf(python === undefined)(
  'openpyxl finds frozen headers, filters, drop-downs, colours and the id',
  async () => {
    await write('look.xlsx', LINES);
    const script = `
import sys, json, openpyxl
b = openpyxl.load_workbook(sys.argv[1])
s = b['Changes']
v = s.data_validations.dataValidation[0]
print(json.dumps({
  'sheets': b.sheetnames, 'keywords': b.properties.keywords, 'title': b.properties.title,
  'frozen': [s.freeze_panes, b['Summary'].freeze_panes], 'filters': [s.auto_filter.ref, b['Summary'].auto_filter.ref],
  'list': [str(v.sqref), v.formula1, v.promptTitle, v.prompt, v.showErrorMessage],
  'struck': [str(r.sqref) for r in s.conditional_formatting],
  'header': [s['A1'].font.b, s['D1'].fill.fgColor.rgb], 'fills': [s[c].fill.fgColor.rgb for c in ('B2', 'C2', 'D2')],
  'kinds': sorted({c.data_type for r in s.iter_rows(min_row=2, min_col=2) for c in r}),
  'formats': sorted({c.number_format for r in s.iter_rows(min_row=2, min_col=2) for c in r}),
  'wrap': s['B2'].alignment.wrap_text, 'widths': s.column_dimensions['B'].width,
}))`;
    const look = JSON.parse(
      execFileSync(python as string, ['-c', script, folder.path('look.xlsx')], { encoding: 'utf8' }),
    );
    expect(look).toEqual({
      sheets: ['Summary', 'Changes'],
      keywords: '7f3a',
      title: 'Plan 7f3a',
      frozen: ['A2', 'A2'],
      filters: ['A1:D11', null],
      list: ['D2:D11', '"yes,no"', 'Apply?', 'yes sends the line; no leaves it out', true],
      struck: ['A2:D11'],
      header: [true, 'FFFFC000'],
      fills: ['FFFBE3E1', 'FFE3F4E8', 'FFFFF6CC'],
      kinds: ['s'],
      formats: ['@'],
      wrap: true,
      widths: 30,
    });
  },
);

test.skipIf(office === undefined)('LibreOffice saves it again without changing a text', async () => {
  await write('office.xlsx', LINES);
  const path = folder.path('office.xlsx');
  const saved = join(dirname(path), 'saved');
  const profile = `-env:UserInstallation=file://${folder.path('profile')}`;
  const args = [profile, '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', saved, path];
  execFileSync(office as string, args, { stdio: 'ignore', timeout: 120_000 });
  expect(await textsOf(join(saved, 'office.xlsx'), 'Changes')).toEqual(LINES);
});

describe('limits', () => {
  test('lines beyond the limit of a sheet go to another, and a notice says so', async () => {
    const { notices } = await write('more.xlsx', LINES, 5);
    expect(notices).toEqual(['The lines of "Changes" fill 3 sheets: "Changes", "Changes 2", "Changes 3".']);
    const parts = await Promise.all(
      ['Changes', 'Changes 2', 'Changes 3'].map((name) => textsOf(folder.path('more.xlsx'), name)),
    );
    expect(parts.map((lines) => lines.length)).toEqual([4, 4, 2]);
    expect(parts.flat()).toEqual(LINES);
  });

  test('a text longer than a cell holds is cut, no character halved, and a notice says so', async () => {
    const { notices } = await write('long.xlsx', [[2, `${'x'.repeat(32_766)}😀`, 'after', 'yes']]);
    expect(notices).toEqual(['1 cell of "Changes" was cut to 32767 characters, the maximum of XLSX.']);
    expect(await textsOf(folder.path('long.xlsx'), 'Changes')).toEqual([[2, 'x'.repeat(32_766), 'after', 'yes']]);
  });

  test('characters that XML cannot hold are kept', async () => {
    const odd = [2, 'a\u0007b\r\nc\ud83d', '_x0041_ <b>&amp;</b>', 'yes'];
    await write('odd.xlsx', [odd]);
    expect(await textsOf(folder.path('odd.xlsx'), 'Changes')).toEqual([odd]);
  });

  test('a sheet without lines has its header', async () => {
    await write('empty.xlsx', []);
    const { header, rows } = await readAll(await openTable(folder.path('empty.xlsx'), { sheet: 'Changes' }));
    expect([header, rows]).toEqual([COLUMNS.map(({ name }) => name), []]);
  });
});

describe('a file that cannot be completed', () => {
  const failing = async function* () {
    yield [2, 'a', 'b', 'yes'];
    throw new RangeError('the rows end early');
  };

  test('leaves an existing one as it was, and nothing beside it', async () => {
    const path = folder.path('kept/plan.xlsx');
    await mkdir(dirname(path));
    await writeFile(path, 'the old one');
    await expect(write('kept/plan.xlsx', failing())).rejects.toThrow(new RangeError('the rows end early'));
    expect([await readdir(dirname(path)), await readFile(path, 'utf8')]).toEqual([['plan.xlsx'], 'the old one']);
  });

  test('is a readable error where its folder does not exist', async () => {
    const error = await write('nowhere/plan.xlsx', LINES).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect(error).toMatchObject({ code: 'no-folder', message: expect.stringContaining('its folder does not exist') });
  });
});

test('half a million lines are written in little memory', { timeout: 120_000 }, async () => {
  function* many() {
    for (let at = 0; at < 500_000; at++) yield [at + 2, `before ${at} ${'x'.repeat(40)}`, `after ${at}`, 'yes'];
  }
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }, 20);
  await write('many.xlsx', many());
  clearInterval(watch);
  expect(peak).toBeLessThan(64 * 1024 * 1024);
});
