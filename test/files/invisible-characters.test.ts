import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hasControl,
  hasInvisible,
  showInvisible,
  withoutAnyInvisible,
  withoutControls,
  withoutInvisible,
} from '../../src/files/text/invisible-characters.ts';

describe('invisible characters', () => {
  test.each([
    ['\u202a+49 170 1234567\u202c', '+49 170 1234567'],
    ['\u200b2', '2'],
    ['\u200eBob\u200f', 'Bob'],
    ['Zhang\u200bWei\ufeff', 'ZhangWei'],
    ['co\u00adoperate', 'cooperate'],
    ['a\u2060b\u2066c\u2069', 'abc'],
    ['Anna\0\0', 'Anna'],
    ['Zhang\u200dWei\u200c', 'ZhangWei'],
    ['13800\u200c138000', '13800138000'],
    ['a\ufe0fb', 'ab'],
    ['x\u{e0041}y\u{e007f}', 'xy'],
    ['\u3164', ''],
  ])('are taken from %j', (text, clean) => {
    expect(withoutInvisible(text)).toBe(clean);
    expect(hasInvisible(text)).toBe(true);
  });

  test.each([
    ['joined emoji', '👩‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 ❤️‍🔥'],
    ['an emoji with a variant, and a keycap', '☎️ ❤️ 1️⃣'],
    ['flags', '🇩🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a Persian word', 'می‌خواهم کتاب‌ها'],
    ['an Indic word', 'क्‍ष ന്‍ শ্রীলঙ্কা ශ්‍රී'],
    ['a variant of a Han character', '葛\u{e0100}飾'],
    ['tabs and line breaks', 'a\tb\r\nc\nd'],
    ['what is visible', 'Łukasz Żółć, 김철수 — “O’Brien” §½ ∞'],
  ])('do not include %s', (_what, text) => {
    expect(withoutInvisible(text)).toBe(text);
    expect(hasInvisible(text)).toBe(false);
    expect(showInvisible(text)).toBe(text);
    expect(withoutControls(text)).toBe(text);
  });

  test('are shown by their codes', () => {
    expect(showInvisible('Zhang\u200bWei\0 \u{e0041}')).toBe('Zhang<U+200B>Wei<U+0000> <U+E0041>');
  });

  test('are all removed where texts are compared', () => {
    expect(withoutAnyInvisible('کتاب‌ها')).toBe('کتابها');
    expect(withoutAnyInvisible('☎️')).toBe('☎');
  });

  test('turn other line breaks into line feeds', () => {
    expect(withoutControls('Main St 1\vBerlin\fGermany\0')).toBe('Main St 1\nBerlin\nGermany');
    expect(hasControl('a\tb\r\n')).toBe(false);
    expect(hasControl('a\x1fb')).toBe(true);
  });

  test('are gone after one pass, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = withoutInvisible(text);
        expect(hasControl(clean)).toBe(false);
        expect(hasControl(withoutAnyInvisible(text))).toBe(false);
        expect(withoutAnyInvisible(text)).not.toMatch(/\p{Default_Ignorable_Code_Point}/u);
      }),
      { numRuns: 100 },
    );
  });
});
