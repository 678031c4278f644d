import { createReadStream } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Cell, cellText, FileError, openTable, type SourceOptions } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, type TestSheet, type TestWorkbook, workbook } from './support/workbook.ts';

const folder = temporaryFolder();

async function read(sheets: readonly TestSheet[], parts: TestWorkbook = {}, options: SourceOptions = {}) {
  return readAll(await openTable(await folder.put(workbook(sheets, parts), '.xlsx'), options));
}

async function failure(
  sheets: readonly TestSheet[],
  parts: TestWorkbook = {},
  options: SourceOptions = {},
): Promise<FileError> {
  const error = await read(sheets, parts, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FileError);
  return error as FileError;
}

/** The cells of a sheet with one row below its header. */
async function cells(xml: string, parts: TestWorkbook = {}): Promise<readonly Cell[]> {
  const header =
    '<row r="1"><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c><c t="inlineStr"><is><t>c</t></is></c></row>';
  const { rows } = await read([{ rows: `${header}<row r="2">${xml}</row>` }], parts);
  return rows[0]?.cells ?? [];
}

describe('text', () => {
  test('is shared, inline or a formula’s', async () => {
    const strings = '<si><t>one</t></si><si><t xml:space="preserve"> two </t></si>';
    expect(
      await cells(
        '<c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><t>in</t></is></c><c r="C2" t="str"><f>A1</f><v>f</v></c>',
        { strings },
      ),
    ).toEqual([' two ', 'in', 'f']);
  });

  test('is put together from rich runs, phonetic text left out', async () => {
    const strings =
      '<si><r><t>東</t></r><r><rPr><b/></rPr><t>京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>';
    const inline = '<is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is>';
    expect(await cells(`<c r="A2" t="s"><v>0</v></c><c r="B2" t="inlineStr">${inline}</c>`, { strings })).toEqual([
      '東京',
      'ab',
      '',
    ]);
  });

  test('has its references and escapes resolved', async () => {
    const strings = '<si><t>a&amp;b &lt;c&gt; &#233;&#x4e2d;</t></si><si><t>x_x000D_\ny_x005F_x000D_</t></si>';
    expect(await cells('<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>', { strings })).toEqual([
      'a&b <c> é中',
      'x\r\ny_x000D_',
      '',
    ]);
  });

  test('split over pieces of the file stays whole', async () => {
    const wide = '東京都渋谷区😀';
    const lines = Array.from({ length: 20_000 }, (_none, at) => row(at + 2, `${wide}${at}`, wide));
    const { rows } = await read([{ rows: row(1, 'a', 'b') + lines.join('') }]);
    expect(rows.length).toBe(20_000);
    expect(
      rows.every(({ number, cells: [first, second] }) => first === `${wide}${number - 2}` && second === wide),
    ).toBe(true);
  });
});

describe('numbers', () => {
  test.each([
    ['General', '1234.5', '1234.5'],
    ['General', '0.30000000000000004', '0.3'],
    ['General', '19.989999999999998', '19.99'],
    ['General', '1.3800138E10', '13800138000'],
    ['#,##0.00', '1234.5', '1234.5'],
    ['00000', '1234', '01234'],
    ['000-0000-0000', '13800138000', '138-0013-8000'],
    ['"Nr. "0000', '7', 'Nr. 0007'],
    ['000\\-00\\-0000', '1234567', '001-23-4567'],
    ['00000', '12.5', '12.5'],
    ['0%', '0.25', '25%'],
    ['0.00%', '0.07', '7%'],
    ['0.00E+00', '12345', '12345'],
    ['[Red]0.00;[Blue]-0.00', '5', '5'],
  ])('%s shows %s as %s', async (format, value, text) => {
    const [cell] = await cells(`<c r="A2" s="1"><v>${value}</v></c>`, { formats: [format] });
    expect(cell).toEqual({ kind: 'number', text, value: Number(value) });
  });

  test('booleans are what they are', async () => {
    expect(await cells('<c r="A2" t="b"><v>1</v></c><c r="B2" t="b"><v>0</v></c>')).toEqual([
      { kind: 'boolean', text: 'TRUE', value: true },
      { kind: 'boolean', text: 'FALSE', value: false },
      '',
    ]);
  });
});

