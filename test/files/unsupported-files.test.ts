import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileError, openTable, type SourceOptions } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, workbook } from './support/workbook.ts';
import { zip } from './support/zip.ts';

const folder = temporaryFolder();
const SHEETS = [{ rows: Array.from({ length: 500 }, (_none, at) => row(at + 1, `text ${at}`, at)).join('') }];

async function failure(path: string, options: SourceOptions = {}): Promise<FileError> {
  const error = await openTable(path, options)
    .then(readAll, (caught: unknown) => caught)
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FileError);
  return error as FileError;
}

/** An OLE file whose directory names one stream. */
function ole(stream: string): Buffer {
  const bytes = Buffer.alloc(2048);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  Buffer.from(stream, 'utf16le').copy(bytes, 1024);
  return bytes;
}

const bomb = zip([
  {
    name: '_rels/.rels',
    content: '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  },
  { name: 'xl/workbook.xml', content: Buffer.alloc(80 * 1024 * 1024, 0x20) },
]);

describe('a file that is not a table is an error with a remedy', () => {
  test.each<[string, string, Buffer | string, string, string]>([
    ['a workbook behind a password', '.xlsx', ole('EncryptedPackage'), 'password-protected', 'Save a copy without one'],
    ['an old workbook', '.xls', ole('Workbook'), 'xls', 'save it as .xlsx'],
    ['a sheet of Excel 5', '.xls', Buffer.from('0908080000050600', 'hex'), 'xls', 'save it as .xlsx'],
    ['a binary workbook', '.xlsb', zip([{ name: 'xl/workbook.bin', content: 'x' }]), 'xlsb', 'save it as .xlsx'],
    [
      'an OpenDocument sheet',
      '.ods',
      zip([
        { name: 'mimetype', content: 'x', stored: true },
        { name: 'content.xml', content: '<x/>' },
      ]),
      'ods',
      'save it as .xlsx',
    ],
    [
      'a Word document',
      '.docx',
      zip([{ name: 'word/document.xml', content: '<x/>' }]),
      'not-a-workbook',
      'Word document',
    ],
    ['a zip of files', '.zip', zip([{ name: 'customers.csv', content: 'a\n1\n' }]), 'zip', 'Unpack it'],
    ['a piece of a web page', '.xls', '<div>\n<table><tr><td>a</td></tr></table></div>', 'html', 'save it as XLSX'],
    ['rows of a web page', '.xls', '\ufeff  <tr><td>a</td></tr>', 'html', 'save it as XLSX'],
    [
      'a web page in UTF-16',
      '.xls',
      Buffer.from('\ufeff<html><table><tr><td>a</td></tr></table></html>', 'utf16le'),
      'html',
      'save it as XLSX',
    ],
    [
      'a web page that begins as XML',
      '.xls',
      '<?xml version="1.0"?>\n<!DOCTYPE html>\n<html><table><tr><td>a</td></tr></table></html>',
      'html',
      'save it as XLSX',
    ],
    [
      'a web archive',
      '.xls',
      'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="----=_b"\r\n\r\n------=_b\r\n',
      'mhtml',
      'save it as XLSX',
    ],
    [
      'a web archive of a browser',
      '.mht',
      'From: <Saved by Blink>\r\nSubject: Customers\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"\r\n',
      'mhtml',
      'save it as XLSX',
    ],
    ['a web page', '.xls', '<html><table><tr><td>a</td></tr></table></html>', 'html', 'save it as XLSX'],
    ['an XML document', '.xml', '<?xml version="1.0"?><Workbook/>', 'xml', 'save it as XLSX'],
    ['a PDF', '.pdf', '%PDF-1.7\n', 'pdf', 'Export the table'],
    ['a picture', '.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not-text', 'not a text file'],
    ['an empty file', '.csv', '', 'empty', 'column names'],
    ['a zip bomb', '.xlsx', bomb, 'too-large', 'no spreadsheet program'],
    [
      'an encrypted zip',
      '.xlsx',
      zip([{ name: 'xl/workbook.xml', content: '<x/>', flags: 0x801 }]),
      'password-protected',
      'Save a copy',
    ],
    [
      'a zip by another method',
      '.xlsx',
      zip([{ name: 'xl/workbook.xml', content: '<x/>', method: 12 }]),
      'unsupported-zip',
      'save it in one',
    ],
    [
      'a workbook without a workbook',
      '.xlsx',
      workbook(SHEETS, { without: ['xl/workbook.xml'] }),
      'not-a-workbook',
      'file complete?',
    ],
    [
      'a workbook without its sheet',
      '.xlsx',
      workbook(SHEETS, { without: ['xl/worksheets/sheet1.xml'] }),
      'damaged',
      'sheet1.xml',
    ],
    ['a workbook without sheets', '.xlsx', workbook([]), 'no-sheet', 'no sheet with cells'],
  ])('%s', async (_name, ending, content, code, advice) => {
    const error = await failure(await folder.put(Buffer.from(content), ending));
    expect(error.code).toBe(code);
    expect(error.message).toContain(advice);
  });

  test('a workbook that is truncated anywhere', async () => {
    const whole = workbook(SHEETS);
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
      const error = await failure(await folder.put(whole.subarray(0, Math.floor(whole.length * share)), '.xlsx'));
      expect(error.code).toBe('truncated');
    }
  });

  test('a sheet whose checksum or length is wrong', async () => {
    const content = '<worksheet><sheetData><row r="1"><c t="str"><v>a</v></c></row></sheetData></worksheet>';
    const name = 'xl/worksheets/sheet1.xml';
    expect(
      (await failure(await folder.put(workbook(SHEETS, { parts: [{ name, content, crc: 1 }] }), '.xlsx'))).message,
    ).toContain('checksum');
    expect(
      (await failure(await folder.put(workbook(SHEETS, { parts: [{ name, content, size: 10 }] }), '.xlsx'))).code,
    ).toBe('damaged');
    expect(
      (await failure(await folder.put(workbook(SHEETS, { parts: [{ name, content, size: 1000 }] }), '.xlsx'))).code,
    ).toBe('damaged');
  });

  test('a sheet whose packed bytes are damaged', async () => {
    const bytes = workbook(SHEETS);
    const at = bytes.lastIndexOf('sheet1.xml', bytes.length - 200) + 200;
    bytes.fill(0x55, at, at + 40);
    expect((await failure(await folder.put(bytes, '.xlsx'))).code).toBe('damaged');
  });

  test('a missing file, a folder, and missing standard input', async () => {
    expect((await failure(folder.path('none.csv'))).message).toContain('there is no such file');
    await mkdir(folder.path('folder.csv'));
    expect((await failure(folder.path('folder.csv'))).code).toBe('is-folder');
    expect((await failure('-')).message).toBe('standard input: there is no standard input here. Name a file.');
  });

  test('a text file where the mapping wants XLSX', async () => {
    expect((await failure(await folder.put('a\n1\n', '.csv'), { format: 'xlsx' })).code).toBe('not-a-workbook');
  });

  test('the error of a file of noise that is named .xlsx does not suggest another encoding', async () => {
    const noise = Buffer.from([0x0a, 0xef, 0x3c, 0xbe, 0x82, 0xff, 0xfe, 0xc0, 0x0a, 0x81, 0x20]);
    expect((await failure(await folder.put(noise, '.csv'))).code).toBe('undecodable');
    const named = await failure(await folder.put(noise, '.xlsx'));
    expect(named.code).toBe('not-a-workbook');
    expect(named.message).toContain('save it again as .xlsx');
  });
});

