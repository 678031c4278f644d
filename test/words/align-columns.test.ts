import { expect, test } from 'vitest';
import { alignColumns } from '../../src/words/text-layout.ts';

test('cells of a column begin at the same position, and lines have no trailing spaces', () => {
  expect(
    alignColumns([
      ['a', 'b', 'c'],
      ['long', '', 'x'],
      ['y', 'z', ''],
    ]),
  ).toEqual(['a     b  c', 'long     x', 'y     z']);
});

test('columns of numbers are right-aligned', () => {
  expect(
    alignColumns(
      [
        ['7', 'a'],
        ['1200', 'b'],
      ],
      { right: [0] },
    ),
  ).toEqual(['   7  a', '1200  b']);
});

test('columns can have a least width and another gap', () => {
  expect(alignColumns([['a', 'b']], { gap: 1, minWidths: [3] })).toEqual(['a   b']);
  expect(alignColumns([])).toEqual([]);
});
