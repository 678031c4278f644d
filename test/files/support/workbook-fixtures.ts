import type { Fixture } from './fixture.ts';
import { row, workbook } from './workbook.ts';
import { zip } from './zip.ts';

const XML = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const header = row(1, 'a', 'b');
const AB = { header: ['a', 'b'], rows: [[2, '1', '2']] };
const STRINGS =
  '<si><t>plain</t></si><si><r><t>東</t></r><r><rPr><b/></rPr><t>京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si><t>x_x000D_\ny</t></si>';
const cell = (reference: string, value: string, attributes = ''): string =>
  `<c r="${reference}"${attributes}><v>${value}</v></c>`;
const dated = (serial: number): string =>
  `${header}<row r="2">${cell('A2', String(serial), ' s="1"')}${cell('B2', `${serial}.75`, ' s="2"')}</row>`;
const good = workbook([{ rows: header + row(2, '1', '2') }]);

/** An OLE file whose directory names one stream. */
function ole(stream: string): Buffer {
  const bytes = Buffer.alloc(1536);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  Buffer.from(stream, 'utf16le').copy(bytes, 1024);
  return bytes;
}

/** XLSX files, and their older and stranger kin. */
export const WORKBOOK_FIXTURES: readonly Fixture[] = [
  {
    name: 'shared-rich-and-phonetic.xlsx',
    bytes: workbook(
      [
        {
          rows: `${header}<row r="2">${cell('A2', '0', ' t="s"')}${cell('B2', '1', ' t="s"')}</row><row r="3">${cell('A3', '2', ' t="s"')}</row>`,
        },
      ],
      { strings: STRINGS },
    ),
    expected: {
      header: ['a', 'b'],
      rows: [
        [2, 'plain', '東京'],
        [3, 'x\r\ny', ''],
      ],
    },
  },
  {
    name: 'dates-of-1900.xlsx',
    bytes: workbook([{ rows: dated(45_720) }], { formats: ['dd/mm/yyyy', 'yyyy-mm-dd hh:mm'] }),
    expected: { header: ['a', 'b'], rows: [[2, '2025-03-04', '2025-03-04T18:00:00']] },
  },
  {
    name: 'dates-of-1904.xlsx',
    bytes: workbook([{ rows: dated(44_258) }], { formats: ['dd/mm/yyyy', 'yyyy-mm-dd hh:mm'], date1904: true }),
    expected: { header: ['a', 'b'], rows: [[2, '2025-03-04', '2025-03-04T18:00:00']] },
  },
  {
    name: 'times.xlsx',
    bytes: workbook(
      [{ rows: `${header}<row r="2">${cell('A2', '0.5', ' s="1"')}${cell('B2', '1.25', ' s="2"')}</row>` }],
      { formats: ['h:mm AM/PM', '[h]:mm'] },
    ),
    expected: { header: ['a', 'b'], rows: [[2, '12:00:00', '30:00:00']] },
  },
  {
    name: 'leading-zeros-and-percentages.xlsx',
    bytes: workbook(
      [{ rows: `${header}<row r="2">${cell('A2', '123', ' s="1"')}${cell('B2', '0.255', ' s="2"')}</row>` }],
      { formats: ['00000', '0.0%'] },
    ),
    expected: { header: ['a', 'b'], rows: [[2, '00123', '25.5%']] },
  },
  {
    name: 'booleans-and-errors.xlsx',
    bytes: workbook([
      { rows: `${header}<row r="2">${cell('A2', '1', ' t="b"')}${cell('B2', '#REF!', ' t="e"')}</row>` },
    ]),
    expected: { header: ['a', 'b'], rows: [[2, 'TRUE', '#REF!']], problems: ['2 formula-error'] },
  },
  {
    name: 'formulas.xlsx',
    bytes: workbook([
      {
        rows: `${header}<row r="2"><c r="A2" t="str"><f>"x"&amp;"y"</f><v>xy</v></c><c r="B2"><f>1+1</f><v>2</v></c></row><row r="3"><c r="A3"><f>NOW()</f></c></row>`,
      },
    ]),
    expected: {
      header: ['a', 'b'],
      rows: [
        [2, 'xy', '2'],
        [3, '#N/A', ''],
      ],
      problems: ['3 formula-without-result'],
    },
  },
  {
    name: 'hyperlinks.xlsx',
    bytes: workbook([
      {
        rows: header + row(2, 'Ann', 'ann@example.com'),
        after:
          '<hyperlinks><hyperlink ref="B2" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></hyperlinks>',
      },
    ]),
    expected: { header: ['a', 'b'], rows: [[2, 'Ann', 'ann@example.com']] },
  },
  {
    name: 'gaps.xlsx',
    bytes: workbook([
      { rows: `${row(2, 'a', 'b')}${row(5, null, 'x')}<row r="7"><c r="A7" s="0"/></row><row r="9"/>` },
    ]),
    expected: { header: ['a', 'b'], rows: [[5, '', 'x']] },
  },
  {
    name: 'hidden.xlsx',
    bytes: workbook([
      {
        rows: `${header}<row r="2" hidden="1">${cell('A2', '1')}</row>`,
        before: '<cols><col min="1" max="2" hidden="1"/></cols>',
      },
    ]),
    expected: {
      header: ['a', 'b'],
      rows: [[2, '1', '']],
      notices: ['1 hidden row', 'Hidden columns were read like the others: A to B'],
    },
  },
  {
    name: 'merged.xlsx',
    bytes: workbook([
      {
        rows: header + row(2, 'x', '1') + row(3, null, '2'),
        after: '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
      },
    ]),
    expected: {
      header: ['a', 'b'],
      rows: [
        [2, 'x', '1'],
        [3, '', '2'],
      ],
      notices: ['1 merged range has its value in the first cell only: A2:A3'],
    },
  },
  {
    name: 'hidden-first-sheet.xlsx',
    bytes: workbook([
      { name: 'Old', state: 'veryHidden', rows: row(1, 'no') },
      { name: 'New', rows: header + row(2, '1', '2') },
    ]),
    expected: AB,
  },
  {
    name: 'sheet-by-name.xlsx',
    bytes: workbook([
      { name: 'One', rows: row(1, 'no') },
      { name: 'Two', rows: header + row(2, '1', '2') },
    ]),
    options: { sheet: 'Two' },
    expected: AB,
  },
  {
    name: 'prefixed.xlsx',
    bytes: workbook([
      {
        xml: `<x:worksheet xmlns:x="${XML}"><x:sheetData>${(header + row(2, '1', '2')).replace(/<(\/?)(\w)/g, '<$1x:$2')}</x:sheetData></x:worksheet>`,
      },
    ]),
    expected: AB,
  },
  {
    name: 'root-not-closed.xlsx',
    bytes: workbook([{ xml: `<worksheet xmlns="${XML}"><sheetData>${header}${row(2, '1', '2')}</sheetData>` }]),
    expected: { error: 'damaged' },
  },
  {
    name: 'wrong-checksum.xlsx',
    bytes: workbook([{}], {
      parts: [
        {
          name: 'xl/worksheets/sheet1.xml',
          content: `<worksheet><sheetData>${header}</sheetData></worksheet>`,
          crc: 7,
        },
      ],
    }),
    expected: { error: 'damaged' },
  },
  { name: 'truncated.xlsx', bytes: good.subarray(0, good.length - 30), expected: { error: 'truncated' } },
  { name: 'password.xlsx', bytes: ole('EncryptedPackage'), expected: { error: 'password-protected' } },
  { name: 'old.xls', bytes: ole('Workbook'), expected: { error: 'xls' } },
  { name: 'binary.xlsb', bytes: zip([{ name: 'xl/workbook.bin', content: 'x' }]), expected: { error: 'xlsb' } },
];
