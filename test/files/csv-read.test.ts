import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileError, openTable, type SourceOptions } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string | Buffer, options: SourceOptions = {}) {
  const path = join(folder, `${++files}.csv`);
  await writeFile(path, content);
  return readAll(await openTable(path, options));
}

async function failure(content: string | Buffer, options: SourceOptions = {}): Promise<FileError> {
  const error = await read(content, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FileError);
  return error as FileError;
}

describe('rows and their numbers', () => {
  test('a row is numbered by the line where it starts, line breaks in cells counted', async () => {
    const { rows } = await read('a,b\n1,"x\ny"\r\n2,"p\r\nq\rr"\r3,z\n');
    expect(rows.map(({ number, cells }) => [number, cells])).toEqual([
      [2, ['1', 'x\ny']],
      [4, ['2', 'p\r\nq\rr']],
      [7, ['3', 'z']],
    ]);
  });

  test.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CRLF', '\r\n'],
  ])('%s ends a line', async (_name, lineBreak) => {
    const { header, rows } = await read(['a,b', '1,2', '3,4'].join(lineBreak));
    expect(header).toEqual(['a', 'b']);
    expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
      [2, '1', '2'],
      [3, '3', '4'],
    ]);
  });

  test('line breaks may be mixed', async () => {
    const { rows } = await read('a,b\r\n1,2\n3,4\r5,6');
    expect(rows.map(({ number }) => number)).toEqual([2, 3, 4]);
  });

  test('trailing blank lines are ignored, and blank lines between rows are reported', async () => {
    const { rows, notices } = await read('a,b\n1,2\n\n,\n3,4\n\n  \n,\n');
    expect(rows.map(({ number }) => number)).toEqual([2, 5]);
    expect(notices).toEqual(['2 blank rows were skipped between rows with data: 3, 4.']);
  });

  test('a row with too few or too many cells has a problem', async () => {
    const { rows } = await read('a,b\n1\n1,2,3\n1,2\n');
    expect(rows.map(({ problems }) => problems?.[0]?.code)).toEqual(['ragged-row', 'ragged-row', undefined]);
    expect(rows[1]?.problems?.[0]?.message).toContain('the row has 3 cells, the header 2');
    expect(rows[1]?.cells).toEqual(['1', '2', '3']);
  });
});

describe('quotes', () => {
  test('quoted cells may hold delimiters, quotes and line breaks', async () => {
    const { rows } = await read('a,b\n"x, ""y""","1\n2"\n"","z"\n');
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['x, "y"', '1\n2'],
      ['', 'z'],
    ]);
  });

  test('a quote inside an unquoted cell is text', async () => {
    const { rows } = await read('a,b\n5" disk,x\n1,"two\nlines"\n3.5" disk,"q, r"\n');
    expect(rows.map(({ number, cells, problems }) => [number, cells, problems])).toEqual([
      [2, ['5" disk', 'x'], undefined],
      [3, ['1', 'two\nlines'], undefined],
      [5, ['3.5" disk', 'q, r'], undefined],
    ]);
  });

  test('text after a closing quote is a problem of its row', async () => {
    const { rows } = await read('a,b\n"x"y,1\n2,3\n 4, "5" 6\n');
    expect(rows.map(({ number, problems }) => [number, problems?.[0]?.code])).toEqual([
      [2, 'stray-quote'],
      [3, undefined],
      [4, 'stray-quote'],
    ]);
  });

  test('an odd quote in such a row is a problem of that row only, where the rows after it are well-formed', async () => {
    const { rows } = await read('a,b\n"5" disk",1\n2,3\n"x, y",4\n');
    expect(rows.map(({ number, cells, problems }) => [number, cells[1], problems?.[0]?.code])).toEqual([
      [2, '1', 'stray-quote'],
      [3, '3', undefined],
      [4, '4', undefined],
    ]);
  });

  test('a cell with line breaks and quotes that are not doubled is an error, since its end is unknown', async () => {
    const error = await failure('a,b\n1,"He said "hi"\nand, left"\n2,3\n');
    expect([error.code, error.line]).toEqual(['unclosed-quote', 2]);
  });

  test('an unclosed quote is one error with the line where it began', async () => {
    const error = await failure('a,b\n1,2\n"x\ny",3\n4,"oops\n5,6\n7,8\n');
    expect([error.code, error.line]).toEqual(['unclosed-quote', 5]);
  });

  test('a quote that closes only at another row’s quote is the same error', async () => {
    const error = await failure('a,b\n1,"oops\n2,"x"\n3,4\n');
    expect([error.code, error.line]).toEqual(['unclosed-quote', 2]);
  });

  test('an unclosed quote in a large file is found quickly', async () => {
    const start = performance.now();
    const error = await failure(`id,name\n1,"x\n${'2,some name\n'.repeat(2_000_000)}`);
    expect(error).toMatchObject({ code: 'unclosed-quote', line: 2 });
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  test('rows before an unclosed quote are yielded', async () => {
    const path = join(folder, 'before.csv');
    await writeFile(path, 'a,b\n1,2\n3,"4\n');
    const table = await openTable(path);
    const seen: number[] = [];
    const reading = async () => {
      for await (const batch of table.batches()) seen.push(...batch.map(({ number }) => number));
    };
    await expect(reading()).rejects.toThrow(FileError);
    expect(seen).toEqual([2]);
  });
});

