import { describe, expect, test } from 'vitest';
import { KeyIndex } from '../../src/sketches/index.ts';
import fc from '../support/property.ts';

describe('KeyIndex', () => {
  test('gives a key to the first row that claims it, whatever the key', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 300 }), (keys) => {
        const index = new KeyIndex();
        const owners = new Map<string, number>();
        for (const [position, key] of keys.entries()) {
          if (!owners.has(key)) owners.set(key, position + 1);
          expect(index.claim(key, position + 1)).toBe(owners.get(key));
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

  test('distinguishes a million keys that differ in one digit, in at most 60 MB', () => {
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
