import { describe, expect, test } from 'vitest';
import { mergedValue, sameValue } from '../../src/change/index.ts';
import type { CellValue } from '../../src/ledger/index.ts';
import type { MergeRule } from '../../src/mapping/index.ts';
import fc from '../support/property.ts';
import { CONTEXT } from './tenant.ts';

const merged = (rule: MergeRule, field: string, before: CellValue, given: CellValue) =>
  mergedValue(rule, field, before, given, CONTEXT);

describe('a merge rule', () => {
  test('overwrite takes what is given, blank or not', () => {
    expect(merged('overwrite', 'remark', 'a', 'b')).toBe('b');
    expect(merged('overwrite', 'remark', 'a', null)).toBeNull();
  });

  test('keep leaves every value', () => {
    expect(merged('keep', 'remark', 'a', 'b')).toBeUndefined();
    expect(merged('keep', 'remark', null, 'b')).toBeUndefined();
  });

  test('fill takes what is given only where the record has nothing', () => {
    expect(merged('fill', 'remark', 'a', 'b')).toBeUndefined();
    expect(merged('fill', 'remark', null, 'b')).toBe('b');
    expect(merged('fill', 'remark', ' ', 'b')).toBe('b');
    expect(merged('fill', 'whatsappids', [], ['1'])).toEqual(['1']);
    expect(merged('fill', 'remark', null, '')).toBeUndefined();
    expect(merged('fill', 'is_vip', '0', '1')).toBeUndefined();
  });

  test('append adds to lists what they do not have, in order', () => {
    expect(merged('append', 'whatsappids', ['2', '1'], ['3', '1', '3'])).toEqual(['2', '1', '3']);
    expect(merged('append', 'whatsappids', ['2', '1'], '1;2')).toBeUndefined();
    expect(merged('append', 'whatsappids', null, ['3'])).toEqual(['3']);
    expect(merged('append', 'whatsappids', ['2'], [])).toBeUndefined();
    expect(merged('append', 'visitorids', 'b,a', 'c,a')).toBe('b,a,c');
    expect(merged('append', 'visitorids', 'b,a', 'a')).toBeUndefined();
  });

  test('append adds options to a check box, however these are written', () => {
    expect(merged('append', 'custom:interests', '7,5', 'Reading, writing')).toBe('7,5,6');
    expect(merged('append', 'custom:interests', '7,5', 'Fishing;Music')).toBeUndefined();
    expect(merged('append', 'custom:interests', '7', '5,7')).toBe('7,5');
    expect(merged('append', 'custom:interests', '', '5')).toBe('5');
  });

  test('append adds lines to a note, unless they are there', () => {
    expect(merged('append', 'remark', 'a', 'b')).toBe('a\nb');
    expect(merged('append', 'remark', 'a\nb\n', 'c')).toBe('a\nb\nc');
    expect(merged('append', 'remark', 'a\nb', 'b')).toBeUndefined();
    expect(merged('append', 'remark', 'a\r\nb\r\nc', 'b\nc')).toBeUndefined();
    expect(merged('append', 'remark', 'a\nb\nc', 'b\r\nc\r\n')).toBeUndefined();
    expect(merged('append', 'remark', 'a\nb\nc', 'a\nc')).toBe('a\nb\nc\na\nc');
    expect(merged('append', 'remark', 'abc', 'b')).toBe('abc\nb');
    expect(merged('append', 'custom:lines', 'a', 'b')).toBe('a\nb');
    expect(merged('append', 'remark', null, 'b')).toBe('b');
    expect(merged('append', 'remark', 'a', ' ')).toBeUndefined();
  });

  test('append is refused where a field holds a single value', () => {
    for (const field of ['nick', 'sex', 'custom:text', 'custom:fruit', 'custom:unknown']) {
      expect(() => merged('append', field, '1', '2')).toThrow(RangeError);
    }
  });
});

describe('any values', () => {
  const line = fc.constantFrom('a', 'b', ' c', '', 'leave');
  const lines = fc
    .tuple(fc.array(line, { maxLength: 4 }), fc.constantFrom('\n', '\r\n'))
    .map(([all, end]) => all.join(end));
  const list = fc.array(fc.constantFrom('1', '2', '3', ' 4'), { maxLength: 4 });
  const options = fc.array(fc.constantFrom('5', '6', '7', 'Music', '99'), { maxLength: 4 }).map((all) => all.join(','));
  const cases = fc.oneof(
    fc.tuple(fc.constantFrom('remark', 'custom:lines'), lines, lines),
    fc.tuple(fc.constantFrom('whatsappids', 'visitorids'), list, list),
    fc.tuple(fc.constant('custom:interests'), options, options),
  );

  test('that are appended twice are there once', () => {
    fc.assert(
      fc.property(cases, ([field, before, given]) => {
        const once = merged('append', field, before, given) ?? before;
        const twice = merged('append', field, once, given) ?? once;
        expect(twice).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  test('are left as they are by every rule but overwrite if nothing is given', () => {
    fc.assert(
      fc.property(fc.constantFrom<MergeRule>('fill', 'append', 'keep'), cases, (rule, [field, before]) => {
        expect(merged(rule, field, before, null)).toBeUndefined();
      }),
    );
  });

  test('that are not left change the value', () => {
    fc.assert(
      fc.property(fc.constantFrom<MergeRule>('fill', 'append'), cases, (rule, [field, before, given]) => {
        const value = merged(rule, field, before, given);
        if (value !== undefined) expect(sameValue(field, before, value, CONTEXT)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