describe('the header', () => {
  test('is the first line that is not blank', async () => {
    const { header, headerRow } = await read('\n\n a , b \n1,2\n');
    expect([header, headerRow]).toEqual([['a', 'b'], 3]);
  });

  test('may be below a title', async () => {
    const { header, headerRow, rows } = await read('Our customers\n\na,b\n1,2\n', { header: 3 });
    expect([header, headerRow, rows[0]?.number]).toEqual([['a', 'b'], 3, 4]);
  });

  test('is an error where the given line is blank or missing', async () => {
    expect((await failure('a\n\nb\n', { header: 2 })).message).toContain('line 2');
    expect((await failure('a\nb\n', { header: 9 })).message).toContain(
      'line 9: this line is blank, inside a cell, or missing',
    );
  });

  test('duplicate and empty names are kept and reported', async () => {
    const { header, notices } = await read('a,,a\n1,2,3\n');
    expect(header).toEqual(['a', '', 'a']);
    expect(notices).toEqual([
      'Column B has no name in the header.',
      'The column name "a" occurs 2 times: A ("a#1" in a mapping), C ("a#2" in a mapping).',
    ]);
  });

  test('is missing in an empty file', async () => {
    expect((await failure('')).code).toBe('empty');
    expect((await failure('\n\n')).code).toBe('no-header');
  });
});

describe('the delimiter', () => {
  test.each([
    ['comma', 'name,price\nx,"1;5"\ny,2\n'],
    ['semicolon', 'name;price\nx, y;1,5\ny, z;2,5\n'],
    ['tab', 'name\tprice\nx, y\t1;5\n'],
    ['pipe', 'name|price\nx,y|1\nz|2\n'],
  ])('%s is detected', async (name, content) => {
    const { header, detected } = await read(content);
    expect([detected['delimiter'], header]).toEqual([name, ['name', 'price']]);
  });

  test.each([
    ['comma', '"a;b","c;d"\n"1;2","3;4"\n', ['a;b', 'c;d']],
    ['semicolon', '"a";"b, c"\n"1";"2, 3"\n', ['a', 'b, c']],
    ['semicolon', 'Netto, EUR;Brutto, EUR\n1,50;2,50\n', ['Netto, EUR', 'Brutto, EUR']],
    ['tab', 'Name\tCity, Country\nAnn\tParis, France\n', ['Name', 'City, Country']],
    ['pipe', 'Name|City, Country\nAnn|Paris, France\n', ['Name', 'City, Country']],
    ['comma', 'Name,Phones,Tags\nAnn,1;2,a;b\nBob,3;4,c;d\n', ['Name', 'Phones', 'Tags']],
    ['comma', 'a, b, c\n1, 2, 3\n', ['a', 'b', 'c']],
    ['comma', 'Email\na@example.com\n', ['Email']],
  ])('%s is detected despite the content of cells: %j', async (name, content, names) => {
    const { header, detected, rows } = await read(content);
    expect([detected['delimiter'], header]).toEqual([name, names]);
    expect(rows.flatMap(({ problems }) => problems ?? [])).toEqual([]);
  });

  test('does not occur in the texts of a single column', async () => {
    const { header, rows } = await read('Company\nAcme, Inc.\nFoo\n"Bar, Ltd"\n');
    expect(header).toEqual(['Company']);
    expect(rows.map(({ cells }) => cells)).toEqual([['Acme, Inc.'], ['Foo'], ['Bar, Ltd']]);
  });

  test('is that of the table below a title', async () => {
    const { header, detected } = await read('Customers, as of May\n\nID;Name\n1;Ann\n', { header: 3 });
    expect([detected['delimiter'], header]).toEqual(['semicolon', ['ID', 'Name']]);
  });

  test.each(['id,name,note\n1,Ann,"x\n2,Bob;B,y\n3,Cid;C,z\n', 'id,name,note\n"1,Ann;A,x\n2,Bob;B,y\n'])(
    'is still found where a quote is left open: %j',
    async (content) => {
      expect(await failure(content)).toMatchObject({ code: 'unclosed-quote', line: 2 });
    },
  );

  test('is that of the mapping rather than the likeliest one', async () => {
    const { header } = await read('a,b;c\n1,2;3\n', { delimiter: ';' });
    expect(header).toEqual(['a,b', 'c']);
  });

  test.each([
    ['"sep=|"\na|b\n1|2\n', {}],
    ['SEP=|\r\na|b\r\n1|2\r\n', {}],
    ['\ufeffsep=|\na|b\n1|2\n', { header: 1 }],
    ['sep=|\na|b\n1|2\n', { header: 2 }],
  ])('is what the hint says, however it is written: %j %j', async (content, options) => {
    const { header, headerRow } = await read(content, options);
    expect([header, headerRow]).toEqual([['a', 'b'], 2]);
  });

  test('is that of a "sep=" line, which is not the header', async () => {
    const { header, headerRow } = await read('sep=|\na|b,c\n1|2,3\n');
    expect([header, headerRow]).toEqual([['a', 'b,c'], 2]);
  });

  test('must be one character', async () => {
    expect((await failure('a,b\n', { delimiter: '::' })).code).toBe('bad-delimiter');
  });
});
