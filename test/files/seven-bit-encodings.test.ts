import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { openTable } from '../../src/files/index.ts';
import { readAll } from './support/read-all.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const FAR = `id,name\n${'1,Ann\n'.repeat(20_000)}`;

test.each([
  ['ISO-2022-JP', Buffer.from('id,name\n1,\x1b$B;3ED\x1b(B\n')],
  ['ISO-2022-JP', Buffer.from(`${FAR}2,\x1b$B;3ED\x1b(B\n`)],
  ['ISO-2022-KR', Buffer.from('\x1b$)Cid,name\n1,\x0e1h\x0f\n')],
  ['HZ', Buffer.from('id,name\n1,~{VPND~}\n')],
  ['UTF-7', iconv.encode('id,name\n1,Jürgen\n', 'utf-7')],
  ['UTF-7', iconv.encode('id,name\n1,Иван\n2,Мария\n', 'utf-7')],
  ['UTF-7', iconv.encode(`${FAR}2,Müller\n`, 'utf-7')],
  ['UTF-32', iconv.encode('id,name\n1,Jürgen\n', 'utf-32le', { addBOM: false })],
  ['UTF-32', iconv.encode('id,name\n1,山田太郎\n', 'utf-32be', { addBOM: false })],
])('a file in %s is named and refused, wherever its first letter stands', async (name, bytes) => {
  const path = await folder.put(bytes, '.csv');
  const opened = openTable(path, {}).then(readAll);
  await expect(opened).rejects.toMatchObject({ code: 'unknown-encoding', message: expect.stringContaining(name) });
});

test.each([
  ['telephone numbers', '+49170-1234,+1-202-555-0101,+86-10'],
  ['codes', 'A+B-C,x+abc-y,C++-11,a~b~{,GRADE+B-'],
  ['an escape character', '\x1b[0mAnn,b'],
])('%s are text', async (_what, line) => {
  const path = await folder.put(`${line.replace(/[^,]+/g, 'h')}\n${line}\n`, '.csv');
  const { rows } = await readAll(await openTable(path, {}));
  expect(rows[0]?.cells).toEqual(line.split(','));
});

test.each(['utf-16le', 'utf-16be'])('%s without a byte order mark is read', async (encoding) => {
  for (const name of ['Ann', 'Иван', '山田太郎', 'Jürgen']) {
    const path = await folder.put(iconv.encode(`id,name\n1,${name}\n`, encoding, { addBOM: false }), '.csv');
    const { rows } = await readAll(await openTable(path, {}));
    expect(rows[0]?.cells).toEqual(['1', name]);
  }
});
