import { describe, expect, test } from 'vitest';
import { rowCells, workbookReader } from './support/read-workbook.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, workbook } from './support/workbook.ts';

const folder = temporaryFolder();
const read = workbookReader(folder);
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const X15 = 'http://schemas.microsoft.com/office/spreadsheetml/2010/11/main';

/** A workbook part with this before and behind its one sheet. */
const workbookPart = (before: string, after = '') => ({
  name: 'xl/workbook.xml',
  content: `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">${before}<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>${after}</workbook>`,
});

const ext = (inner: string) =>
  `<extLst><ext uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}" xmlns:x15="${X15}">${inner}</ext></extLst>`;

describe('elements of extensions with the names of sheet elements', () => {
  test.each([
    ['x15:workbookPr', workbookPart('<workbookPr date1904="1"/>', ext('<x15:workbookPr chartTrackingRefBase="1"/>'))],
    [
      'one in a default namespace of its own',
      workbookPart('<workbookPr date1904="1"/>', `<ext><workbookPr xmlns="${X15}" date1904="0"/></ext>`),
    ],
    ['one in another part of the document', workbookPart('<workbookPr date1904="1"/>', ext('<workbookPr/>'))],
    ['one before it', workbookPart(`<x15:workbookPr xmlns:x15="${X15}"/><workbookPr date1904="1"/>`)],
  ])('do not change the date system: %s', async (_what, part) => {
    const rows = `${row(1, 'a')}<row r="2"><c r="A2" s="1"><v>44258</v></c></row>`;
    const { rows: found } = await read([{ rows }], { formats: ['yyyy-mm-dd'], parts: [part] });
    expect(found[0]?.cells).toEqual([{ kind: 'date', text: '2025-03-04' }]);
  });

  test('and formats of tables do not change formats of cells', async () => {
    const styles = `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs><dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="0.00%"/></dxf></dxfs></styleSheet>`;
    const rows = `${row(1, 'a')}<row r="2"><c r="A2" s="1"><v>45720</v></c></row>`;
    const { rows: found } = await read([{ rows }], { parts: [{ name: 'xl/styles.xml', content: styles }] });
    expect(found[0]?.cells).toEqual([{ kind: 'date', text: '2025-03-04' }]);
  });

  test('are not rows and cells of the sheet', async () => {
    const odd = `<row xmlns="urn:other" r="2"><c r="A2"><v>9</v></c></row><row r="3"><c r="A3"><v>1</v></c><c xmlns="urn:other" r="B3"><v>2</v></c></row><o:row xmlns:o="urn:other" r="4"><c r="A4"><v>9</v></c></o:row>`;
    const { rows } = await read([{ rows: row(1, 'a', 'b') + odd + row(5, 'x', 'y') }]);
    expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
      [3, { kind: 'number', text: '1', value: 1 }, ''],
      [5, 'x', 'y'],
    ]);
  });

  test('are recognised by namespace where prefixes are mixed', async () => {
    const xml = `<worksheet xmlns="${MAIN}" xmlns:m="${MAIN}"><m:sheetData>${row(1, 'a')}<m:row r="2"><m:c r="A2"><m:v>7</m:v></m:c></m:row></m:sheetData></worksheet>`;
    const { rows } = await read([{ xml }]);
    expect(rows.map(({ cells }) => cells)).toEqual([[{ kind: 'number', text: '7', value: 7 }]]);
  });

  test('are an error where their prefix is not declared', async () => {
    const path = await folder.put(workbook([{ rows: `${row(1, 'a')}<o:row r="2"/>` }]), '.xlsx');
    const { openTable } = await import('../../src/files/index.ts');
    const { readAll } = await import('./support/read-all.ts');
    await expect((async () => readAll(await openTable(path)))()).rejects.toThrow(/the prefix "o:" is not declared/);
  });
});

