import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTable, type SourceOptions } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-as-written-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string, options: SourceOptions = {}) {
  const path = join(folder, `${++files}.csv`);
  await writeFile(path, content);
  const { rows, ...rest } = await readAll(await openTable(path, options));
  return { ...rest, rows, cells: rows.map(({ cells }) => cells), codes: rows.map((row) => row.problems?.[0]?.code) };
}

describe('blank cells at the end of a line', () => {
  test('beyond the header are ignored', async () => {
    const { cells, codes } = await read('id,name,note\n1,Ann,x,\n2,Bob,,,,\n3,Cy,"",""\n');
    expect(cells).toEqual([
      ['1', 'Ann', 'x'],
      ['2', 'Bob', ''],
      ['3', 'Cy', ''],
    ]);
    expect(codes).toEqual([undefined, undefined, undefined]);
  });

  test('may be missing', async () => {
    const { cells, codes } = await read('id,name,note,phone\n1,Ann,x,1\n2,Bob\n3,Cy,x\n');
    expect(cells.slice(1)).toEqual([
      ['2', 'Bob', '', ''],
      ['3', 'Cy', 'x', ''],
    ]);
    expect(codes).toEqual([undefined, undefined, undefined]);
  });

  test('do not include text beyond the last column', async () => {
    const { codes } = await read('id,name\n1,Ann,x\n2,Bob,,y\n');
    expect(codes).toEqual(['ragged-row', 'ragged-row']);
  });

  const four = 'id,name,note,phone\n1,Ann,x,1\n2,Bob,y,2\n';
  test.each([
    ['a line break in the last cell', 'id,name,note\n1,Ann,one\ntwo\n2,Bob,x\n', ['ragged', 'ragged', '']],
    ['one in the first cell', 'name,note,phone\nAnn\nLee,x,1\nBob,y,2\n', ['ragged', 'ragged', '']],
    ['one in the middle of a row', `${four}3,Cy,one\ntwo,3\n4,Di,z,4\n`, ['', '', 'ragged', 'ragged', '']],
    ['two of them', `${four}3,Cy,one\ntwo\nthree,3\n`, ['', '', 'ragged', 'ragged', 'ragged']],
    ['one before a number', `${four}3,Cy,call\n12345,3\n`, ['', '', 'ragged', 'ragged']],
    ['one with a blank line', `${four}3,Cy,one\n\ntwo,3\n`, ['', '', 'ragged', 'ragged']],
    ['one at the end of a cell', `${four}3,Cy,one\n,3\n`, ['', '', 'ragged', 'ragged']],
    ['short rows with ids', `${four}3,Cy\n4,Lane,z\n5,Di,z,4\n`, ['', '', '', '', '']],
    ['one before a text at odds with its column', `${four}3,Cy,one\n4,77\n`, ['', '', 'ragged', 'ragged']],
    ['names', 'name,note,phone\nAnn,x,1\nBob,2\nCy,3\nDi,y,4\n', ['', 'ragged', 'ragged', '']],
    ['codes', 'id,name,note\nK-01,Ann,x\nK-02,Bob\nK-03,Cy\nL-04,Di,y\n', ['', '', '', '']],
    ['a total', 'id,name,note\n1,Ann,x\n2 customers\n', ['', 'ragged']],
    ['the end of a file that was cut off', 'id,name,note\n1,Ann,x\n2,Bob', ['', 'ragged']],
  ])('are distinguished from %s', async (_what, content, expected) => {
    const { codes } = await read(content);
    expect(codes).toEqual(expected.map((code) => (code === 'ragged' ? 'ragged-row' : undefined)));
  });

  test('may be missing in the last line of a file without a line break, with a notice', async () => {
    const { cells, codes, notices } = await read('id,name,note\n1,Ann,x\n2,Bob\n3,Cy,y\n4,Di');
    expect(cells.at(-1)).toEqual(['4', 'Di', '']);
    expect([codes.at(-1), notices.at(-1)]).toEqual([undefined, expect.stringMatching(/^Line 5, .*cut off there/)]);
  });

  test('are read the same however a large file is split into pieces', async () => {
    const lines = Array.from({ length: 6000 }, (_none, at) =>
      at % 7 === 3 ? [`${at},${'n'.repeat(at % 50)},one`, `two,${at}`] : [`${at},${'n'.repeat(at % 50)},x,${at}`],
    );
    const { rows } = await read(`id,name,note,phone\n${lines.flat().join('\n')}\n`);
    const wrong = rows.filter(({ problems }) => problems !== undefined);
    expect([rows.length - wrong.length, wrong.length]).toEqual([
      lines.filter((line) => line.length === 1).length,
      2 * lines.filter((line) => line.length === 2).length,
    ]);
    const ends = Array.from(
      { length: 6000 },
      (_none, at) => `${at},${'n'.repeat(at % 50)},one${at % 7 === 3 ? '\ntwo' : ''}`,
    );
    const last = await read(`id,name,note\n${ends.join('\n')}\n`);
    expect(last.codes.filter((code) => code === 'ragged-row')).toHaveLength(
      2 * ends.filter((line) => line.includes('two')).length,
    );
  });
});

