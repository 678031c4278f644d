import { createReadStream } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openTable } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';
import { fileError, workbookReader } from './support/read-workbook.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, type TestSheet, workbook } from './support/workbook.ts';

const folder = temporaryFolder();
const read = workbookReader(folder);

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
    ['with a shared string that is not there', whole(`${plain}<row r="3"><c r="A3" t="s"><v>3</v></c></row>`)],
    ['with a shared string of a strange number', whole(`${plain}<row r="3"><c r="A3" t="s"><v>-1</v></c></row>`)],
    ['that is no sheet', `<chartsheet xmlns="${main}">${plain}</chartsheet>`],
  ])('is refused, not read in part: %s', async (_name, xml) => {
    const error = await fileError(read([{ xml }]));
    expect(error.code).toMatch(/^(?:damaged|no-header)$/);
  });

  test('bytes that are not text are an error', async () => {
    const bad = Buffer.from(whole(plain)).toString('latin1').replace('>x<', '>\xff<');
    expect((await fileError(read([{ xml: Buffer.from(bad, 'latin1') }]))).message).toContain('bytes that are not text');
  });
});

describe('the package', () => {
  test('is an error at once where its texts unpack to far more than texts do', async () => {
    const content = Buffer.alloc(140 * 1024 * 1024, '<si><t>the same</t></si>');
    const path = await folder.put(
      workbook([{ rows: row(1, 'a') }], { strings: '', parts: [{ name: 'xl/sharedStrings.xml', content }] }),
      '.xlsx',
    );
    await expect(openTable(path)).rejects.toMatchObject({ code: 'zip-bomb' });
  });

  const sheets: TestSheet[] = [{ rows: row(1, 'a') + row(2, 'x') }];

  test('is read from standard input', async () => {
    const path = await folder.put(workbook(sheets), '.xlsx');
    const { rows } = await readAll(await openTable('-', { stdin: createReadStream(path) }));
    expect(rows[0]?.cells).toEqual(['x']);
  });

  test('is recognised by its content, whatever its name', async () => {
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
