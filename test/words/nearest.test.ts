import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/words/nearest.ts';

test('suggests the nearest names first, at most three', () => {
  expect(nearest('Mobil', ['Fax', 'Mobile 2', 'Mobile', 'Automobile club'])).toEqual([
    'Mobile',
    'Mobile 2',
    'Automobile club',
  ]);
});

test('ignores case, width and space', () => {
  expect(nearest('ＶＩＰ１ ', ['VIP1', 'Bronze'])).toEqual(['VIP1']);
});

test('suggests two spellings of one name once', () => {
  expect(didYouMean('Aple', ['Apple', 'apple', 'Banana'])).toBe(' Did you mean "Apple"?');
});

test('suggests nothing for a distant name or a blank', () => {
  expect(didYouMean('Shoe size', ['Birthday', 'Plan'])).toBe('');
  expect(didYouMean('x', ['M', 'F'])).toBe('');
  expect(didYouMean(' ', ['a'])).toBe('');
});

test('does not match a short text in the middle of a longer word', () => {
  expect(nearest('Ann', ['Channel', 'Annual', 'Group/Ann B'])).toEqual(['Annual', 'Group/Ann B']);
});

test('prefers a name whose beginning was typed to a shorter one that is nearer', () => {
  expect(nearest('mapp', ['mask', 'mapping'])[0]).toBe('mapping');
});

test('compares very long names by their beginnings', () => {
  const start = performance.now();
  nearest(
    'x'.repeat(1_000_000),
    Array.from({ length: 1_000 }, (_, index) => `${'y'.repeat(1_000)}${index}`),
  );
  expect(performance.now() - start).toBeLessThan(3_000);
});
