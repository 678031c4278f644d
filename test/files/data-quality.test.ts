import { describe, expect, test } from 'vitest';
import { type InspectOptions, inspectTable, openTable, type Row } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, workbook } from './support/workbook.ts';

const folder = temporaryFolder();

async function inspect(path: string, options?: InspectOptions) {
  const table = inspectTable(await openTable(path), options);
  const { rows, notices } = await readAll(table);
  return { rows, notices: table.notices, early: notices, findings: table.findings, counts: table.issueCounts };
}

/** Findings in a CSV file with one column, as code, row and loss. */
async function column(name: string, values: readonly string[], options?: InspectOptions) {
  const lines = values.map((value) => `${value.includes(',') ? `"${value}"` : value},x\n`);
  const { findings, rows } = await inspect(await folder.put(`${name},other\n${lines.join('')}`, '.csv'), options);
  return { found: findings.map(({ code, row: at, lost }) => [code, at, lost]), findings, rows };
}

describe('numbers of more than 15 digits', () => {
  test('in number cells of a workbook count as rounded, and their rows are rejected', async () => {
    const rows =
      row(1, 'Card', 'n') +
      row(2, '6222021234567890123', 1) +
      row(3, Number('6222021234567890123'), 2) +
      row(4, 123456789012345, 3);
    const { rows: read, findings, notices } = await inspect(await folder.put(workbook([{ rows }]), '.xlsx'));
    expect(findings).toMatchObject([{ code: 'rounded-number', row: 3, column: 0, columnName: 'Card', lost: true }]);
    expect(read.map(({ problems }) => problems?.map(({ code, column: at }) => [code, at]))).toEqual([
      undefined,
      [['rounded-number', 0]],
      undefined,
    ]);
    expect(notices).toEqual([
      '1 × rounded number of more than 15 digits, first in row 3, column "Card": 6222021234567890000.',
      'Rows with lost information in a mapped column are rejected, since the original values cannot be known. --accept-damage imports them as they are.',
    ]);
  });

  test('count as rounded where a whole CSV column ends in zeros', async () => {
    const values = ['6222021234567890000', '6222021234567880000', '6222021234567870000', '6222021234567860001'];
    expect((await column('Card', values)).found).toEqual([
      ['rounded-number', 2, true],
      ['rounded-number', 3, true],
      ['rounded-number', 4, true],
    ]);
  });

  test('that sometimes end in a zero are accepted, and many zeros are reported', async () => {
    const cards = Array.from({ length: 40 }, (_none, at) => `622202123456789${at % 10}`);
    expect((await column('Card', cards)).found).toEqual([]);
    const ids = ['110101199001011234', '110101199001015678', '110101199001019876', '110101199001011000'];
    expect((await column('Id', ids)).found).toEqual([['maybe-rounded-number', 5, false]]);
  });

  test('are accepted where all digits are present', async () => {
    expect((await column('Card', ['6222021234567890123', '12345678901234567890123'])).found).toEqual([]);
  });

  test('in JSONL keep all their digits', async () => {
    const { findings } = await inspect(
      await folder.put('{"id":6222021234567890123}\n{"id":1e20}\n{"id":9007199254740991}\n', '.jsonl'),
    );
    expect(findings).toEqual([]);
  });
});

test('scientific notation in id and phone columns counts as lost digits', async () => {
  expect((await column('Phone', ['1.38001E+10', '13800138000', '8.61E+12', '1.3800138000E+10'])).found).toEqual([
    ['scientific-notation', 2, true],
    ['scientific-notation', 4, true],
    ['decimal-code', 5, false],
  ]);
  expect((await column('手机号码', ['1,38E+10'])).found).toEqual([['scientific-notation', 2, true]]);
  expect((await column('Ratio', ['1.38E+10', '2.5', '3e-4'])).found).toEqual([]);
});

