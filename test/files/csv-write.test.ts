import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileError, openCsvAppender, openTable, openWriter, type WriterOptions } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function write(
  rows: readonly (readonly (string | number | boolean | null)[])[],
  options: Partial<WriterOptions> = {},
) {
  const path = join(folder, `${++files}.csv`);
  const writer = await openWriter(path, { format: 'csv', columns: [{ name: 'a' }, { name: 'b' }], ...options });
  try {
    await writer.write(rows);
    await writer.commit();
  } finally {
    await writer.discard();
  }
  return { path, bytes: await readFile(path) };
}

test('lines follow RFC 4180: CRLF, quotes only where they are needed', async () => {
  const { bytes } = await write([
    ['x, y', 'say "hi"'],
    ['two\nlines', ' space '],
    [1.5, true],
    [null, ''],
  ]);
  expect(bytes.toString()).toBe('a,b\r\n"x, y","say ""hi"""\r\n"two\nlines"," space "\r\n1.5,true\r\n,\r\n');
});

test('a byte order mark is written when asked for', async () => {
  const { bytes } = await write([['é', '1']], { bom: true });
  expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
});

test('a file that begins with ID is not taken for SYLK by Excel', async () => {
  const { bytes } = await write([], { columns: [{ name: 'ID' }, { name: 'b' }] });
  expect(bytes.toString()).toBe('"ID",b\r\n');
});

test.each(['gb18030', 'big5', 'shift_jis', 'utf-16le', 'utf-16be'])(
  '%s is written and found again',
  async (encoding) => {
    const { path } = await write([['名前', '高橋']], { encoding });
    const { rows } = await readAll(await openTable(path, { encoding }));
    expect(rows[0]?.cells).toEqual(['名前', '高橋']);
  },
);

test('a character that the encoding does not have is an error, not a question mark', async () => {
  await expect(write([['naïve 😀', '']], { encoding: 'big5' })).rejects.toThrow('big5 has no "ï"');
});

describe('formula escaping', () => {
  const texts = [
    '=1+1',
    '+1555',
    '@SUM(A1)',
    '-cmd',
    '\tx',
    "'=1",
    "''@x",
    "'quoted'",
    '-5',
    '-1.5',
    "'-5",
    '–',
    '＝1',
  ];

  test('puts an apostrophe before text that looks like a formula', async () => {
    const { bytes } = await write([
      ['=1+1', -5],
      ['@x', '-5'],
    ]);
    expect(bytes.toString()).toBe("a,b\r\n'=1+1,-5\r\n'@x,-5\r\n");
  });

  test('is reversed exactly by reading', async () => {
    const { path } = await write(texts.map((text) => [text, 'x']));
    const { rows } = await readAll(await openTable(path));
    expect(rows.map(({ cells }) => cells[0])).toEqual(texts);
  });

  test('can be turned off, and kept when reading', async () => {
    const plain = await write([['=1+1', 'x']], { guard: false });
    expect(plain.bytes.toString()).toBe('a,b\r\n=1+1,x\r\n');
    const guarded = await write([['=1+1', 'x']]);
    const { rows } = await readAll(await openTable(guarded.path, { keepGuard: true }));
    expect(rows[0]?.cells[0]).toBe("'=1+1");
  });

  test('is reversed where an escape spans two pieces of the file', async () => {
    const filler = 'x'.repeat(64);
    const rows = Array.from({ length: 5000 }, (_, row) => [`${filler.slice(row % 60)}`, `=${row}`]);
    const { path } = await write(rows);
    const read = await readAll(await openTable(path));
    expect(read.rows.map(({ cells }) => cells)).toEqual(rows);
  });
});

describe('the final name', () => {
  test('names the old file until the new one is complete', async () => {
    const path = join(folder, 'replaced.csv');
    await writeFile(path, 'old');
    const writer = await openWriter(path, { format: 'csv', columns: [{ name: 'a' }] });
    await writer.write([['new']]);
    expect(await readFile(path, 'utf8')).toBe('old');
    await writer.commit();
    expect(await readFile(path, 'utf8')).toBe('a\r\nnew\r\n');
  });

  test('is never given to a discarded file, and nothing is left', async () => {
    const inner = join(folder, 'discarded');
    await mkdir(inner);
    const writer = await openWriter(join(inner, 'x.csv'), { format: 'csv', columns: [{ name: 'a' }] });
    await writer.write([['1']]);
    await writer.discard();
    expect(await readdir(inner)).toEqual([]);
  });

  test('in a missing folder is a readable error', async () => {
    const opening = openWriter(join(folder, 'no', 'x.csv'), { format: 'csv', columns: [{ name: 'a' }] });
    await expect(opening).rejects.toThrow('Create the folder first');
    await expect(opening).rejects.toThrow(FileError);
  });
});

describe('a growing CSV file', () => {
  test('has its header at once, and grows by whole rows', async () => {
    const path = join(folder, 'live.csv');
    const appender = await openCsvAppender(path, ['a', 'b']);
    expect(await readFile(path, 'utf8')).toBe('a,b\r\n');
    await appender.append([['1', '=x']]);
    expect(await readFile(path, 'utf8')).toBe("a,b\r\n1,'=x\r\n");
    await appender.close();
  });

  test('that a crash cut in the middle of a row continues after the last whole row', async () => {
    const path = join(folder, 'torn.csv');
    await writeFile(path, 'a,b\r\n1,"x\r\ny"\r\n2,"torn\r\n');
    const appender = await openCsvAppender(path, ['a', 'b'], { resume: true });
    await appender.append([['3', 'z']]);
    await appender.close();
    expect(await readFile(path, 'utf8')).toBe('a,b\r\n1,"x\r\ny"\r\n3,z\r\n');
  });

  test('starts empty unless it is resumed', async () => {
    const path = join(folder, 'anew.csv');
    await writeFile(path, 'much that was there before\r\n');
    const appender = await openCsvAppender(path, ['a']);
    await appender.append([['']]);
    await appender.close();
    expect(await readFile(path, 'utf8')).toBe('a\r\n""\r\n');
  });
});
