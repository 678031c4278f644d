import { expect, test } from 'vitest';
import { inspectTable, openTable } from '../../src/files/index.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { row, workbook } from './support/workbook.ts';

const folder = temporaryFolder();

test.each([
  ['A1:C2345', 2345],
  // As programs write it that do not know beforehand, or that mean all there can be.
  ['A1', undefined],
  ['A1:XFD1048576', undefined],
])('a sheet that says %s ends at row %s, for estimates', async (reference, lastRow) => {
  const rows = row(1, 'a', 'b') + row(2, '1', '2');
  const path = await folder.put(workbook([{ rows, before: `<dimension ref="${reference}"/>` }]), '.xlsx');
  const table = inspectTable(await openTable(path));
  for await (const batch of table.batches()) expect(batch).toHaveLength(1);
  expect(table.lastRow).toBe(lastRow);
  await table.close();
});
