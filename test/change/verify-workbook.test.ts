import { expect, test } from 'vitest';
import { writeVerifyWorkbook } from '../../src/change/index.ts';
import { cellText, openTable } from '../../src/files/index.ts';
import { readAll } from '../files/support/read-all.ts';
import { temporaryFolder } from '../files/support/temporary-folder.ts';

const folder = temporaryFolder();

test('the workbook of a verification lists what is different, missing and changed by others', async () => {
  const path = folder.path('verify.xlsx');
  const cell = {
    row: 2,
    key: 'P2',
    name: 'Ann',
    id: 'id-2',
    field: 'E-mail',
    sent: '=a@example.com',
    now: 'b@example.com',
  };
  await writeVerifyWorkbook(path, {
    run: '7f3a',
    facts: [['Records checked', 3]],
    different: [{ ...cell, changedAt: '' }],
    missing: [{ ...cell, row: 3, field: '', now: '', changedAt: '' }],
    changedByOthers: [{ ...cell, row: 4, changedAt: '2025-03-04 10:20:30' }],
  });
  const linesOf = async (sheet: string) =>
    (await readAll(await openTable(path, { sheet }))).rows.map(({ cells }) => cells.map(cellText));
  expect(await linesOf('Summary')).toEqual([
    ['Run', '7f3a'],
    ['Records checked', '3'],
  ]);
  expect(await linesOf('Different')).toEqual([
    ['2', 'P2', 'Ann', 'id-2', 'E-mail', '=a@example.com', 'b@example.com', ''],
  ]);
  expect(await linesOf('Missing')).toEqual([['3', 'P2', 'Ann', 'id-2', '', '=a@example.com', '', '']]);
  expect(await linesOf('Changed by others')).toEqual([
    ['4', 'P2', 'Ann', 'id-2', 'E-mail', '=a@example.com', 'b@example.com', '2025-03-04 10:20:30'],
  ]);
});
