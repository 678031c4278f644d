import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { createClient } from '../../src/app/create-client.ts';
import { checkFile, importFile } from '../../src/app/import/import-file.ts';
import { makeTemplate, type TemplateSummary } from '../../src/app/template/make-template.ts';
import { loadMapping } from '../../src/mapping/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { targets } from '../../src/targets/index.ts';
import { FIELD_EXAMPLES } from '../../src/template/field-examples.ts';
import { inLanguage } from '../../src/words/index.ts';
import { libreOffice, pythonWithOpenpyxl } from '../files/support/outside-tools.ts';
import { newFolder, runCli } from '../support/run-cli.ts';

const office = libreOffice();
const python = pythonWithOpenpyxl();

let sandbox: Sandbox;
let folder = '';
/** Begun first, since it waits: the command while no server answers. */
let withoutServer: ReturnType<typeof runCli>;
beforeAll(async () => {
  sandbox = await startSandbox({ customers: 5 });
  folder = newFolder();
  const env = {
    SOBOT_BASE_URL: 'http://127.0.0.1:9',
    SOBOT_APP_ID: 'a',
    SOBOT_APP_KEY: 'b',
    SOBOT_ETL_HOME: join(folder, 'dead'),
  };
  withoutServer = runCli(['template', 'customer', '-o', 'dead.xlsx'], { cwd: folder, env });
});
afterAll(() => sandbox.close());

const connection = () => {
  const { url: baseUrl, appId, appKey } = sandbox;
  return { baseUrl, appId, appKey, home: join(folder, 'home') };
};

async function make(target: string, name = target): Promise<TemplateSummary> {
  return makeTemplate({ connection: connection(), target, output: join(folder, `${name}.xlsx`) });
}

async function open(path: string): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  return workbook;
}

/** The example that a header's comment gives. */
function exampleIn(cell: ExcelJS.Cell): string | undefined {
  return /^(?:Example: |示例：)(.*)$/m.exec(commentIn(cell))?.[1];
}

function commentIn(cell: ExcelJS.Cell): string {
  const { note } = cell;
  return typeof note === 'string' ? note : (note?.texts ?? []).map(({ text }) => text).join('');
}

type FilledRow = Readonly<Record<string, string | number | Date>>;

/** Fills in rows, each by the names of the columns, without the marks of required ones. Returns the file. */
async function fillIn(
  path: string,
  rowsOf: (examples: Readonly<Record<string, string>>) => readonly FilledRow[],
): Promise<string> {
  const workbook = await open(path);
  const [sheet] = workbook.worksheets;
  if (sheet === undefined) throw new Error('no sheet');
  const columns = new Map<string, number>();
  const examples: Record<string, string> = {};
  sheet.getRow(1).eachCell((cell, column) => {
    const name = cell.text.replace(/ \*$/, '');
    columns.set(name, column);
    examples[name] = exampleIn(cell) ?? '';
  });
  for (const [at, row] of rowsOf(examples).entries()) {
    for (const [name, value] of Object.entries(row)) {
      const column = columns.get(name);
      if (column === undefined) throw new Error(`no column ${name}`);
      sheet.getCell(at + 2, column).value = value;
    }
  }
  const filled = path.replace('.xlsx', '-filled.xlsx');
  await workbook.xlsx.writeFile(filled);
  return filled;
}

async function check(file: string, mapping: string) {
  return checkFile({ connection: connection(), file, mapping, out: join(folder, `out-${Math.random()}`) });
}

async function importRows(target: string, rows: readonly FilledRow[]) {
  const { files } = await make(target, `${target}-${Math.random()}`);
  const file = await fillIn(files.template, () => rows);
  const out = join(folder, `out-${Math.random()}`);
  return importFile({ connection: connection(), file, mapping: files.mapping, out, agreed: true });
}

