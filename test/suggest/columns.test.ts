import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/files/row.ts';
import { ColumnStatistics } from '../../src/suggest/columns/column-statistics.ts';
import { phoneNumbersOf } from '../../src/suggest/columns/countries.ts';
import { numbersOf } from '../../src/suggest/columns/value-formats.ts';
import { maxWeightMatching } from '../../src/suggest/match-columns.ts';
import fc from '../support/property.ts';

function profile(...cells: readonly Cell[]): ColumnStatistics {
  const column = new ColumnStatistics(0, 'Column');
  for (const cell of cells) column.add(cell);
  return column;
}

describe('the dates of a column', () => {
  test('are proven by all its values: one day after the twelfth tells day and month apart', () => {
    const first = Array.from({ length: 5_000 }, () => '03/04/2025');
    expect(profile(...first).dates?.formats).toEqual(['DD/MM/YYYY', 'MM/DD/YYYY']);
    expect(profile(...first, '25/12/2024').dates?.formats).toEqual(['DD/MM/YYYY']);
    expect(profile(...first, '12/25/2024').dates?.formats).toEqual(['MM/DD/YYYY']);
  });

  test('are not recognised where many values are not dates; a few typing errors are counted', () => {
    expect(profile('25/12/2024', 'soon').dates).toBeUndefined();
    expect(profile('31/02/2024').dates).toBeUndefined();
    const days = Array.from({ length: 60 }, () => '25/12/2024');
    expect(profile('31/02/2024', 'soon', ...days).dates).toEqual({ kind: 'date', formats: ['DD/MM/YYYY'], misfits: 2 });
  });

  test.each([
    ['2024-02-29', 'date', []],
    ['2024-02-29T10:00:00Z', 'datetime', []],
    ['14.03.1978', 'date', ['DD.MM.YYYY']],
    ['1988年06月15日', 'date', ['YYYY年MM月DD日']],
    ['3 Apr 2025', 'date', ['D MMM YYYY']],
    ['25/12/2024 14:05', 'datetime', ['DD/MM/YYYY HH:mm']],
    ['2:05 PM', 'time', ['HH:mm A']],
  ])('such as %s are a %s', (text, kind, formats) => {
    expect(profile(text).dates).toEqual({ kind, formats, misfits: 0 });
  });

  test('of a workbook need no format', () => {
    expect(profile({ kind: 'date', text: '2025-04-03' }).dates).toEqual({ kind: 'date', formats: [], misfits: 0 });
  });
});

describe('the numbers of a column', () => {
  test.each([
    [['1,234.50', '8'], { decimal: '.', misfits: [] }],
    [['1.234,50', '8'], { decimal: ',', misfits: [] }],
    [['12', '7'], { decimal: '.', misfits: [] }],
    [['1.250', '380'], { decimal: ',', ambiguous: '1.250', misfits: [] }],
    [[...Array.from({ length: 30 }, () => '7.5'), 'much'], { decimal: '.', misfits: ['much'] }],
    [['12 apples'], undefined],
  ])('%j are read as %j', (texts, numbers) => {
    expect(numbersOf(texts)).toEqual(numbers);
  });
});

describe('the telephone numbers of a column', () => {
  test('with country codes need no country', async () => {
    expect(await phoneNumbersOf(['+86 138 0013 8000', '+49 30 901820'])).toEqual({ isProven: true });
  });

  test.each([
    ['CN', ['138 0013 8005', '139 1234 5678', '021-62881234']],
    ['US', ['(212) 736-5000', '(312) 744-5000', '(415) 554-4000']],
    ['DE', ['030 25002333', '0151 23456789', '089 21602030']],
    ['GB', ['020 7946 0958', '07911 123456', '0121 496 0987']],
    ['FR', ['06 12 34 56 78', '04 50 27 22 33']],
    ['IN', ['9869309243', '9876543210', '8012345678']],
  ])('without them have the one country that dials and writes them so: %s', async (country, texts) => {
    expect(await phoneNumbersOf(texts)).toEqual({ country, isProven: true });
  });

  test('that fit several countries are assigned by other evidence, or not at all', async () => {
    const texts = ['0612345678', '0451234567'];
    expect(await phoneNumbersOf(texts, 'FR')).toEqual({ country: 'FR', isProven: true });
    expect(await phoneNumbersOf(texts)).toEqual({ isProven: false });
  });
});

describe('a column', () => {
  test('is unique until a value is repeated, regardless of case', () => {
    expect(profile('a@x.example', 'b@x.example').isUnique).toBe(true);
    expect(profile('a@x.example', 'A@X.example').isUnique).toBe(false);
  });

  test('shows three values that differ, on one line, without control characters', () => {
    const column = profile('a\nb', 'a\nb', '\u001b[31mred', 'c', 'd');
    expect(column.samples).toEqual(['a b', '[31mred', 'c']);
  });
});

test('the matching has the greatest sum of scores', () => {
  const matrices = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(matrices, (scores) => {
      const columns = maxWeightMatching(scores);
      const used = columns.filter((column) => column >= 0);
      expect(new Set(used).size).toBe(used.length);
      const total = columns.reduce((sum, column, row) => sum + (scores[row]?.[column] ?? 0), 0);
      expect(total).toBe(bestOf(scores));
    }),
    { numRuns: 500 },
  );
});

/** The greatest sum, by trying all. */
function bestOf(scores: readonly (readonly number[])[], row = 0, used: readonly number[] = []): number {
  const line = scores[row];
  if (line === undefined) return 0;
  const without = bestOf(scores, row + 1, used);
  const withOne = line.map((score, column) =>
    used.includes(column) ? 0 : score + bestOf(scores, row + 1, [...used, column]),
  );
  return Math.max(without, ...withOne);
}
