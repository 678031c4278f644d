import { describe, expect, test } from 'vitest';
import { type FileProfile, type ProfileOptions, profileFile } from '../../src/app/profile/profile-file.ts';
import { temporaryFolder } from '../files/support/temporary-folder.ts';
import { row, workbook } from '../files/support/workbook.ts';

const folder = temporaryFolder();

async function profile(text: string, options: Partial<ProfileOptions> = {}): Promise<FileProfile> {
  return profileFile({ file: await folder.put(text, '.csv'), ...options });
}

/** The profile of one column with these values, after a column that is always filled. */
async function columnOf(values: readonly string[], name = 'Value') {
  const lines = values.map((value) => `x,"${value}"\n`).join('');
  const { columns } = await profile(`Other,${name}\n${lines}`);
  const [, column] = columns;
  if (column === undefined) throw new Error('no column');
  return column;
}

describe('the profile of a column', () => {
  test('counts blanks, distinct values and lengths, an emoji as one character', async () => {
    const column = await columnOf(['Berlin', '', 'Berlin', '  ', '😀', 'Paris']);
    expect(column).toMatchObject({
      filled: 4,
      blank: 2,
      distinct: { count: 3, exact: true },
      length: { min: 1, max: 6, mean: 4.5 },
      top_missed: 0,
      letters: 'B',
    });
    expect(column.top[0]).toEqual({ value: 'Berlin', count: 2 });
  });

  test('orders numbers as numbers, with the decimal mark that more of them have', async () => {
    expect(await columnOf(['1,5', '10,25', '-3,75', '9'])).toMatchObject({
      type: 'number',
      min: '-3.75',
      max: '10.25',
      order: 'number',
    });
    expect(await columnOf(['1.5', '1,200.50', '9'])).toMatchObject({ min: '1.5', max: '1200.5' });
  });

  test('orders dates by time in the format that all of them fit', async () => {
    expect(await columnOf(['25/12/2023', '01/02/2024', '3/1/2020'])).toMatchObject({
      type: 'date',
      formats: ['DD/MM/YYYY'],
      min: '2020-01-03',
      max: '2024-02-01',
      order: 'time',
    });
    expect(await columnOf(['2024-01-02', '2023-12-31'])).toMatchObject({ formats: [], min: '2023-12-31' });
  });

  test('says no range for dates that can be read in two ways', async () => {
    expect(await columnOf(['01/02/2024', '03/04/2024'])).toMatchObject({
      type: 'date',
      formats: ['DD/MM/YYYY', 'MM/DD/YYYY'],
      min: null,
      max: null,
    });
  });

  test('names values of another type than the rest, and placeholders, with the first row', async () => {
    const column = await columnOf([...Array.from({ length: 30 }, (_none, at) => String(at)), 'n/a', 'many']);
    expect(column.type).toBe('number');
    expect(column.issues).toMatchObject([
      { code: 'placeholder', count: 1, row: 32, value: 'n/a' },
      { code: 'type-mismatch', count: 1, row: 33, value: 'many', message: 'no number, as nearly all other values are' },
    ]);
  });

  test('a column without values has no type, no lengths and no range', async () => {
    expect(await columnOf(['', ''])).toMatchObject({
      ...{ filled: 0, blank: 2, type: null, length: null, min: null, max: null, top: [] },
      distinct: { count: 0, exact: true },
    });
  });
});

test('finds data-quality issues by column, and those of whole rows', async () => {
  const lines = Array.from({ length: 12 }, (_none, at) => `Ann ${at},${1000 + at},MÃ¼ller\n`).join('');
  const { columns, issues, rows } = await profile(`Name,Account,Family\n${lines}Name,Account,Family\nTotal,12,\n`);
  expect(rows.read).toBe(13);
  expect(columns.map(({ name, issues: found }) => [name, found.map(({ code, count }) => [code, count])])).toEqual([
    ['Name', []],
    ['Account', []],
    ['Family', [['mojibake', 12]]],
  ]);
  expect(issues.map(({ code, row: at }) => [code, at])).toEqual([
    ['repeated-header', 14],
    ['totals-row', 15],
  ]);
});

test('names the likely field of each column, of the target that was asked for', async () => {
  const text = 'Full name,E-mail,Shoe size\nLi Na,li@x.example,38\nWang Wei,wang@x.example,42\n';
  const { columns } = await profile(text);
  expect(columns.map(({ field }) => field?.field ?? null)).toEqual(['nick', 'email', null]);
  expect(columns[2]?.field_note).toBe('No field has a similar name');
  const companies = await profile('Company,Website\nAcme,acme.example\n', { target: 'enterprise' });
  expect(companies.target).toBe('enterprise');
  expect(companies.columns.map(({ field }) => field?.label)).toEqual(['Enterprise name', 'Domains']);
});

test('profiles the sheet of a workbook that has the table, below its title, with errors of formulas', async () => {
  const blank = row(1, 'Read me first');
  const rows =
    row(1, 'Customers of March') +
    row(3, 'Name', 'E-mail', 'Age') +
    row(4, 'Li Na', 'li@x.example', 41) +
    '<row r="5"><c r="A5" t="inlineStr"><is><t>Bo</t></is></c><c r="C5" t="e"><f>A1/0</f><v>#DIV/0!</v></c></row>';
  const file = await folder.put(
    workbook([
      { name: 'Notes', rows: blank },
      { name: 'List', rows },
    ]),
    '.xlsx',
  );
  const { columns, format } = await profileFile({ file });
  expect(format).toBe('xlsx');
  expect(columns.map(({ name }) => name)).toEqual(['Name', 'E-mail', 'Age']);
  expect(columns[2]).toMatchObject({ min: '41', issues: [{ code: 'formula-error', row: 5, value: '#DIV/0!' }] });
});
