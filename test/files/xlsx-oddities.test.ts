import { describe, expect, test } from 'vitest';
import { cellText } from '../../src/files/index.ts';
import { fileError, workbookReader } from './support/read-workbook.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, type TestSheet, type TestWorkbook } from './support/workbook.ts';

const read = workbookReader(temporaryFolder());

/** Rows as their numbers and texts. */
async function texts(sheets: readonly TestSheet[], parts?: TestWorkbook): Promise<(string | number)[][]> {
  const { rows } = await read(sheets, parts);
  return rows.map(({ number, cells }) => [number, ...cells.map(cellText)]);
}

const header = row(1, 'a', 'b', 'c');
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const STRICT = 'http://purl.oclc.org/ooxml';

describe('what only some programs write', () => {
  test('the namespaces of strict workbooks, which have dates as text', async () => {
    const data = `${header}<row r="2"><c r="A2" t="d"><v>2024-01-31</v></c><c r="B2" t="d"><v>2024-01-31T08:30:00</v></c></row>`;
    const link = (kind: string, target: string) =>
      `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${STRICT}/officeDocument/relationships/${kind}" Target="${target}"/></Relationships>`;
    const parts = [
      { name: '_rels/.rels', content: link('officeDocument', 'xl/workbook.xml') },
      { name: 'xl/_rels/workbook.xml.rels', content: link('worksheet', '/xl/worksheets/sheet1.xml') },
      {
        name: 'xl/workbook.xml',
        content: `<workbook xmlns="${STRICT}/spreadsheetml/main" xmlns:r="${STRICT}/officeDocument/relationships" conformance="strict"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      },
    ];
    const xml = `<worksheet xmlns="${STRICT}/spreadsheetml/main"><sheetData>${data}</sheetData></worksheet>`;
    expect(await texts([{ xml }], { parts })).toEqual([[2, '2024-01-31', '2024-01-31T08:30:00', '']]);
  });

  test('prefixes in every part, and targets that begin with a dot', async () => {
    const xml =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row><x:row r="2"><x:c r="A2" t="s"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    const parts = [
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: `<p:Relationships xmlns:p="${RELATIONS}"><p:Relationship Id="rId1" Type="r/worksheet" Target="./worksheets/sheet1.xml"/><p:Relationship Id="t" Type="r/sharedStrings" Target="../xl/texts.xml"/></p:Relationships>`,
      },
      {
        name: 'xl/texts.xml',
        content: '<x:sst xmlns:x="m"><x:si><x:t>a</x:t></x:si><x:si><x:t>é</x:t></x:si></x:sst>',
      },
    ];
    expect(await texts([{ xml }], { parts })).toEqual([[2, 'é']]);
  });

  test.each([
    ['cells that are out of order', '<row r="2"><c r="C2"><v>3</v></c><c r="A2"><v>1</v></c></row>', [2, '1', '', '3']],
    ['references in small letters', '<row r="2"><c r="b2"><v>2</v></c></row>', [2, '', '2', '']],
    [
      'a text without its text',
      '<row r="2"><c r="A2" t="inlineStr"><is/></c><c r="B2" t="inlineStr"/><c r="C2"><v>3</v></c></row>',
      [2, '', '', '3'],
    ],
    [
      'a formula whose text is empty',
      '<row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><v>2</v></c></row>',
      [2, '', '2', ''],
    ],
    [
      'inline text with its reading above it',
      '<row r="2"><c r="A2" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c></row>',
      [2, '東京', '', ''],
    ],
    [
      'space around a number, zero below zero',
      '<row r="2"><c r="A2"><v> 5 </v></c><c r="B2"><v>-0</v></c></row>',
      [2, '5', '0', ''],
    ],
    [
      'a boolean in words',
      '<row r="2"><c r="A2" t="b"><v>true</v></c><c r="B2" t="b"><v>0</v></c></row>',
      [2, 'TRUE', 'FALSE', ''],
    ],
    ['a type that nobody knows', '<row r="2"><c r="A2" t="zz"><v>5</v></c></row>', [2, '5', '', '']],
    [
      'escapes of escapes',
      '<row r="2"><c r="A2" t="inlineStr"><is><t>_x005F_x000D_ _x000D_</t></is></c></row>',
      [2, '_x000D_ \r', '', ''],
    ],
  ])('%s', async (_what, rows, expected) => {
    expect(await texts([{ rows: header + rows }])).toEqual([expected]);
  });

  test('rows of extensions are not rows of the sheet', async () => {
    const after = '<extLst><ext><x14:row xmlns:x14="x"><c><v>9</v></c></x14:row></ext></extLst>';
    const before = '<sheetPr/><dimension ref="A1:XFD1048576"/>';
    expect(await texts([{ rows: header + row(2, '1', '2', '3'), before, after }])).toEqual([[2, '1', '2', '3']]);
  });

  test('a cell with only a style, in the last possible row, is blank', async () => {
    const rows = `${header}${row(2, 'x')}<row r="1048576"><c r="A1048576" s="0"/></row>`;
    expect(await texts([{ rows }])).toEqual([[2, 'x', '', '']]);
  });

  test('hidden sheets come before the one that is read', async () => {
    const hidden = (name: string, state: string) => ({ name, state, rows: row(1, 'no') });
    const { header: names } = await read([
      hidden('Very', 'veryHidden'),
      hidden('Hidden', 'hidden'),
      { name: 'Seen', rows: row(1, 'yes') },
    ]);
    expect(names).toEqual(['yes']);
  });
});

describe('is an error', () => {
  test('for an entity that expands to many others', async () => {
    const xml = `<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData>${header}${row(2, '&b;')}</sheetData></worksheet>`;
    expect((await fileError(read([{ xml }]))).code).toBe('damaged');
  });

  test('for an empty first sheet, with the names of the others', async () => {
    const error = await fileError(
      read([
        { name: 'Cover', rows: '' },
        { name: 'Customers', rows: header },
      ]),
    );
    expect(error.message).toContain('the sheet "Cover" is empty');
    expect(error.message).toContain('also has "Customers". Set source.sheet to the one to read.');
  });
});