describe('dates', () => {
  test.each([
    ['yyyy-mm-dd', '45720', 'date', '2025-03-04'],
    ['dd/mm/yy', '45720.5', 'datetime', '2025-03-04T12:00:00'],
    ['m/d/yy h:mm', '45720', 'datetime', '2025-03-04T00:00:00'],
    ['yyyy"年"m"月"d"日"', '45720', 'date', '2025-03-04'],
    ['[$-409]mmmm d, yyyy;@', '45720', 'date', '2025-03-04'],
    ['h:mm AM/PM', '0.4304513888888889', 'time', '10:19:51'],
    ['mm:ss.0', '0.0007', 'time', '00:01:00.480'],
    ['[h]:mm:ss', '1.5', 'time', '36:00:00'],
    ['yyyy-mm-dd hh:mm:ss', '45720.430451388886', 'datetime', '2025-03-04T10:19:51'],
    ['yyyy-mm-dd', '1', 'date', '1900-01-01'],
    ['yyyy-mm-dd', '59', 'date', '1900-02-28'],
    ['yyyy-mm-dd', '61', 'date', '1900-03-01'],
  ])('%s shows %s as the %s %s', async (format, value, kind, text) => {
    const [cell] = await cells(`<c r="A2" s="1"><v>${value}</v></c>`, { formats: [format] });
    expect(cell).toEqual({ kind, text });
  });

  test('count from 1904 where the workbook says so', async () => {
    const [first, second] = await cells('<c r="A2" s="1"><v>0</v></c><c r="B2" s="1"><v>44258</v></c>', {
      formats: ['yyyy-mm-dd'],
      date1904: true,
    });
    expect([first, second]).toEqual([
      { kind: 'date', text: '1904-01-01' },
      { kind: 'date', text: '2025-03-04' },
    ]);
  });

  test('may stand as ISO text', async () => {
    expect(
      await cells(
        '<c r="A2" t="d"><v>2025-03-04</v></c><c r="B2" t="d"><v>2025-03-04T10:20:30</v></c><c r="C2" t="d"><v>10:20</v></c>',
      ),
    ).toEqual([
      { kind: 'date', text: '2025-03-04' },
      { kind: 'datetime', text: '2025-03-04T10:20:30' },
      { kind: 'time', text: '10:20' },
    ]);
  });

  test('that do not exist are that cell’s problem', async () => {
    const { rows } = await read([{ rows: `${row(1, 'a')}<row r="2"><c r="A2" s="1"><v>-1</v></c></row>` }], {
      formats: ['yyyy-mm-dd'],
    });
    expect(rows[0]?.problems?.[0]).toMatchObject({ code: 'bad-date', column: 0 });
  });
});

describe('formulas', () => {
  test('give their results, and an error is that cell’s problem', async () => {
    const xml =
      '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2" t="b"><f t="shared" si="0"/><v>1</v></c></row>';
    const { rows } = await read([{ rows: row(1, 'a', 'b', 'c') + xml }]);
    expect(rows[0]?.cells).toEqual([
      { kind: 'number', text: '2', value: 2 },
      { kind: 'error', text: '#DIV/0!' },
      { kind: 'boolean', text: 'TRUE', value: true },
    ]);
    expect(rows[0]?.problems).toEqual([
      { code: 'formula-error', column: 1, message: expect.stringContaining('cell B2 holds the error #DIV/0!') },
    ]);
  });

  test('without a result are that cell’s problem, not a blank', async () => {
    const { rows } = await read([{ rows: `${row(1, 'a')}<row r="2"><c r="A2"><f>1+1</f></c></row>` }]);
    expect(rows[0]?.problems?.[0]?.code).toBe('formula-without-result');
  });
});

