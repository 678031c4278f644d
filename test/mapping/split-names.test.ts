import { describe, expect, test } from 'vitest';
import { listedName, NAME_SEPARATORS, nameSplitter } from '../../src/mapping/split-names.ts';
import { ValueError } from '../../src/mapping/value-error.ts';

const KNOWN = new Set([
  'Smith, John',
  'Hot',
  'Warm',
  'a',
  'b',
  'a, b',
  'x; y; z',
  'p',
  'q, r',
  'p, q',
  'r',
  '12" pipe',
]);
const split = nameSplitter(NAME_SEPARATORS, (name) => KNOWN.has(name));

describe('a cell is split where the parts are names that exist', () => {
  test.each([
    ['Smith, John', ['Smith, John']],
    ['Hot; Smith, John', ['Hot', 'Smith, John']],
    ['Smith, John; Hot，Warm', ['Smith, John', 'Hot', 'Warm']],
    ['x; y; z', ['x; y; z']],
    ['Hot', ['Hot']],
    ['Nope', ['Nope']],
    ['Hot; Nope; Smith, John', ['Hot', 'Nope', 'Smith, John']],
    ['"a, b"', ['a, b']],
    ['"a","b"', ['a', 'b']],
    ['"Not, known"; Hot', ['Not, known', 'Hot']],
    ['"say ""yes"""\nHot', ['say "yes"', 'Hot']],
    ['12" pipe, Hot', ['12" pipe', 'Hot']],
    [' ; Hot ;; ', ['Hot']],
    ['', []],
  ])('%j contains %j', (text, names) => {
    expect(split(text)).toEqual(names);
  });

  test.each([
    ['a, b', 'can be read as "a","b" or as "a, b"'],
    ['p, q, r', 'can be read as "p","q, r" or as "p, q","r"'],
  ])('%s is rejected, since it can be read in two ways', (text, message) => {
    const found = split(text);
    expect(found).toBeInstanceOf(ValueError);
    expect((found as ValueError).predicate).toContain(message);
  });

  test('a name that would be split is written in quotes, and is read back unchanged', () => {
    const names = ['Smith, John', 'Hot', '"x"', 'a;b', 'say "y", z', '甲、乙'];
    const none = nameSplitter(NAME_SEPARATORS, () => false);
    expect(none(names.map(listedName).join('; '))).toEqual(names);
    expect(listedName('Hot')).toBe('Hot');
  });

  test('a cell of thousands of names is split quickly', () => {
    const cell = Array.from({ length: 5_000 }, (_, at) => `tag ${at}`);
    expect(split(cell.join(', '))).toEqual(cell);
  });
});