describe('a template with a row of its own examples', () => {
  beforeAll(async () => {
    const companies = await importRows('enterprise', [{ 'Enterprise name': 'Example Trading Ltd' }]);
    expect(companies.rows.created).toBe(1);
    const people = await importRows('customer', [
      { Nickname: 'Li Na', Status: 'First inquiry', 'E-mail': 'li.na@example.com' },
    ]);
    expect(people.rows.created).toBe(1);
  });

  // Of a pair, one is enough, and the other would contradict it; districts of the sandbox have other names.
  const LEFT_BLANK: Readonly<Record<string, readonly string[]>> = {
    customer: ['Area'],
    'customer-update': ['Area'],
    enterprise: ['Area'],
    'customer-tagging': ['Tags to remove'],
  };
  /** What an earlier import has created is not created again. */
  const OTHER_VALUES: Readonly<Record<string, FilledRow>> = { enterprise: { 'Enterprise name': 'Another Ltd' } };

  const ALL = [...targets.keys()].map((target) => [target, 'en'] as const);

  test.each([...ALL, ['customer', 'zh'], ['blacklist', 'zh']] as const)(
    '%s passes the check (%s)',
    async (target, language) => {
      const made = await inLanguage(language, () => make(target, `${target}-${language}`));
      if (language === 'zh') expect(made.columns[0]?.header).toMatch(/^\p{Script=Han}+ \*$/u);
      const { content } = await loadMapping(made.files.mapping);
      expect(content.target).toBe(target);
      const left = new Set([LEFT_BLANK[target] ?? []].flat().map((name) => (language === 'zh' ? '区县' : name)));
      const file = await fillIn(made.files.template, (examples) => {
        expect(Object.entries(examples).filter(([, example]) => example === '')).toEqual([]);
        const row = Object.fromEntries(Object.entries(examples).filter(([name]) => !left.has(name)));
        return [{ ...row, ...OTHER_VALUES[target] }];
      });
      const summary = await check(file, made.files.mapping);
      expect(summary.causes).toEqual([]);
      expect(summary.rows).toMatchObject({ read: 1, fit: 1 });
    },
  );
});

test('every field of free text has an example, and every example a field', () => {
  const names = new Set([...targets.values()].flatMap((target) => Object.keys(target.fields)));
  const stale = Object.keys(FIELD_EXAMPLES).filter((name) => !names.has(name.split('.').at(-1) ?? ''));
  expect(stale).toEqual([]);
});

test('customers filled in by the names of drop-downs arrive, also from LibreOffice', async () => {
  const { files } = await make('customer', 'arrive');
  const filled = await fillIn(files.template, () => [
    {
      Nickname: 'Ana Gomez',
      Status: 'Follow up',
      'Docking ID': '000123',
      'E-mail': 'Ana@Arrive.example',
      Telephone: '+34 600 123 456',
      Gender: 'Female',
      Agent: 'Li Na',
      Birthday: new Date('1990-05-17T00:00:00Z'),
      Interests: 'Reading;Travel',
      Plan: 'Pro',
    },
    { Nickname: 'No Status' },
  ]);
  const file = office === undefined ? filled : savedBy(office, filled);
  const out = join(folder, 'arrive');
  const summary = await importFile({ connection: connection(), file, mapping: files.mapping, out });
  expect(summary.rows).toMatchObject({ read: 2, created: 1, rejected: 1 });
  expect(summary.causes).toMatchObject([{ code: 'required', field: 'crm_status', firstRow: 3 }]);
  await using client = createClient(connection());
  const found: unknown[] = [];
  for await (const each of client.list(endpoints.listCustomers)) if (each['partnerid'] === '000123') found.push(each);
  expect(found).toMatchObject([
    {
      ...{ nick: 'Ana Gomez', email: 'Ana@arrive.example', tel: '+34600123456', sex: 2, crm_status: 3 },
      liable_service_name: 'Li Na',
    },
  ]);
  const custom = JSON.stringify(found);
  for (const value of ['1990-05-17', 'Reading,Travel', 'Pro']) expect(custom).toContain(value);
});

/** The file as LibreOffice saves it. */
function savedBy(program: string, path: string): string {
  const saved = join(folder, 'saved');
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  const args = [profile, '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', saved, path];
  execFileSync(program, args, { stdio: 'ignore', timeout: 120_000 });
  return join(saved, basename(path));
}

test('has a frozen header with comments, required columns marked, drop-downs from a hidden sheet, and a sheet to read', async () => {
  const made = await make('customer', 'look');
  const workbook = await open(made.files.template);
  const [sheet, readMe, lists] = workbook.worksheets;
  expect(workbook.worksheets.map(({ name, state }) => [name, state])).toEqual([
    ['Customers', 'visible'],
    ['Read me', 'visible'],
    ['Lists', 'hidden'],
  ]);
  expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
  expect(made.columns.slice(0, 2).map(({ header, required }) => [header, required])).toEqual([
    ['Nickname *', true],
    ['Status *', true],
  ]);
  const nickname = sheet?.getCell('A1') as ExcelJS.Cell;
  expect(nickname.text).toBe('Nickname *');
  expect(commentIn(nickname)).toBe(
    'Nickname *\nRequired.\nA name.\nCustomer nickname.\nAt most 50 characters.\nExample: Li Na',
  );
  const agent = made.columns.findIndex(({ header }) => header === 'Agent');
  const validation = sheet?.getCell(2, agent + 1).dataValidation;
  const [formula] = validation?.formulae ?? [];
  const [, letters = '', last = ''] = /^Lists!\$([A-Z]+)\$2:\$[A-Z]+\$(\d+)$/.exec(String(formula)) ?? [];
  const values = Array.from({ length: Number(last) - 1 }, (_none, at) => lists?.getCell(`${letters}${at + 2}`).text);
  expect(values).toContain('Li Na');
  expect(values).toHaveLength(made.columns[agent]?.choices ?? 0);
  const text = sheetText(readMe);
  expect(text).toContain('sobot-etl import look.xlsx -m look.yaml');
  expect(text).toContain('A record is identified by Docking ID');
  expect(text).toContain('Fill in Agent if Status is Follow up.');
});

