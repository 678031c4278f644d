import { expect, test } from 'vitest';
import { createCellLocator } from '../../src/import/row-outcomes.ts';

const HEADER = ['Name', 'Contact owner', 'Note', 'Note', 'Last, first', 'City'];
const workbook = createCellLocator({ format: 'xlsx', header: HEADER });

test.each([
  ['Contact owner', 'Contact owner, B23'],
  ['contact owner', 'contact owner, B23'],
  ['Name, City', 'Name, A23 and City, F23'],
  ['Last, first', 'Last, first, E23'],
  ['Note#2', 'Note#2, D23'],
])('names the cell of the column %s of a workbook', (column, cell) => {
  expect(workbook(column, 23)).toBe(cell);
});

test.each(['Note', 'Elsewhere'])('names no cell when several columns are called %s', (column) => {
  expect(workbook(column, 23)).toBe(`${column}, row 23`);
});

test('names row and column of a text file', () => {
  const text = createCellLocator({ format: 'csv', header: HEADER });
  expect(text('Contact owner', 23)).toBe('row 23, column "Contact owner"');
  expect(text('Name, City', 23)).toBe('row 23, columns "Name" and "City"');
});
