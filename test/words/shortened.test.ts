import { expect, test } from 'vitest';
import { shortened } from '../../src/words/text-layout.ts';

test('a text that fits stays as it is', () => {
  expect(shortened('', 3)).toBe('');
  expect(shortened('abc', 3)).toBe('abc');
});

test('a longer text is cut to the length, the sign that it was cut included', () => {
  expect(shortened('abcd', 3)).toBe('ab…');
});

test('no character is halved', () => {
  expect(shortened('a😀😀', 3)).toBe('a…');
  expect(shortened('a😀😀', 4)).toBe('a😀…');
});
