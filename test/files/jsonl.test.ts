import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { FileError, openTable, openWriter } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const read = async (content: string | Buffer) => readAll(await openTable(await folder.put(content, '.jsonl')));

describe('reading', () => {
  test('all members are columns, in order of appearance', async () => {
    const { header, rows } = await read('{"b":1,"a":"x"}\n\n{"c":true,"a":null}\r\n');
    expect(header).toEqual(['b', 'a', 'c']);
    expect(rows).toEqual([
      { number: 1, cells: [{ kind: 'number', text: '1', value: 1 }, 'x', ''] },
      { number: 3, cells: ['', '', { kind: 'boolean', text: 'true', value: true }] },
    ]);
  });

  test.each(['utf-16le', 'utf-16be'])(
    'may be in %s, as PowerShell writes it, with a mark or without',
    async (encoding) => {
      const text = '{"a":"Ann","b":"x"}\r\n{"a":"Łukasz","b":"王芳"}\r\n';
      for (const mark of ['\ufeff', '']) {
        const littleEndian = Buffer.from(mark + text, 'utf16le');
        const bytes = encoding === 'utf-16le' ? littleEndian : littleEndian.swap16();
        const table = await openTable(await folder.put(bytes, '.json'));
        const { format, rows } = { format: table.format, ...(await readAll(table)) };
        expect([format, rows.map(({ cells }) => cells)]).toEqual([
          'jsonl',
          [
            ['Ann', 'x'],
            ['Łukasz', '王芳'],
          ],
        ]);
      }
    },
  );

  test('all digits are kept', async () => {
    const { rows } = await read('{"a":12345678901234567890,"b":1.50,"c":1e3,"d":0.1}\n');
    expect(rows[0]?.cells).toEqual([
      '12345678901234567890',
      { kind: 'number', text: '1.5', value: 1.5 },
      { kind: 'number', text: '1000', value: 1000 },
      { kind: 'number', text: '0.1', value: 0.1 },
    ]);
  });

  test('lists of plain values become text with commas, other structures JSON', async () => {
    const { rows } = await read('{"a":["x","y"],"b":["x,y"],"c":{"k":12345678901234567890},"d":[],"e":[1,[2]]}\n');
    expect(rows[0]?.cells).toEqual(['x,y', '["x,y"]', '{"k":12345678901234567890}', '', '[1,[2]]']);
  });

  test('a line that is not an object has a problem', async () => {
    const { rows } = await read('{"a":1}\nnonsense\n[1]\n"x"\nnull\n{"a":2}\n');
    expect(rows.map(({ number, problems }) => [number, problems?.[0]?.code])).toEqual([
      [1, undefined],
      [2, 'invalid-json'],
      [3, 'invalid-json'],
      [4, 'invalid-json'],
      [5, 'invalid-json'],
      [6, undefined],
    ]);
    expect(rows[1]?.cells).toEqual(['nonsense']);
    expect(rows[2]?.problems?.[0]?.message).toContain('the line is an array');
  });

  test('members with names of object properties are members like others', async () => {
    const { header, rows } = await read('{"__proto__":"p","constructor":"c","toString":"t"}\n');
    expect([header, rows[0]?.cells]).toEqual([
      ['__proto__', 'constructor', 'toString'],
      ['p', 'c', 't'],
    ]);
  });

  test('a member that occurs too late to be a column is a problem of its line', async () => {
    const filler = Array.from(
      { length: 100_000 },
      (_none, at) => `{"a":"some text to fill the file with, ${at}"}\n`,
    ).join('');
    const { rows } = await read(`${filler}{"a":1,"late":2}\n`);
    expect(rows.at(-1)).toMatchObject({ number: 100_001, problems: [{ code: 'unknown-member' }] });
    expect(rows.filter(({ problems }) => problems !== undefined).length).toBe(1);
  });

  test('a JSON array and an empty file are errors with a remedy', async () => {
    await expect(read('[{"a":1}]')).rejects.toThrow('one object per line');
    await expect(read('\n \n')).rejects.toThrow(FileError);
    await expect(read('{}\n{}\n')).rejects.toThrow('no JSON object with members');
  });

  test('is recognised by its content', async () => {
    const { header } = await readAll(await openTable(await folder.put('{"a": 1}\n', '.csv')));
    expect(header).toEqual(['a']);
    const csv = await readAll(await openTable(await folder.put('{"a": 1}\n{"a": 2}\n', '.txt'), { format: 'csv' }));
    expect(csv.header).toEqual(['{"a": 1}']);
  });

  test('a byte that is not text is an error with its line', async () => {
    await expect(
      read(Buffer.concat([Buffer.from('{"a":"é"}\n{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n')])),
    ).rejects.toMatchObject({
      code: 'undecodable',
      line: 2,
      offset: 17,
    });
  });
});

test('writing gives one object per line, members in column order', async () => {
  const path = folder.path('out.jsonl');
  const columns = ['a"b', 'n', 'when', 'none'].map((name) => ({ name }));
  const writer = await openWriter(path, { format: 'jsonl', columns });
  await writer.write([
    ['x\n', 1.5, { kind: 'date', text: '2025-03-04' }, null],
    ['\ud83d', false, Number.NaN, ''],
  ]);
  const { rows, bytes } = await writer.commit();
  const text = await readFile(path, 'utf8');
  expect(text).toBe(
    '{"a\\"b":"x\\n","n":1.5,"when":"2025-03-04","none":null}\n{"a\\"b":"\\ud83d","n":false,"when":null,"none":""}\n',
  );
  expect([rows, bytes]).toEqual([2, Buffer.byteLength(text)]);
});
