import { execFileSync } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { type ChosenLine, type PlanWorkbookInput, readPlanEdits, writePlanWorkbook } from '../../src/change/index.ts';
import { cellText, openTable } from '../../src/files/index.ts';
import { readWithOpenpyxl } from '../files/support/openpyxl.ts';
import { libreOffice, pythonWithOpenpyxl } from '../files/support/outside-tools.ts';
import { readAll } from '../files/support/read-all.ts';
import { temporaryFolder } from '../files/support/temporary-folder.ts';

const python = pythonWithOpenpyxl();
const office = libreOffice();
const folder = temporaryFolder();

const PLAN: PlanWorkbookInput = {
  id: '2f61c09a',
  facts: [
    ['Rows read', 6],
    ['Cells that change', 3],
    ['Duration', 'about 2 minutes'],
  ],
  changes: [
    change(2, 'email', 'E-mail', 'old@example.com', '=1+1@example.com'),
    change(2, 'tel', 'Telephone', '', '+49 30 1234'),
    change(3, 'custom:12', 'Postcode', '01069', '00420'),
  ],
  createdFields: [
    { id: 'email', label: 'E-mail' },
    { id: 'tel', label: 'Telephone' },
  ],
  created: [
    {
      row: 4,
      key: 'P4',
      name: 'Dana',
      values: new Map([
        ['email', 'dana@example.com'],
        ['tel', '0049301234'],
      ]),
    },
    { row: 5, key: 'P5', name: '@evil', values: new Map([['email', '-e@example.com']]) },
  ],
  ambiguous: [{ row: 6, key: 'P6', ids: ['a1', 'a2'], message: 'fits 2 customers' }],
  rejected: [{ row: 7, key: 'P7', field: 'email', code: 'bad-email', message: '"x" is not an e-mail address' }],
};

function change(row: number, fieldId: string, field: string, before: string, after: string) {
  return { row, key: `P${row}`, name: `Person ${row}`, id: `id-${row}`, field, fieldId, before, after };
}

/** Edits the workbook with openpyxl, as a person would in a spreadsheet program: `b` is the workbook. */
async function edited(name: string, script: string): Promise<string> {
  const path = folder.path(name);
  await writePlanWorkbook(path, PLAN);
  const program = `import sys, openpyxl\np = sys.argv[1]\nb = openpyxl.load_workbook(p)\nc = b['Changes']\nn = b['New']\n${script}\nb.save(p)`;
  execFileSync(python as string, ['-c', program, path]);
  return path;
}

async function linesIn(path: string): Promise<ChosenLine[]> {
  const lines: ChosenLine[] = [];
  for await (const line of (await readPlanEdits(path)).chosen) lines.push(line);
  return lines;
}

/** The chosen lines as `row field`. */
async function chosenIn(path: string): Promise<string[]> {
  return (await linesIn(path)).map(({ row, field }) => `${row} ${field}`.trim());
}

const ALL = ['2 email', '2 tel', '3 custom:12', '4', '5'];

describe('the workbook of a plan', () => {
  test.skipIf(python === undefined)('has five sheets of texts and row numbers', async () => {
    const path = folder.path('plan.xlsx');
    await writePlanWorkbook(path, PLAN);
    const sheets = readWithOpenpyxl(python as string, [path])[path];
    if (sheets === undefined || typeof sheets === 'string') throw new Error(sheets);
    const lines = Object.fromEntries(
      sheets.map(({ name, cells }) => [name, cells.filter(([row]) => row === 2).map(([, , , value]) => value)]),
    );
    expect(lines).toEqual({
      Summary: ['Plan', '2f61c09a'],
      Changes: [2, 'P2', 'Person 2', 'E-mail', 'old@example.com', '=1+1@example.com', 'yes', 'email', 'id-2'],
      New: [4, 'P4', 'Dana', 'yes', 'dana@example.com', '0049301234'],
      Ambiguous: [6, 'P6', 'a1, a2', 'fits 2 customers'],
      Rejected: [7, 'P7', 'email', '"x" is not an e-mail address', 'bad-email'],
    });
  });

  test('tells its id and every line to apply', async () => {
    const path = folder.path('whole.xlsx');
    await writePlanWorkbook(path, PLAN);
    expect((await readPlanEdits(path)).id).toBe('2f61c09a');
    expect(await chosenIn(path)).toEqual(ALL);
  });

  test('of a plan that changes nothing has all sheets and no lines to apply', async () => {
    const path = folder.path('nothing.xlsx');
    const none = { changes: [], created: [], ambiguous: [], rejected: [] };
    await writePlanWorkbook(path, { ...PLAN, ...none, createdFields: [] });
    expect(await chosenIn(path)).toEqual([]);
  });

  test('gives the texts of a chosen line, so that other edits are found', async () => {
    const path = folder.path('texts.xlsx');
    await writePlanWorkbook(path, PLAN);
    const lines = await linesIn(path);
    expect(lines[2]).toMatchObject({ place: 'Changes row 4', row: 3, field: 'custom:12', id: 'id-3' });
    expect(lines[2]?.texts.get('After')).toBe('00420');
    expect(lines[3]?.texts.get('Telephone')).toBe('0049301234');
  });
});

