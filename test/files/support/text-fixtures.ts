import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import type { Fixture } from './fixture.ts';
import { row, workbook } from './workbook.ts';

const encoded = (text: string, encoding: string, addBOM = false): Buffer => iconv.encode(text, encoding, { addBOM });
const CHINESE = '姓名,城市\n张伟,北京市\n王芳,上海市\n';
const CHINESE_ROWS = {
  header: ['姓名', '城市'],
  rows: [
    [2, '张伟', '北京市'],
    [3, '王芳', '上海市'],
  ],
};
const AB = { header: ['a', 'b'], rows: [[2, '1', '2']] };

/** CSV files, and files that are something else than their name says. */
export const CSV_FIXTURES: readonly Fixture[] = [
  { name: 'utf-8-with-mark.csv', bytes: Buffer.from(`\ufeff${CHINESE}`), expected: CHINESE_ROWS },
  { name: 'utf-16le.csv', bytes: encoded(CHINESE, 'utf-16le', true), expected: CHINESE_ROWS },
  { name: 'utf-16be-without-mark.csv', bytes: encoded(CHINESE, 'utf-16be'), expected: CHINESE_ROWS },
  { name: 'gb18030.csv', bytes: encoded(CHINESE, 'gb18030'), expected: CHINESE_ROWS },
  {
    name: 'big5.csv',
    bytes: encoded('姓名,城市\n陳大文,台北市\n', 'big5'),
    expected: { header: ['姓名', '城市'], rows: [[2, '陳大文', '台北市']] },
  },
  {
    name: 'shift-jis.csv',
    bytes: encoded('氏名,住所\n髙橋ｶｵﾘ,東京都\n', 'shift_jis'),
    expected: { header: ['氏名', '住所'], rows: [[2, '髙橋ｶｵﾘ', '東京都']] },
  },
  {
    name: 'windows-1252.csv',
    bytes: encoded('nom;prix\nHélène;12 €\nFrançois;8 €\n', 'windows-1252'),
    expected: {
      header: ['nom', 'prix'],
      rows: [
        [2, 'Hélène', '12 €'],
        [3, 'François', '8 €'],
      ],
    },
  },
  {
    name: 'unclear-encoding.csv',
    bytes: encoded('nom;prix\nAnn;1\nHélène;12 €\n', 'windows-1252'),
    expected: { error: 'unclear-encoding', line: 3 },
  },
  {
    name: 'undecodable.csv',
    bytes: Buffer.concat([Buffer.from('nom\né\n'), Buffer.from([0xe9, 0x0a])]),
    expected: { error: 'undecodable', line: 3 },
  },
  {
    name: 'semicolons.csv',
    bytes: Buffer.from('a;b\n1,5;2\n'),
    expected: { header: ['a', 'b'], rows: [[2, '1,5', '2']] },
  },
  { name: 'tabs.tsv', bytes: Buffer.from('a\tb\n1\t2\n'), expected: AB },
  { name: 'pipes.csv', bytes: Buffer.from('a|b\n1|2\n'), expected: AB },
  {
    name: 'separator-hint.csv',
    bytes: Buffer.from('sep=;\r\na;b\r\n1;2\r\n'),
    expected: { header: ['a', 'b'], rows: [[3, '1', '2']] },
  },
  {
    name: 'given-delimiter.csv',
    bytes: Buffer.from('a,x:b,y\n1:2\n'),
    options: { delimiter: ':' },
    expected: { header: ['a,x', 'b,y'], rows: [[2, '1', '2']] },
  },
  { name: 'carriage-returns.csv', bytes: Buffer.from('a,b\r1,2\r'), expected: AB },
  {
    name: 'mixed-line-breaks.csv',
    bytes: Buffer.from('a,b\r\n1,"x\r\ny\nz\rw"\n2,3\r4,5'),
    expected: {
      header: ['a', 'b'],
      rows: [
        [2, '1', 'x\r\ny\nz\rw'],
        [6, '2', '3'],
        [7, '4', '5'],
      ],
    },
  },
  {
    name: 'ragged.csv',
    bytes: Buffer.from('a,b\n1\n1,2,3\n1,2\n'),
    expected: {
      header: ['a', 'b'],
      rows: [
        [2, '1'],
        [3, '1', '2', '3'],
        [4, '1', '2'],
      ],
      problems: ['2 ragged-row', '3 ragged-row'],
    },
  },
  {
    name: 'unclosed-quote.csv',
    bytes: Buffer.from('a,b\n1,2\n3,"4\n5,6\n'),
    expected: { error: 'unclosed-quote', line: 3 },
  },
  {
    name: 'stray-quotes.csv',
    bytes: Buffer.from('a,b\n5" disk,1\n"x"y,2\n"ok",3\n'),
    expected: {
      header: ['a', 'b'],
      rows: [
        [2, '5" disk', '1'],
        [3, '"x"y', '2'],
        [4, 'ok', '3'],
      ],
      problems: ['3 stray-quote'],
    },
  },
  {
    name: 'duplicate-and-empty-names.csv',
    bytes: Buffer.from('a,,a\n1,2,3\n'),
    expected: {
      header: ['a', '', 'a'],
      rows: [[2, '1', '2', '3']],
      notices: ['Column B has no name', 'The column name "a" occurs 2 times: A ("a#1" in a mapping), C'],
    },
  },
  {
    name: 'title-above-header.csv',
    bytes: Buffer.from('Customers of 2025\n\na,b\n1,2\n'),
    options: { header: 3 },
    expected: { header: ['a', 'b'], rows: [[4, '1', '2']] },
  },
  {
    name: 'blank-lines.csv',
    bytes: Buffer.from('a,b\n1,2\n\n3,4\n,\n\n'),
    expected: {
      header: ['a', 'b'],
      rows: [
        [2, '1', '2'],
        [4, '3', '4'],
      ],
      notices: ['1 blank row was skipped between rows with data: 3'],
    },
  },
  { name: 'packed.csv.gz', bytes: gzipSync('a,b\n1,2\n', { level: 9 }), expected: AB },
  {
    name: 'guarded-formulas.csv',
    bytes: Buffer.from("a,b\n'=1+1,'+86\n''@x,-5\n"),
    expected: {
      header: ['a', 'b'],
      rows: [
        [2, '=1+1', '+86'],
        [3, "'@x", '-5'],
      ],
    },
  },
  {
    name: 'workbook-by-another-name.csv',
    bytes: workbook([{ rows: row(1, 'a', 'b') + row(2, '1', '2') }]),
    expected: AB,
  },
  {
    name: 'page-by-another-name.xls',
    bytes: Buffer.from('<html><table><tr><td>a</td></tr></table></html>'),
    expected: { error: 'html' },
  },
];

/** JSONL files. */
export const JSONL_FIXTURES: readonly Fixture[] = [
  {
    name: 'plain.jsonl',
    bytes: Buffer.from('{"a":1,"b":"x"}\n{"b":"y","c":null}\n'),
    expected: {
      header: ['a', 'b', 'c'],
      rows: [
        [1, '1', 'x', ''],
        [2, '', 'y', ''],
      ],
    },
  },
  {
    name: 'odd.jsonl',
    bytes: Buffer.from('\ufeff{"id":12345678901234567890}\r\n\r\nnot json\r\n{"id":["a","b"]}'),
    expected: {
      header: ['id'],
      rows: [
        [1, '12345678901234567890'],
        [3, 'not json'],
        [4, 'a,b'],
      ],
      problems: ['3 invalid-json'],
    },
  },
  { name: 'array.json', bytes: Buffer.from('[{"a":1}]\n'), expected: { error: 'json-array', line: 1 } },
];
