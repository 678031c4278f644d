import { describe, expect, test } from 'vitest';
import { canonicalEmail, joinedValues, telephoneForms } from '../../src/words/index.ts';

describe('values by which customers are found', () => {
  test.each([
    ['', []],
    ['  ', []],
    ['one', ['one']],
    ['one;two', ['one', 'two']],
    ['one, two；three\r\nfour', ['one', ' two', 'three', 'four']],
    [';one;;', ['one']],
  ])('%j joins %j', (text, values) => {
    expect(joinedValues(text)).toEqual(values);
  });

  test.each([
    ['Li.Na@Example.com', 'li.na@example.com'],
    [' li.na@example.com\u200b ', 'li.na@example.com'],
    ['ｌｉ@example.com', 'li@example.com'],
  ])('the e-mail address %j is compared as %s', (text, canonical) => {
    expect(canonicalEmail(text)).toBe(canonical);
  });

  test.each([
    ['+49 (0)30 1234567', { digits: '49301234567', national: '301234567' }],
    ['0049301234567', { digits: '49301234567', national: '301234567' }],
    ['030 1234567', { digits: '301234567' }],
    ['+852 2345 6789', { digits: '85223456789', national: '23456789' }],
    ['8613812345678', { digits: '8613812345678', national: '13812345678' }],
    ['000', { digits: '000' }],
    ['extension', undefined],
  ])('the telephone number %j is compared as %j', (text, forms) => {
    expect(telephoneForms(text)).toEqual(forms);
  });
});