describe('lost leading zeros', () => {
  test('are reported where a code is shorter than the others of a column with leading zeros', async () => {
    const { found, findings } = await column('Branch', ['00123', '04567', '12345', '789', '67890', '']);
    expect(found).toEqual([['lost-leading-zeros', 5, false]]);
    expect(findings[0]?.message).toContain('Should it be 00789?');
  });

  test('are reported in postcodes even where no leading zero is left', async () => {
    expect((await column('Zip code', ['10001', '94105', '2139', '60601'])).found).toEqual([
      ['lost-leading-zeros', 4, false],
    ]);
  });

  test('are not reported where widths vary anyway', async () => {
    expect((await column('Count', ['1', '20', '300', '4000'])).found).toEqual([]);
    expect((await column('Phone', ['13800138000', '02012345678', '400800', '95588'])).found).toEqual([]);
  });
});

test('mojibake is reported with the intended text', async () => {
  const { found, findings } = await column('Name', [
    'MÃ¼ller',
    'JosÃ©',
    'å¼\u00a0ä¼Ÿ',
    'Â£5',
    'Müller',
    'Ãngel',
    'São Paulo',
  ]);
  expect(found.map(([code, at]) => [code, at])).toEqual([
    ['mojibake', 2],
    ['mojibake', 3],
    ['mojibake', 4],
    ['mojibake', 5],
  ]);
  expect(findings[2]?.message).toContain('"张伟"');
});

test('replaced and private characters are separate issues', async () => {
  expect((await column('Name', ['M\ufffdller', '锟斤拷', '\ue000', 'ok'])).found).toEqual([
    ['lost-characters', 2, true],
    ['lost-characters', 3, true],
    ['private-characters', 4, false],
  ]);
});

test('formula errors in text cells are rejected as values', async () => {
  expect((await column('Name', ['#REF!', '#N/A', '#DIV/0!', '#####', '#1 customer', '#'])).found).toEqual([
    ['error-value', 2, true],
    ['error-value', 3, true],
    ['error-value', 4, true],
    ['error-value', 5, true],
  ]);
});

test('a column with both day-first and month-first dates is reported once', async () => {
  const { found, findings } = await column('Birthday', [
    '25/12/1990',
    '03/04/1991',
    '12/25/1992',
    '26/12/1990',
    '12/26/1992',
  ]);
  expect(found).toEqual([['mixed-dates', 4, false]]);
  expect(findings[0]?.message).toContain('the one in row 2');
  expect((await column('Birthday', ['25/12/1990', '13.01.91', '1990-12-25'])).found).toEqual([]);
});

test('an accepted issue is reported, but is not a problem of its row', async () => {
  const { rows, findings } = await column('Name', ['#REF!', '锟斤拷'], { accept: true });
  expect(findings.length).toBe(2);
  expect(rows.every(({ problems }) => problems === undefined)).toBe(true);
  const sheet = `${row(1, 'a', 'b')}<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>`;
  const path = await folder.put(workbook([{ rows: sheet }]), '.xlsx');
  expect((await inspect(path)).rows[0]?.problems?.[0]?.code).toBe('formula-error');
  expect((await inspect(path, { accept: true })).rows[0]?.problems).toBeUndefined();
});

test('a column is profiled by its first thousand rows, however many follow', async () => {
  const lines = Array.from({ length: 30_000 }, (_none, at) => (at === 25_000 ? '123,x' : `0${10_000 + at},x`));
  const { findings, rows } = await inspect(await folder.put(`Code,other\n${lines.join('\n')}\n`, '.csv'));
  expect(rows.length).toBe(30_000);
  expect(findings.map(({ code, row: at }) => [code, at])).toEqual([['lost-leading-zeros', 25_002]]);
});

test('rows before an error of the file are yielded and inspected like others', async () => {
  const table = inspectTable(await openTable(await folder.put('id,card\n1,4.56E+17\n2,"x\n', '.csv')));
  const rows: Row[] = [];
  const reading = (async () => {
    for await (const batch of table.batches()) rows.push(...batch);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'unclosed-quote', line: 3 });
  await table.close();
  expect(rows).toMatchObject([{ number: 2, problems: [{ code: 'scientific-notation' }] }]);
});
