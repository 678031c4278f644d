import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileError, openTable, type SourceOptions } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encoding-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: Buffer, options: SourceOptions = {}) {
  const path = join(folder, `${++files}.csv`);
  await writeFile(path, content);
  return readAll(await openTable(path, options));
}

const SIMPLIFIED = '姓名,城市,备注\n张伟,北京市朝阳区,老客户\n王芳,上海市,请周一联系\n欧阳娜娜,广州,\n';
const SHORT_SIMPLIFIED = 'name,city\nZhang Wei,北京市朝阳区\nWang Fang,上海市\n';
const TRADITIONAL = '姓名,城市,備註\n陳大文,台北市信義區,老客戶\n黃麗玲,高雄市,請週一聯絡\n';
const SHORT_TRADITIONAL = 'name,city\nChan,香港九龍\nLin,台北市信義區\n';
const JAPANESE = '氏名,住所,備考\n山田太郎,東京都千代田区,よろしくお願いします\nサトウ,大阪府,カタカナ\n';
const SHORT_JAPANESE = 'name,city\nYamada,東京都\nSato,さいたま市\n';
const GERMAN = 'Name,Straße\nJürgen Müller,Königsallee 5\nZoë,Rue de la Gaîté\n';
const FRENCH = 'nom;prix\nHélène;12 €\nFrançois;“cher”\n';
const SHORT_WESTERN = 'id,name\n1,José García\n2,Françoise\n3,Jürgen Müller\n4,Begoña Núñez\n';

describe('detection', () => {
  test.each([
    ['utf-8', SIMPLIFIED],
    ['utf-8', GERMAN],
    ['gb18030', SIMPLIFIED],
    ['gb18030', SHORT_SIMPLIFIED],
    ['big5', TRADITIONAL],
    ['big5', SHORT_TRADITIONAL],
    ['shift_jis', JAPANESE],
    ['shift_jis', SHORT_JAPANESE],
    ['windows-1252', GERMAN],
    ['windows-1252', FRENCH],
    ['windows-1252', SHORT_WESTERN],
    ['utf-16le', SIMPLIFIED],
    ['utf-16be', GERMAN],
  ])('%s is detected by its bytes: %j', async (encoding, text) => {
    const { header, rows, detected } = await read(iconv.encode(text, encoding, { addBOM: false }));
    expect(detected['encoding']).toBe(encoding);
    const delimiter = text.includes(';') ? ';' : ',';
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(delimiter));
    expect([header, ...rows.map(({ cells }) => cells)]).toEqual(lines);
  });

  test.each(['utf-8', 'utf-16le', 'utf-16be'])(
    'a byte order mark says %s and is no part of the header',
    async (encoding) => {
      const { header, detected } = await read(iconv.encode('a,b\n1,2\n', encoding, { addBOM: true }));
      expect([header, detected['encoding']]).toEqual([['a', 'b'], encoding]);
    },
  );

  test('waits for the first byte that is not ASCII, however late', async () => {
    const ascii = `id,name\n${Array.from({ length: 20_000 }, (_, row) => `${row},plain name\n`).join('')}`;
    const { rows, detected } = await read(iconv.encode(`${ascii}20000,王芳来自北京市朝阳区\n`, 'gb18030'));
    expect(detected['encoding']).toBe('gb18030');
    expect(rows.at(-1)?.cells).toEqual(['20000', '王芳来自北京市朝阳区']);
  });

  test('does not override the encoding of the mapping', async () => {
    const { rows, detected } = await read(iconv.encode('a\n北京\n', 'gb18030'), { encoding: 'cp1252' });
    expect([detected['encoding'], rows[0]?.cells]).toEqual(['windows-1252', ['±±¾©']]);
  });
});

describe('a byte that is not text', () => {
  async function failure(content: Buffer, options?: SourceOptions): Promise<FileError> {
    const error = await read(content, options).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    return error as FileError;
  }

  test('is an error with its offset and line, never a replacement character', async () => {
    const error = await failure(
      Buffer.concat([Buffer.from('a,b\né,1\nü,2\n'), Buffer.from([0xe9, 0x2c]), Buffer.from('3\nö,4\n')]),
    );
    expect([error.code, error.offset, error.line]).toEqual(['undecodable', 14, 4]);
    expect(error.message).toContain('byte 14 (E9 2C 33 0A) is not utf-8');
  });

  test.each([
    ['gb18030', '姓名,城市\n张伟,北京市朝阳区\n', [0xff], '王芳,上海市浦东新区\n'],
    ['shift_jis', '氏名,住所\n山田太郎,東京都\n', [0xfd, 0x41], '鈴木一郎,大阪府\n'],
  ])('in %s is not taken for Windows-1252', async (encoding, before, bad, after) => {
    const bytes = Buffer.concat([iconv.encode(before, encoding), Buffer.from(bad), iconv.encode(after, encoding)]);
    const error = await failure(bytes);
    expect([error.code, error.line, error.message]).toEqual(['undecodable', 3, expect.stringContaining(encoding)]);
  });

  test('is found at the very end, where a character is cut in half', async () => {
    const whole = Buffer.from('a\né\n€');
    const error = await failure(whole.subarray(0, whole.length - 1));
    expect([error.code, error.offset]).toEqual(['undecodable', 5]);
  });

  test.each([
    ['gb18030', 'a\n北京\n', [0xff, 0x41], 7],
    ['big5', 'a\n台北\n', [0xff, 0x41], 7],
    ['shift_jis', 'a\n東京\n', [0xfd, 0x41], 7],
    ['windows-1252', 'a\né\n', [0x81, 0x41], 4],
    ['utf-16le', 'a\né\n', [0x00, 0xdc, 0x41, 0x00], 8],
  ])('is found in %s', async (encoding, text, bad, offset) => {
    const error = await failure(Buffer.concat([iconv.encode(text, encoding, { addBOM: false }), Buffer.from(bad)]), {
      encoding,
    });
    expect([error.code, error.offset]).toEqual(['undecodable', offset]);
  });

  test('is found far into a large file', async () => {
    const start = Buffer.from('é,b\n'.repeat(200_000));
    const error = await failure(Buffer.concat([start, Buffer.from([0xc3, 0x28]), Buffer.from('x\n')]));
    expect([error.offset, error.line]).toEqual([start.length, 200_001]);
  });

  test('an unknown encoding, UTF-32 and a binary file are named in the error', async () => {
    expect((await failure(Buffer.from('a\n'), { encoding: 'klingon' })).message).toContain(
      '"klingon" is not a known encoding',
    );
    expect((await failure(Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]))).code).toBe('unknown-encoding');
    expect(
      (
        await failure(
          Buffer.concat([Buffer.from('some text and more of it'), Buffer.alloc(90), Buffer.alloc(500, 0x41)]),
        )
      ).code,
    ).toBe('not-text');
  });
});