describe('rows', () => {
  test('keep their numbers over gaps, and blank ones at the end are none', async () => {
    const rows = `${row(2, 'a', 'b')}${row(5, 'x', null)}<row r="6"/><row r="7"><c r="A7" s="1"/></row>${row(9, null, 'y')}<row r="10"><c r="A10"/></row><row r="11"></row>`;
    const table = await read([{ rows }]);
    expect([table.headerRow, table.rows.map(({ number, cells: found }) => [number, ...found])]).toEqual([
      2,
      [
        [5, 'x', ''],
        [9, '', 'y'],
      ],
    ]);
    expect(table.notices).toContain('2 blank rows were skipped between rows with data: 6, 7.');
  });

  test('and cells without references follow one another', async () => {
    const rows =
      '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row><row><c/><c><v>2</v></c></row>';
    const table = await read([{ rows }]);
    expect(table.rows.map(({ number, cells: found }) => [number, ...found.map(cellText)])).toEqual([[2, '', '2']]);
  });

  test('hidden rows and columns are read and mentioned', async () => {
    const rows = `${row(1, 'a', 'b')}<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>`;
    const table = await read([{ rows, before: '<cols><col min="2" max="2" width="9" hidden="1"/></cols>' }]);
    expect(table.rows.length).toBe(1);
    expect(table.notices).toEqual([
      '1 hidden row was read like the others.',
      'Hidden columns were read like the others: B.',
    ]);
  });

  test('merged cells have their value in the first, which is mentioned', async () => {
    const rows = row(1, 'a', 'b') + row(2, 'x', 'y') + row(3, null, 'z');
    const table = await read([{ rows, after: '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>' }]);
    expect(table.rows[1]?.cells).toEqual(['', 'z']);
    expect(table.notices).toEqual(['1 merged range has its value in the first cell only: A2:A3.']);
  });

  test('cells beside the header belong to no column, which is mentioned', async () => {
    const table = await read([{ rows: row(1, 'a') + row(2, 'x', 'note') + row(3, null, 'note') }]);
    expect(table.rows.map(({ cells: found }) => found)).toEqual([['x']]);
    expect(table.notices[0]).toContain('left out: B2, B3.');
  });

  test('the header may stand below a title', async () => {
    const rows = row(1, 'Our customers') + row(3, 'a', 'b') + row(4, 'x', 'y');
    const table = await read([{ rows }], {}, { header: 3 });
    expect([table.header, table.rows[0]?.number]).toEqual([['a', 'b'], 4]);
    expect((await failure([{ rows }], {}, { header: 2 })).message).toContain('row 2');
  });
});

describe('sheets', () => {
  const sheets: TestSheet[] = [
    { name: 'Hidden', state: 'hidden', rows: row(1, 'h') + row(2, 'x') },
    { name: 'First', rows: row(1, 'f') + row(2, 'x') },
    { name: 'Second', rows: row(1, 's') + row(2, 'x') },
  ];

  test('the first visible one is read, and the others are mentioned', async () => {
    const { header, detected, notices } = await read(sheets);
    expect([header, detected['sheet']]).toEqual([['f'], 'First']);
    expect(notices).toEqual(['Sheet "First" was read; the workbook also has "Second".']);
  });

  test('one is chosen by name, a hidden one too, without regard to case', async () => {
    expect((await read(sheets, {}, { sheet: 'Hidden' })).header).toEqual(['h']);
    expect((await read(sheets, {}, { sheet: ' second' })).header).toEqual(['s']);
  });

  test('an unknown name is an error that lists them', async () => {
    expect((await failure(sheets, {}, { sheet: 'Third' })).message).toContain(
      'has no sheet "Third"; it has "Hidden", "First", "Second"',
    );
  });

  test('an empty one has no header', async () => {
    expect((await failure([{ name: 'Empty' }])).message).toContain('its sheet "Empty" is empty');
  });
});

