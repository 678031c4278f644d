import { expect, test } from 'vitest';
import { profileRows, suggestFor } from '../support/suggest.ts';

const HEADER = ['Name', 'Phone', 'Country'];
const telOf = async (rows: readonly (readonly string[])[]) => {
  const { placements } = await suggestFor(await profileRows(HEADER, rows));
  return placements.find(({ candidate }) => candidate.key === 'tel')?.spec;
};

test('numbers of several countries are read by the column that names them', async () => {
  const rows = [
    ['Ann', '030 901820', 'Germany'],
    ['Bo', '138 0013 8000', '中国'],
    ['Cy', '020 7946 0018', 'UK'],
    ['Di', '+33 6 12 34 56 78', 'France'],
  ];
  expect(await telOf(rows)).toEqual({ transform: [{ phone: { countryColumn: 'Country' } }] });
});

test('numbers that all have a country code need no column of countries', async () => {
  const rows = [
    ['Ann', '+49 30 901820', 'Germany'],
    ['Bo', '+86 138 0013 8000', 'China'],
  ];
  expect(await telOf(rows)).toEqual({ transform: ['phone'] });
});

test('a column with only one country is not used per row', async () => {
  const rows = [
    ['Ann', '030 901820', 'Germany'],
    ['Bo', '089 21602030', 'Germany'],
  ];
  expect(await telOf(rows)).toEqual({ transform: [{ phone: 'DE' }] });
});
