import { expect, test } from 'vitest';
import { SobotError } from '../../src/api/index.ts';
import type { Row } from '../../src/files/index.ts';
import { mappedBatches } from '../../src/import/index.ts';
import type { MappedRow } from '../../src/mapping/index.ts';

const ROWS = Array.from({ length: 100 }, (_, index): Row => ({ number: index + 2, cells: [] }));

/** The batches in which 100 rows arrive, of which the given ones wait for a lookup. */
function batchesOf(lookups: Readonly<Record<number, () => Promise<MappedRow>>>) {
  const map = ({ number }: Row): MappedRow | Promise<MappedRow> =>
    lookups[number]?.() ?? { key: `K${number}`, problems: [] };
  const table = {
    async *batches() {
      yield ROWS;
    },
  };
  return Array.fromAsync(mappedBatches({ table, mapper: { map }, concurrency: 4 }, undefined));
}

test('rows that are mapped while one waits for a lookup are delivered together, in the file’s order', async () => {
  const batches = await batchesOf({ 12: async () => ({ key: 'found', problems: [] }) });
  expect(batches.map((rows) => rows.length)).toEqual([10, 9, 81]);
  expect(batches.flat().map(({ row }) => row)).toEqual(ROWS);
  expect(batches.flat()[10]?.mapped?.key).toBe('found');
});

test('a lookup that the server refuses is a problem of its row only', async () => {
  const refusal = new SobotError('refused', { code: '900001', disposition: 'reject-row' });
  const batches = await batchesOf({
    12: () => Promise.reject(refusal),
    14: async () => ({ key: 'found', problems: [] }),
  });
  expect(batches.flat().filter(({ mapped }) => mapped?.problems.length !== 0)).toMatchObject([{ row: { number: 12 } }]);
  expect(batches.flat().map(({ row }) => row)).toEqual(ROWS);
});
