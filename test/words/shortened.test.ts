import { expect, test } from 'vitest';
import { shortened } from '../../src/words/text-layout.ts';

test('keeps a text that fits', () => {
  expect(shortened('', 3)).toBe('');
  expect(shortened('abc', 3)).toBe('abc');
});

test('cuts a longer text to the length, ellipsis included', () => {
  expect(shortened('abcd', 3)).toBe('ab…');
});

test('does not halve a character', () => {
  expect(shortened('a😀😀', 3)).toBe('a…');
  expect(shortened('a😀😀', 4)).toBe('a😀…');
});
