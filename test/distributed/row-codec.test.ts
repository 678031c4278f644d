import { expect, test } from 'vitest';
import { decodeRow, encodeRow } from '../../src/distributed/row-codec.ts';
import type { HandedRow, PendingRow } from '../../src/import/index.ts';
import { targets } from '../../src/targets/index.ts';
import fc from '../support/property.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', '\ud800', '\u0010', '张伟', '\'"\\'));
const cell = fc.oneof(
  text,
  fc.record({
    kind: fc.constantFrom('number' as const, 'boolean' as const),
    text,
    value: fc.oneof(fc.integer(), fc.boolean()),
  }),
  fc.record({ kind: fc.constantFrom('date' as const, 'error' as const), text }),
);
const payload = fc.dictionary(fc.oneof(text, fc.constant('__proto__')), fc.jsonValue(), { noNullPrototype: true });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const change = fc.record({
  id: optional(text),
  name: optional(text),
  cells: fc.array(fc.record({ field: text, before: optional(text), after: fc.oneof(text, fc.constant(null)) })),
});

const handedRow: fc.Arbitrary<HandedRow> = fc.record({
  pending: fc.record({
    row: fc.record({ number: fc.nat(), cells: fc.array(cell) }),
    payload,
    target: optional(fc.constantFrom(...targets.values())),
    followUps: fc.array(fc.record({ target: fc.constantFrom('stage', 'customer-tagging'), payload })),
    key: optional(text),
    hash: text,
    hasIntent: fc.boolean(),
    note: optional(text),
    saved: optional(fc.record({ remoteId: optional(text), action: optional(text), step: fc.nat() })),
    change: optional(change),
    stored: optional(change),
    unresolvedSince: optional(fc.nat()),
    countsAs: optional(fc.record({ state: fc.constant('rejected' as const), code: text, message: text })),
    again: optional(fc.boolean()),
  }) as fc.Arbitrary<PendingRow>,
  facts: fc.record({
    identities: optional(fc.array(fc.maxSafeNat())),
    uniqueValues: optional(fc.array(fc.maxSafeNat())),
    keyText: optional(text),
  }),
});

/** As the CRM, the ledger and errors.csv see it: members that are undefined do not exist. */
const seen = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

test('a row that is handed out is sent, stored and listed as it would have been here', () => {
  fc.assert(
    fc.property(handedRow, (row) => {
      const { pending, facts } = decodeRow(encodeRow(row), 77);
      const { unresolvedSince } = row.pending;
      const expected = { ...row.pending, unresolvedSince: unresolvedSince === undefined ? undefined : 77 };
      expect(seen(pending)).toEqual(seen(expected));
      expect(pending.target).toBe(row.pending.target);
      expect(seen(facts)).toEqual(seen(row.facts));
    }),
  );
});

test('what is stored has no character that a database refuses', () => {
  fc.assert(
    fc.property(handedRow, (row) => {
      const stored = encodeRow(row);
      expect(stored).not.toContain('\0');
      expect(stored.isWellFormed()).toBe(true);
    }),
  );
});

test('a row whose target another version has is refused', () => {
  const text = encodeRow({
    pending: {
      row: { number: 2, cells: [] },
      payload: {},
      followUps: [],
      hash: '',
      hasIntent: false,
      target: { name: 'new' } as never,
    },
    facts: {},
  });
  expect(() => decodeRow(text, 0)).toThrow('there is no target new');
});