describe('a packed file', () => {
  test('is unpacked, in several members too', async () => {
    const packed = Buffer.concat([gzipSync('a,b\n1,"x\n'), gzipSync('y"\n2,z\n')]);
    const { rows } = await readAll(await openTable(await folder.put(packed, '.csv.gz')));
    expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
      [2, '1', 'x\ny'],
      [4, '2', 'z'],
    ]);
  });

  test('may come by standard input and hold JSONL or XLSX', async () => {
    const lines = await readAll(await openTable('-', { stdin: Readable.from([gzipSync('{"a":1}\n')]) }));
    expect(lines.header).toEqual(['a']);
    const book = await readAll(await openTable(await folder.put(gzipSync(workbook(SHEETS)), '.xlsx.gz')));
    expect(book.rows.length).toBe(499);
  });

  test('that is cut short or damaged is an error', async () => {
    const packed = gzipSync(Array.from({ length: 5000 }, (_none, at) => `${at},${(at * 7919) % 1000}\n`).join(''));
    expect((await failure(await folder.put(packed.subarray(0, packed.length / 2), '.csv.gz'))).code).toBe('truncated');
    packed.fill(0x55, 1000, 1040);
    expect((await failure(await folder.put(packed, '.csv.gz'))).code).toBe('damaged-gzip');
  });

  test('that unpacks without end is an error', async () => {
    const endless = gzipSync(Buffer.alloc(100 * 1024 * 1024, `${'a'.repeat(1000)},b\n`));
    expect((await failure(await folder.put(endless, '.csv.gz'))).code).toBe('zip-bomb');
  });

  test('is closed when reading stops early', async () => {
    const path = await folder.put('a\n1\n', '.csv');
    const stream = createReadStream(path);
    const table = await openTable('-', { stdin: stream });
    await table.close();
    expect(stream.destroyed).toBe(true);
  });
});