describe('quotes', () => {
  test.each([
    ['a blank', 'id, "name", "note"\n1, "Smith, Ann", "x"\n'],
    ['blanks on both sides', '"id" ,  "name"\t,"note" \n"1" , "Smith, Ann" ,"x"  \n'],
  ])('may stand behind %s', async (_what, content) => {
    const { header, cells, codes } = await read(content);
    expect([header, cells, codes]).toEqual([['id', 'name', 'note'], [['1', 'Smith, Ann', 'x']], [undefined]]);
  });

  test('after a blank may hold line breaks and doubled quotes, too', async () => {
    const { rows } = await read('id, "note"\n1, "one\ntwo, ""three"""\n2, "x"\n');
    expect(rows.map(({ number, cells }) => [number, cells])).toEqual([
      [2, ['1', 'one\ntwo, "three"']],
      [4, ['2', 'x']],
    ]);
  });
});

describe('a formula that is only a text', () => {
  test.each([
    ['quoted', '"=""0001"""'],
    ['bare', '="0001"'],
    ['behind a blank', ' ="0001" '],
  ])('is that text: %s', async (_how, cell) => {
    const { cells } = await read(`id,name\n${cell},Ann\n`);
    expect(cells).toEqual([['0001', 'Ann']]);
  });

  test('may hold delimiters and quotes', async () => {
    const { cells } = await read('id,name\n="01,2","=""say """"hi"""" now"""\n');
    expect(cells).toEqual([['01,2', 'say "hi" now']]);
  });

  test('is kept where an export has escaped it, like any other formula', async () => {
    const { cells } = await read(`id,name\n"'=""0001""",=A1\n2,"=""a""&""b"""\n`);
    expect(cells).toEqual([
      ['="0001"', '=A1'],
      ['2', '="a"&"b"'],
    ]);
  });
});

describe('an apostrophe that marks digits as text', () => {
  test('is removed from a whole column, with a notice', async () => {
    const { cells, notices } = await read("id,phone,name\n'001,'017 12-34,'Ann'\n'002,,Bob\n3,'+49 170,'t Hart\n");
    expect(cells).toEqual([
      ['001', '017 12-34', "'Ann'"],
      ['002', '', 'Bob'],
      ['3', '+49 170', "'t Hart"],
    ]);
    expect(notices.filter((notice) => notice.includes("the ' before its digits"))).toHaveLength(2);
  });

  test('is kept where the column holds other texts', async () => {
    const { cells } = await read("id,name\n1,'99 Club\n2,'98\n");
    expect(cells).toEqual([
      ['1', "'99 Club"],
      ['2', "'98"],
    ]);
  });
});

describe('the delimiter', () => {
  test.each([
    ['semicolon', 'id;"Last,First"\n1;"Smith,Ann"\n'],
    ['comma', 'id,"Last;First"\n1,"Smith;Ann"\n'],
    ['pipe', 'id|"Name,First"|"Phone,x"\n1|"Smith,Ann"|"1,2"\n'],
    ['semicolon', '"a,b";"c,d"\n"1,2";"3,4"\n'],
    ['tab', 'id\t"Last, First"\t"x;y"\n1\t"Smith, Ann"\t"1;2"\n'],
    ['semicolon', 'Größe;"Breite, Höhe"\n3" ;"1, 2"\n'],
  ])('is %s, whatever stands in quotes: %j', async (name, content) => {
    const { detected, codes } = await read(content);
    expect([detected['delimiter'], codes]).toEqual([name, [undefined]]);
  });

  test('is detected from a header line of any length', async () => {
    const names = ['id', ...Array.from({ length: 800 }, (_, at) => `How satisfied are you with our work; no ${at}`)];
    const { detected, header } = await read(`${names.join(',')}\n${names.map(() => '1').join(',')}\n`);
    expect([detected['delimiter'], header.length]).toEqual(['comma', 801]);
  });
});

describe('a backslash before quotes', () => {
  const content =
    'id,name,note\n1,"Ann \\"A\\" Lee","a, b"\n2,"C:\\\\x",\\N\n3,"two\\\nlines, ""x""", "y" \n4,plain,C:\\new\n';

  test('is one error of the file that names the option to read it', async () => {
    await expect(read(content)).rejects.toMatchObject({ code: 'escaped-quotes', line: 2, remedy: { escape: '\\' } });
  });

  test('makes quotes text where the mapping sets it as escape', async () => {
    const { rows, codes } = await read(content, { escape: '\\' });
    expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
      [2, '1', 'Ann "A" Lee', 'a, b'],
      [3, '2', 'C:\\x', ''],
      [4, '3', 'two\nlines, "x"', 'y'],
      [6, '4', 'plain', 'C:\\new'],
    ]);
    expect(codes.filter((code) => code !== undefined)).toEqual([]);
  });

  test('is found far down a file', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `${at},"Ann",x\n`).join('');
    await expect(read(`id,name,note\n${rows}7,"Bob \\"B\\"",x\n`)).rejects.toMatchObject({ line: 20_002 });
  });

  test('is text where the quotes are well-formed without it', async () => {
    const { cells } = await read('id,path\n1,"C:\\"\n2,"D:\\x"\n');
    expect(cells).toEqual([
      ['1', 'C:\\'],
      ['2', 'D:\\x'],
    ]);
  });

  test('is read the same however the text is split into pieces, and an open quote is an error', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => `${at},"a \\"b\\", c\\\\","x\r\ny"\r\n`).join('');
    const { cells } = await read(`id,name,note\r\n${rows}`, { escape: '\\' });
    expect(cells).toHaveLength(30_000);
    expect(new Set(cells.map(([, name, note]) => `${name}|${note}`))).toEqual(new Set(['a "b", c\\|x\r\ny']));
    await expect(read('id,name\n1,"open\\"\n2,x\n', { escape: '\\' })).rejects.toMatchObject({
      code: 'unclosed-quote',
      line: 2,
    });
  });
});
