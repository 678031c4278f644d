import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/words/nearest.ts';

test('the nearest come first, at most three', () => {
  expect(nearest('Mobil', ['Fax', 'Mobile 2', 'Mobile', 'Automobile club'])).toEqual([
    'Mobile',
    'Mobile 2',
    'Automobile club',
  ]);
});

test('case, width and space are no difference', () => {
  expect(nearest('ＶＩＰ１ ', ['VIP1', 'Bronze'])).toEqual(['VIP1']);
});

test('two spellings of one name are one suggestion', () => {
  expect(didYouMean('Aple', ['Apple', 'apple', 'Banana'])).toBe(' Did you mean "Apple"?');
});

test('what is far away is not suggested, and nothing for a blank', () => {
  expect(didYouMean('Shoe size', ['Birthday', 'Plan'])).toBe('');
  expect(didYouMean('x', ['M', 'F'])).toBe('');
  expect(didYouMean(' ', ['a'])).toBe('');
});

test('a short text in the middle of a longer word does not make the two alike', () => {
  expect(nearest('Ann', ['Channel', 'Annual', 'Group/Ann B'])).toEqual(['Annual', 'Group/Ann B']);
});

test('names without end cost no more than their beginnings', () => {
  const start = performance.now();
  nearest(
    'x'.repeat(1_000_000),
    Array.from({ length: 1_000 }, (_, index) => `${'y'.repeat(1_000)}${index}`),
  );
  expect(performance.now() - start).toBeLessThan(3_000);
});
