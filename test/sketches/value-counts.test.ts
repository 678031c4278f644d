import { describe, expect, test } from 'vitest';
import { DistinctEstimate, ESTIMATE_ERROR, hashText, ValueCounts } from '../../src/sketches/index.ts';
import fc from '../support/property.ts';

/** The counts of a list of values as a plain map finds them. */
function plainCounts(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

describe('ValueCounts', () => {
  test('counts distinct and frequent values as a map does, up to its limit', () => {
    const value = fc.oneof(fc.constantFrom('a', 'b', 'Berlin', '上海', '😀'), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 400 }), (values) => {
        const counts = new ValueCounts();
        for (const each of values) counts.add(each);
        const plain = plainCounts(values);
        expect([counts.distinct, counts.isExact, counts.maxMissed]).toEqual([plain.size, true, 0]);
        const expected = [...plain.values()].sort((one, other) => other - one).slice(0, 10);
        const found = counts.frequent(10);
        expect(found.map(({ count }) => count)).toEqual(expected);
        for (const { text, count } of found) expect(plain.get(text)).toBe(count);
      }),
    );
  });

  test('beyond its limit finds every value that occurs more often than its counts may miss, and never counts too many', () => {
    const weights = fc.array(fc.nat(60), { minLength: 40, maxLength: 120 });
    fc.assert(
      fc.property(weights, fc.integer(), (counts, seed) => {
        const values = shuffled(
          counts.flatMap((count, at) => Array.from({ length: count }, () => `v${at}`)),
          seed,
        );
        const sketch = new ValueCounts(16);
        for (const each of values) sketch.add(each);
        const plain = plainCounts(values);
        const found = new Map(sketch.frequent(24).map(({ text, count }) => [text, count]));
        for (const [text, count] of found) {
          expect(count).toBeLessThanOrEqual(plain.get(text) ?? 0);
          expect(count + sketch.maxMissed).toBeGreaterThanOrEqual(plain.get(text) ?? 0);
        }
        const frequent = [...plain].filter(([, count]) => count > sketch.maxMissed);
        if (frequent.length <= 16) for (const [text] of frequent) expect([...found.keys()]).toContain(text);
        // Median subtraction misses at most twice what an even share of the table would be.
        expect(sketch.maxMissed).toBeLessThanOrEqual((values.length / 16) * 2);
      }),
    );
  });

  test('estimates 150,000 distinct values within 2 %, and still finds one in a thousand that is frequent', () => {
    const counts = new ValueCounts();
    for (let at = 0; at < 150_000; at += 1) {
      counts.add(`value ${at}`);
      if (at % 1000 === 999) counts.add('frequent');
    }
    expect(counts.isExact).toBe(false);
    expect(Math.abs(counts.distinct - 150_001) / 150_001).toBeLessThan(0.02);
    const [first] = counts.frequent(3);
    expect(first?.text).toBe('frequent');
    expect(first?.count).toBeLessThanOrEqual(150);
    expect((first?.count ?? 0) + counts.maxMissed).toBeGreaterThanOrEqual(150);
  });
});

test.each([0, 1, 5000, 65_536, 150_000])('estimates %i distinct hashes within five standard errors', (count) => {
  const estimate = new DistinctEstimate();
  for (let round = 0; round < 2; round += 1) {
    for (let at = 0; at < count; at += 1) {
      const { high, low } = hashText(`key ${at}`, 0);
      estimate.add(high, low);
    }
  }
  expect(Math.abs(estimate.count - count)).toBeLessThanOrEqual(Math.ceil(count * ESTIMATE_ERROR * 5));
});

/** The values in an order that depends on the seed. */
function shuffled(values: string[], seed: number): string[] {
  let state = seed | 1;
  return values
    .map((value) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
      return { value, rank: state };
    })
    .sort((one, other) => one.rank - other.rank)
    .map(({ value }) => value);
}
