import type { Cell, RichCell } from '../../src/files/row.ts';
import fc from './property.ts';

const words = fc.constantFrom(
  'Male',
  '男',
  'Follow-up',
  'Li Na',
  'Chen Jie',
  'APAC/China/Shanghai',
  'Apple',
  'Fishing; Music',
  '03/04/2025',
  '2025-04-03',
  '31/12/1999',
  '1,234.50',
  '-0',
  '１２３',
  'a@example.com',
  '+86 138 0013 8000',
  'true',
  'N/A',
  '#N/A',
  '=1+1',
  '__proto__',
  'constructor',
  'null',
  '😀',
  '\u0000',
  '\uD800',
  '"',
  '\\',
  ';',
);

const rich = fc
  .record({
    kind: fc.constantFrom<RichCell['kind']>('number', 'date', 'time', 'datetime', 'boolean', 'error'),
    text: fc.oneof(words, fc.string()),
  })
  .chain(({ kind, text }) => {
    if (kind === 'number') return fc.double().map((value): RichCell => ({ kind, text: String(value), value }));
    if (kind === 'boolean')
      return fc.boolean().map((value): RichCell => ({ kind, text: String(value).toUpperCase(), value }));
    return fc.constant<RichCell>({ kind, text });
  });

/** Anything that a cell of a file may hold: plausible words, any text, and what a workbook knows. */
export function anyCell(): fc.Arbitrary<Cell> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 4, arbitrary: words },
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 200, maxLength: 3_000 }) },
    { weight: 2, arbitrary: rich },
  );
}
