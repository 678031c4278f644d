import { describe, expect, test } from 'vitest';
import { MASK_METHODS, maskText, streams } from '../../src/streams/index.ts';

const KEY = 'a key of a test';

describe('masking', () => {
  test.each([
    ['last4', '+4915112345678', '****5678'],
    ['last4', '13800138000', '****8000'],
    ['last4', '1234567', '****'],
    ['last4', '+4915112345678; 123', '****5678; ****'],
    ['initials', 'Li Na', 'L. N.'],
    ['initials', '李娜', '李.'],
    ['initials', '李', '****'],
    ['initials', '4711', '****'],
    ['domain', 'li.na@mail.example.com', 'mail.example.com'],
    ['domain', 'write to li@example.com today', '****'],
    ['domain', 'li@secret@example.com', '****'],
    ['domain', '+4915112345678', '****'],
    ['year', '1990-04-12', '1990'],
    ['year', '1990-04-12T10:20:30+02:00', '1990'],
    ['year', '12.04.1990', '****'],
    ['remove', 'anything', null],
    ['keep', 'gold', 'gold'],
    ['last4', '[{"userid":"wm-4711"}]', '****'],
    ['hash', '  ', null],
    ['last4', '', null],
  ] as const)('%s of "%s" is %s', (method, text, masked) => {
    expect(maskText(method, text, KEY)).toBe(masked);
  });

  test('hashes depend on the secret, and never look like numbers', () => {
    expect(maskText('hash', 'li@example.com', KEY)).toBe(maskText('hash', 'li@example.com', KEY));
    expect(maskText('hash', 'li@example.com', KEY)).not.toBe(maskText('hash', 'li@example.com', 'another key'));
    expect(maskText('hash', 'li@example.com', KEY)).toMatch(/^h[0-9a-f]{24}$/);
    // Each of several values is hashed by itself, so that it is found in other files.
    expect(maskText('hash', 'a@b.cd; e@f.gh', KEY)?.split('; ')[1]).toBe(maskText('hash', 'e@f.gh', KEY));
  });

  test('every personal column exists and has a method', () => {
    for (const { name, members, details, personal = {} } of streams.values()) {
      const known = [...members, ...(details?.members ?? [])].map((member) => member.name);
      expect(
        Object.keys(personal).filter((column) => !known.includes(column)),
        name,
      ).toEqual([]);
      expect(Object.values(personal).every((method) => Object.hasOwn(MASK_METHODS, method))).toBe(true);
    }
  });
});
