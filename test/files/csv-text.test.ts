import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import { bulkFormatter, csvFormatter } from '../../src/files/csv/csv-writer.ts';
import fc from '../support/property.ts';

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      ',',
      ';',
      '\t',
      '|',
      '\r',
      '\n',
      ' ',
      '\u00a0',
      '\u2028',
      "'",
      '=',
      'a',
      'é',
      '😀',
      '\\',
      ']',
      '^',
      '-',
    ),
  }),
);

describe('lines of CSV', () => {
  test.each([',', ';', '\t', '|', ']', '^', '-', '\\'])(
    'are those of csv-stringify, with "%s" between the cells',
    (delimiter) => {
      const table = fc
        .integer({ min: 1, max: 5 })
        .chain((columns) =>
          fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
        );
      fc.assert(
        fc.property(table, (rows) => {
          const columns = rows[0]?.length ?? 0;
          const wanted = stringify(rows, {
            delimiter,
            record_delimiter: '\r\n',
            quoted_match: /[\r\n]|^\s|\s$/,
            quoted_empty: columns === 1,
          });
          expect(csvFormatter(columns, { delimiter, guard: false })(rows)).toBe(wanted);
          expect(bulkFormatter(columns, { delimiter })(rows)).toBe(wanted);
        }),
        { numRuns: 500 },
      );
    },
  );
});
