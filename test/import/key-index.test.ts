import { describe, expect, test } from 'vitest';
import { KeyIndex } from '../../src/import/key-index.ts';
import fc from '../support/property.ts';

describe('the index of keys', () => {
  test('gives a key to the first row that claims it, whatever the key', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 300 }), (keys) => {
        const index = new KeyIndex();
        const owners = new Map<string, number>();
        for (const [place, key] of keys.entries()) {
          if (!owners.has(key)) owners.set(key, place + 1);
          expect(index.claim(key, place + 1)).toBe(owners.get(key));
        }
        for (const [key, row] of owners) expect(index.get(key)).toBe(row);
      }),
    );
  });

  test('gives a key to the last row that takes it', () => {
    const index = new KeyIndex();
    index.set('a', 2);
    index.set('a', 9);
    expect(index.get('a')).toBe(9);
    expect(index.get('b')).toBeUndefined();
  });

  test('tells a million keys apart that differ in a digit, in 60 MB at most', () => {
    const index = new KeyIndex();
    const before = process.memoryUsage().arrayBuffers;
    for (let row = 1; row <= 1_000_000; row += 1) {
      if (index.claim(`C${String(row).padStart(9, '0')}`, row) !== row)
        expect.unreachable(`row ${row} has no key of its own`);
    }
    expect(index.get('C000500000')).toBe(500_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60e6);
  });
});