test('columns of new records that have the same name also have the id of their field', async () => {
  const path = folder.path('same-names.xlsx');
  const fields = [
    { id: 'nick', label: 'Name' },
    { id: 'custom:1', label: 'Size' },
    { id: 'custom:2', label: 'size' },
    { id: 'tel', label: 'Telephone' },
  ];
  const values = new Map(fields.map(({ id }) => [id, `value of ${id}`]));
  await writePlanWorkbook(path, {
    ...PLAN,
    createdFields: fields,
    created: [{ row: 4, key: 'P4', name: 'Dana', values }],
  });
  const { header } = await readAll(await openTable(path, { sheet: 'New' }));
  expect(header.slice(3)).toEqual(['_apply', 'Name (nick)', 'Size (custom:1)', 'size (custom:2)', 'Telephone']);
  const lines = await linesIn(path);
  expect([...(lines.at(-1)?.texts.keys() ?? [])]).toEqual(header.slice(4));
});

describe.skipIf(python === undefined)('the workbook of a plan that people have edited', () => {
  test.each(['no', ' No ', 'N', 'FALSE', '0', '否', '不'])('leaves out a line that says "%s"', async (word) => {
    expect(await chosenIn(await edited('no.xlsx', `c['G3'] = '${word}'`))).toEqual(
      ALL.filter((line) => line !== '2 tel'),
    );
  });

  test.each(['False', '0'])('leaves out a line with the value %s', async (value) => {
    expect(await chosenIn(await edited('value.xlsx', `n['D2'] = ${value}`))).toEqual(
      ALL.filter((line) => line !== '4'),
    );
  });

  test.each(['YES', 'y', 'True', '是'])('applies a line that says "%s"', async (word) => {
    expect(await chosenIn(await edited('yes.xlsx', `c['G3'] = '${word}'`))).toEqual(ALL);
  });

  test('leaves out lines that were deleted', async () => {
    expect(await chosenIn(await edited('deleted.xlsx', 'c.delete_rows(2)\nn.delete_rows(2, 2)'))).toEqual(
      ALL.slice(1, 3),
    );
  });

  test('may be sorted, and have other columns, colours and sheets', async () => {
    const script = `
rows = [[x.value for x in r] for r in c.iter_rows(min_row=2)]
for at, row in enumerate(reversed(rows)):
    for to, value in enumerate(row): c.cell(at + 2, to + 1, value)
c.insert_cols(1)
c['A1'] = 'My note'
c['A2'] = 'ask first'
c['B2'].fill = openpyxl.styles.PatternFill('solid', fgColor='FFFF0000')
c.row_dimensions[3].hidden = True
b.create_sheet('Mine', 0)['A1'] = 'x'`;
    expect((await chosenIn(await edited('sorted.xlsx', script))).sort()).toEqual([...ALL].sort());
  });

  test.each([
    ['c["G3"] = None', 'bad-apply', 'Changes row 3: _apply is blank; write yes or no'],
    ['n["D3"] = "maybe"', 'bad-apply', 'New row 3: _apply is "maybe"; write yes or no'],
    ['c["A3"] = "two"', 'bad-plan-line', 'Changes row 3: "Row" is "two", and must be the number of a row'],
    ['c["A3"] = 2.5', 'bad-plan-line', 'Changes row 3: "Row" is "2.5"'],
    ['c["H3"] = None', 'bad-plan-line', 'Changes row 3: _field is blank'],
    ['c["H3"] = "email"', 'bad-plan-line', 'Changes row 3 repeats an earlier line'],
    ['c.delete_cols(7)', 'not-a-plan', 'sheet "Changes" has no column "_apply"'],
    ['c.delete_rows(1)', 'not-a-plan', 'sheet "Changes" has no column "Row"'],
    ['del b["New"]', 'not-a-plan', 'it has no sheet "New"'],
    ['del b["Summary"]', 'not-a-plan', 'it has no sheet "Summary"'],
    ['b["Summary"]["A2"] = "Plans"', 'not-a-plan', 'has no line "Plan" with the id'],
  ])('is refused after %s', async (script, code, message) => {
    const path = await edited('refused.xlsx', script);
    const error = await chosenIn(path).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ChangeError', code, message: expect.stringContaining(message) });
    expect((error as Error).message).toContain(path);
  });

  test('is refused if it is another file', async () => {
    const csv = await folder.put('Plan,2f61c09a\n', '.csv');
    await expect(readPlanEdits(csv)).rejects.toMatchObject({ code: 'not-a-plan' });
    await expect(readPlanEdits(folder.path('nowhere.xlsx'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('the workbook of a plan can be read after another library has saved it', async () => {
  const path = folder.path('library.xlsx');
  await writePlanWorkbook(path, PLAN);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  const sheet = workbook.getWorksheet('Changes');
  if (sheet === undefined) throw new Error('no sheet');
  sheet.getCell('G3').value = 'no';
  sheet.getCell('J1').value = 'My note';
  await workbook.xlsx.writeFile(path);
  expect(await chosenIn(path)).toEqual(ALL.filter((line) => line !== '2 tel'));
});

test.skipIf(office === undefined)('LibreOffice saves the workbook of a plan so that it can still be read', async () => {
  const path = folder.path('saved.xlsx');
  await writePlanWorkbook(path, PLAN);
  const saved = folder.path('saved');
  await mkdir(saved);
  const profile = `-env:UserInstallation=file://${folder.path('profile')}`;
  const args = [profile, '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', saved, path];
  execFileSync(office as string, args, { stdio: 'ignore', timeout: 120_000 });
  const again = join(saved, basename(path));
  expect(await chosenIn(again)).toEqual(ALL);
  const { rows } = await readAll(await openTable(again, { sheet: 'Changes' }));
  expect(rows.map(({ cells }) => cellText(cells[5]))).toEqual(['=1+1@example.com', '+49 30 1234', '00420']);
  // It can be saved by a spreadsheet program and read from any folder.
  await copyFile(again, join(dirname(path), 'moved.xlsx'));
  expect((await readPlanEdits(join(dirname(path), 'moved.xlsx'))).id).toBe('2f61c09a');
});