describe('row numbers that are not ascending', () => {
  test.each([
    ['twice the same', [2, 3, 3, 4], [2, 3, 4, 5]],
    ['descending', [4, 3, 2], [4, 5, 6]],
    ['beginning anew', [2, 3, 2, 4], [2, 3, 4, 6]],
    ['missing', [2, 0, 3, 0], [2, 3, 4, 5]],
  ])('are given in order: %s', async (_what, given, numbers) => {
    const rows = given.map((number, at) => `<row${number === 0 ? '' : ` r="${number}"`}><c><v>${at}</v></c></row>`);
    const { rows: found, notices } = await read([{ rows: row(1, 'a') + rows.join('') }]);
    expect(found.map(({ number }) => number)).toEqual(numbers);
    expect(found.map(({ cells: [cell] }) => (typeof cell === 'object' ? cell.value : cell))).toEqual(
      given.map((_g, at) => at),
    );
    expect(notices.join(' ')).toMatch(/The sheet's row numbers are not ascending \(row \d follows row \d\)/);
  });

  test('are replaced in order in rows that are not plain', async () => {
    const odd = (number: number) => `<row r="${number}"><!-- x --><c><v>${number}</v></c></row>`;
    const { rows } = await read([{ rows: row(1, 'a') + row(5, 'x') + odd(5) + odd(4) + row(4, 'y') }]);
    expect(rows.map(({ number }) => number)).toEqual([5, 6, 7, 8]);
  });
});

test.each([
  ['0#########', '612345678', '0612345678'],
  ['0#" "##" "##" "##" "##', '612345678', '06 12 34 56 78'],
  ['"0"#########', '612345678', '0612345678'],
  ['+##\\ ###\\ ###\\ ###', '49301234567', '+49 301 234 567'],
  ['"CUST-"0', '7', 'CUST-7'],
  ['"CUST-"General', '7', 'CUST-7'],
  ['[$CUST-]0', '7', 'CUST7'],
  ['"+86 "0', '13800138000', '+86 13800138000'],
  ['[<=9999999]###-####;(###) ###-####', '2127365009', '(212) 736-5009'],
  ['[<=9999999]###\\-####;\\(###\\)\\ ###\\-####', '7365009', '736-5009'],
  ['[>=10000000000]+#;0', '49301234567', '+49301234567'],
  ['(##) #####-####', '11987654321', '(11) 98765-4321'],
  ['00\\.000\\.000/0000-00', '12345678000195', '12.345.678/0001-95'],
  ['0000 0000 0000', '123456789012', '1234 5678 9012'],
  ['# ### ##0', '1234567', '1234567'],
  ['"$"#,##0', '1234', '1234'],
  ['[$€-407] 0', '12', '12'],
  ['0" pcs"', '12', '12'],
  ['#,##0 "kg"', '1234', '1234'],
  ['0;-0;;@', '0', '0'],
  ['General', '99.949999999999989', '99.95'],
  ['General', '2.9999999999999996', '3'],
])('the format %s shows %s as %s', async (format, value, text) => {
  const [cell] = await rowCells(read, `<c r="A2" s="1"><v>${value}</v></c>`, { formats: [format] });
  expect(cell).toEqual({ kind: 'number', text, value: Number(Number(value).toPrecision(15)) });
});

test.each([
  ['yyyy-mm-dd', '45720.99999998958', 'date', '2025-03-05'],
  ['yyyy-mm-dd hh:mm:ss', '45720.99999998958', 'datetime', '2025-03-05T00:00:00'],
  ['yyyy-mm-dd hh:mm', '45720.50000000579', 'datetime', '2025-03-04T12:00:00'],
  ['yyyy-mm-dd hh:mm:ss.000', '45720.50000001', 'datetime', '2025-03-04T12:00:00.001'],
  ['hh:mm:ss', '0.99999998958', 'time', '00:00:00'],
  ['[h]:mm', '1.99999998958', 'time', '48:00:00'],
])('the format %s shows %s rounded to the second, as the %s %s', async (format, value, kind, text) => {
  const [cell] = await rowCells(read, `<c r="A2" s="1"><v>${value}</v></c>`, { formats: [format] });
  expect(cell).toEqual({ kind, text });
});
