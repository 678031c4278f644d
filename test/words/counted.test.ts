import { expect, test } from 'vitest';
import { agreeing, counted } from '../../src/words/numbers.ts';

test.each([
  [0, 'row', undefined, '0 rows'],
  [1, 'row', undefined, '1 row'],
  [2, 'row', undefined, '2 rows'],
  [1, 'row is', 'rows are', '1 row is'],
  [21, 'row is', 'rows are', '21 rows are'],
  [1, 'retry', 'retries', '1 retry'],
])('counts %d of %s', (count, one, other, expected) => {
  expect(counted(count, one, other)).toBe(expected);
});

test('shows the number in the given form', () => {
  expect(counted(1200, 'row', undefined, '1,200')).toBe('1,200 rows');
  expect(agreeing(1, 'is', 'are')).toBe('is');
});
