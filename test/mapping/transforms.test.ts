import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/files/row.ts';
import { compileTransforms, parseTransforms, TransformFault, transforms } from '../../src/mapping/transforms/index.ts';
import { ValueError } from '../../src/mapping/value-error.ts';
import { anyCell } from '../support/arbitrary-cells.ts';
import fc from '../support/property.ts';

async function chain(use: unknown) {
  const faults: string[] = [];
  const uses = parseTransforms(use as never, [], (_code, message) => faults.push(message));
  expect(faults).toEqual([]);
  return compileTransforms(uses);
}

async function apply(use: unknown, given: Cell | readonly Cell[]) {
  return (await chain(use)).apply(given);
}

function faultsOf(use: unknown): string[] {
  const faults: string[] = [];
  parseTransforms(use as never, [], (_code, message) => faults.push(message));
  return faults;
}

describe.each([...transforms.values()])('the transform $name', ({ name, description, examples }) => {
  test('has a description and an example', () => {
    expect(description).toMatch(/\w.*\.$/);
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(examples.map((example) => [JSON.stringify(example.use), example] as const))(
    'does what %s shows',
    async (_, example) => {
      const out = await apply(example.use, example.in);
      if (example.out === undefined) expect(out).toBeInstanceOf(ValueError);
      else expect(name === 'trim' ? String(out).trim() : out).toEqual(example.out);
    },
  );

  test('neither throws nor stalls on any cell', async () => {
    const compiled = await Promise.all(examples.map(({ use }) => chain(use)));
    fc.assert(
      fc.property(anyCell(), (cell) => {
        for (const { apply } of compiled) {
          const out = apply(cell);
          expect(out instanceof ValueError || typeof out === 'string' || typeof out === 'object').toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a chain of transforms', () => {
  test('is applied in order, to each of several values', async () => {
    expect(await apply([{ split: ',' }, 'upper', { prefix: 'x-' }], 'a, b')).toEqual(['x-A', 'x-B']);
  });

  test('ends at the first value error', async () => {
    expect(await apply(['email', 'upper'], 'nobody')).toMatchObject({ code: 'bad-email' });
  });

  test('skips blank cells, except for default', async () => {
    expect(await apply(['email'], '')).toBe('');
    expect(await apply([{ default: 'a@example.com' }, 'email'], '')).toBe('a@example.com');
  });
});

describe('transforms that cannot work are rejected', () => {
  test('an unknown name suggests the nearest', () => {
    expect(faultsOf('uper')[0]).toContain('Did you mean "upper"?');
  });

  test('a missing parameter is reported with an example', () => {
    expect(faultsOf('slice')[0]).toContain('{"slice":5}');
  });

  test('a date format without a date is reported', () => {
    expect(faultsOf({ date: 'yesterday' })[0]).toMatch(/is not a part of a date|has no part/);
    expect(faultsOf({ date: 'DD/DD/YYYY' })[0]).toContain('has the day twice');
  });

  test('an invalid pattern and an unknown country are reported with the transform', async () => {
    await expect(chain({ replace: { pattern: '(', with: '' } })).rejects.toThrow(TransformFault);
    await expect(chain({ phone: 'XX' })).rejects.toThrow('"XX" is not a country');
  });

  test('two names in one map get advice to write a list', () => {
    expect(faultsOf({ lower: null, upper: null })[0]).toContain('Write a list'.toLowerCase());
  });
});

test('a pattern that would backtrack for ever takes linear time', async () => {
  const { apply: replace } = await chain({ replace: { pattern: '^(a+)+$', with: '' } });
  const start = performance.now();
  expect(replace(`${'a'.repeat(30_000)}!`)).toHaveLength(30_001);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('a slice never cuts an emoji in half', async () => {
  const { apply: slice } = await chain({ slice: 3 });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const out = String(slice(text.toWellFormed()));
      expect(out.isWellFormed()).toBe(true);
      expect([...out].length).toBeLessThanOrEqual(3);
    }),
  );
});

test('numbers with thousands separators keep every digit', async () => {
  const point = await chain('number');
  const comma = await chain({ number: { decimal: ',' } });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat(999), fc.boolean(), (whole, fraction, negative) => {
      const sign = negative ? '-' : '';
      const groups = whole.toString().replace(/\B(?=(\d{3})+$)/g, ',');
      expect(point.apply(`${sign}${groups}.${fraction}`)).toBe(`${sign}${whole}.${fraction}`);
      expect(comma.apply(`${sign}${groups.replaceAll(',', '.')},${fraction}`)).toBe(`${sign}${whole}.${fraction}`);
    }),
  );
});