function sheetText(sheet: ExcelJS.Worksheet | undefined): string {
  const texts: string[] = [];
  sheet?.eachRow((row) => row.eachCell((cell) => texts.push(cell.text)));
  return texts.join('\n');
}

test.skipIf(python === undefined)('openpyxl finds the drop-downs and the comments', async () => {
  const { files } = await make('stage', 'other');
  const script = `
import sys, json, openpyxl
b = openpyxl.load_workbook(sys.argv[1])
s = b.worksheets[0]
print(json.dumps({
  'sheets': [[w.title, w.sheet_state] for w in b.worksheets], 'frozen': s.freeze_panes,
  'lists': [[str(v.sqref), v.type, v.formula1, v.errorStyle] for v in s.data_validations.dataValidation],
  'comment': s['B1'].comment.text,
}))`;
  const look = JSON.parse(execFileSync(python as string, ['-c', script, files.template], { encoding: 'utf8' }));
  expect(look).toMatchObject({
    sheets: [
      ['Stages', 'visible'],
      ['Read me', 'visible'],
      ['Lists', 'hidden'],
    ],
    frozen: 'A2',
    lists: [
      ['B2:B5000', 'list', 'Lists!$A$2:$A$6', 'warning'],
      ['C2:C5000', 'list', 'Lists!$B$2:$B$5', 'stop'],
    ],
    comment: 'Stage *\nRequired.\nA name of the list: Stage.\nExample: Preliminary Communication',
  });
});

describe('without the tenant', () => {
  test('says what is missing and how to go on', async () => {
    const made = makeTemplate({
      connection: { env: {}, home: join(folder, 'none') },
      target: 'customer',
      output: join(folder, 'none.xlsx'),
    });
    await expect(made).rejects.toThrow('Log in with: sobot-etl login, or make it without them: --offline');
  });

  test('--offline makes it with the lists of the API alone, and so does a target that needs no tenant', async () => {
    const home = join(folder, 'none');
    const nobody = { env: {}, home };
    const customer = await makeTemplate({
      connection: nobody,
      target: 'customer',
      output: join(folder, 'off.xlsx'),
      offline: true,
    });
    expect(customer.tenant).toBe(false);
    expect(customer.columns.find(({ field }) => field === 'sex')?.choices).toBe(2);
    expect(customer.columns.find(({ field }) => field === 'liable_serviceid')?.choices).toBeNull();
    expect(customer.columns.filter(({ field }) => field.startsWith('custom.'))).toEqual([]);
    const blacklist = await makeTemplate({ connection: nobody, target: 'blacklist', output: join(folder, 'bl.xlsx') });
    expect(blacklist.columns.map(({ header }) => header)).toEqual(['Customer *', 'Duration *', 'Reason *']);
  });
});

test('replaces nothing that exists, unless that is confirmed', async () => {
  const { files } = await make('tag', 'mine');
  const before = readFileSync(files.template);
  await expect(make('tag', 'mine')).rejects.toThrow('exist and would be replaced. Nothing was written');
  expect(readFileSync(files.template)).toEqual(before);
  await makeTemplate({ connection: connection(), target: 'stage', output: files.template, replace: true });
  expect(readFileSync(files.mapping, 'utf8')).toContain('target: stage');
  await expect(
    makeTemplate({ connection: connection(), target: 'tag', output: join(folder, 'x.csv') }),
  ).rejects.toThrow('end its name in .xlsx');
});

test('a template is not waited for long while no server answers, and nothing is written', async () => {
  const { code, stderr } = await withoutServer;
  expect(stderr).toContain('the server has not answered for 5 s');
  expect(code).toBe(3);
  expect(readdirSync(folder).filter((name) => name.startsWith('dead.'))).toEqual([]);
});