describe('XML of every kind', () => {
  const plain = row(1, 'a', 'b') + row(2, 'x', 7);
  const expected = ['x', { kind: 'number', text: '7', value: 7 }];
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const whole = (inside: string): string => `<worksheet xmlns="${main}"><sheetData>${inside}</sheetData></worksheet>`;
  const prefixed = `<x:worksheet xmlns:x="${main}"><x:sheetData>${plain.replace(/<(\/?)(\w)/g, '<$1x:$2')}</x:sheetData></x:worksheet>`;

  test.each<[string, string | Buffer]>([
    ['with a prefix', prefixed],
    ['with single quotes', whole(plain.replaceAll('"', "'"))],
    ['with space inside tags', whole(plain.replaceAll('>', ' >').replaceAll('/ >', '/>'))],
    ['with line breaks between elements', whole(plain.replaceAll('><', '>\n  <'))],
    ['with comments', whole(plain.replaceAll('<c ', '<!-- <c r="A9"> </row> --><c '))],
    [
      'with comments between rows that look like rows',
      whole(`<!-- > ${row(9, 'no')} -->${plain}<!--${row(9, 'no')}-->`),
    ],
    ['with CDATA', whole(plain.replaceAll('<t>x</t>', '<t><![CDATA[x]]></t>'))],
    ['with instructions', whole(`<?go <row> ?>${plain}`)],
    [
      'with empty elements',
      whole(plain.replace('<row r="2">', '<row r="2" spans="1:2"/><row r="2"><c r="C2" s="0"/>')),
    ],
    [
      'in UTF-16',
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`<?xml version="1.0" encoding="UTF-16"?>${whole(plain)}`, 'utf16le'),
      ]),
    ],
    ['in Latin-1', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${whole(plain)}`, 'latin1')],
  ])('is read: %s', async (_name, xml) => {
    const { header, rows } = await read([{ xml }]);
    expect([header, rows.at(-1)?.cells]).toEqual([['a', 'b'], expected]);
  });

  test.each<[string, string]>([
    ['cut in the middle of a row', `<worksheet xmlns="${main}"><sheetData>${plain}<row r="3"><c r="A3"><v>1</v>`],
    ['cut after a row', `<worksheet xmlns="${main}"><sheetData>${plain}`],
    ['cut after its rows', `<worksheet xmlns="${main}"><sheetData>${plain}</sheetData>`],
    ['with tags that do not match', whole(`${plain}<row r="3"><c r="A3"><v>1</c></v></row>`)],
    ['with a bare ampersand', whole(`${plain}<row r="3"><c r="A3" t="str"><v>a & b</v></c></row>`)],
    ['with text for a number', whole(`${plain}<row r="3"><c r="A3"><v>seven</v></c></row>`)],
    ['with a shared string that is not there', whole(`${plain}<row r="3"><c r="A3" t="s"><v>3</v></c></row>`)],
    ['that is no sheet', `<chartsheet xmlns="${main}">${plain}</chartsheet>`],
  ])('is refused, not read in part: %s', async (_name, xml) => {
    const error = await failure([{ xml }]);
    expect(error.code).toMatch(/^(?:damaged|no-header)$/);
  });

  test('bytes that are no text are an error', async () => {
    const bad = Buffer.from(whole(plain)).toString('latin1').replace('>x<', '>\xff<');
    expect((await failure([{ xml: Buffer.from(bad, 'latin1') }])).message).toContain('bytes that are no text');
  });
});

describe('the package', () => {
  const sheets: TestSheet[] = [{ rows: row(1, 'a') + row(2, 'x') }];

  test('is read from standard input', async () => {
    const path = await folder.put(workbook(sheets), '.xlsx');
    const { rows } = await readAll(await openTable('-', { stdin: createReadStream(path) }));
    expect(rows[0]?.cells).toEqual(['x']);
  });

  test('is told by its content, whatever its name', async () => {
    const { rows } = await readAll(await openTable(await folder.put(workbook(sheets), '.csv')));
    expect(rows[0]?.cells).toEqual(['x']);
  });

  test('may name its parts from the root, with backslashes, or in other cases', async () => {
    const rels =
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="/xl\\Worksheets/SHEET1.xml"/></Relationships>';
    const { rows } = await read(sheets, { parts: [{ name: 'xl/_rels/workbook.xml.rels', content: rels }] });
    expect(rows[0]?.cells).toEqual(['x']);
  });
});
