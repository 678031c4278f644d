import { describe, expect, test } from 'vitest';
import { compareResults, type Section } from '../../bench/compare-results.ts';

const section = (values: readonly number[], better: 'more' | 'less' = 'more'): Section => ({
  title: 'Import',
  day: '2026-11-30',
  rounds: values.length,
  lines: [],
  figures: [{ what: 'import', measured: '', target: '', met: true, series: { unit: 'rows/s', better, values } }],
});

describe('the comparison of measurements', () => {
  test('says what moved by more than the spread of its rounds', () => {
    expect(compareResults([section([99, 100, 101])], [section([119, 120, 121])])).toEqual([
      'import: BETTER, 100 → 120 rows/s (+20 %)',
    ]);
    expect(compareResults([section([99, 100, 101], 'less')], [section([119, 120, 121], 'less')])).toEqual([
      'import: WORSE, 100 → 120 rows/s (+20 %)',
    ]);
  });

  test('calls noise what stays within half the spread, before or now', () => {
    expect(compareResults([section([70, 100, 130])], [section([119, 120, 121])])).toEqual([
      'import: as before, 100 → 120 rows/s (+20 %), noise 30 %',
    ]);
    expect(compareResults([section([100])], [section([120])])[0]).toContain('as before');
    expect(compareResults([section([100, 100, 100])], [section([103, 103, 103])])[0]).toContain('as before');
  });

  test('names figures that were not measured before', () => {
    expect(compareResults([], [section([1])])).toEqual(['import: not measured before']);
    expect(compareResults([section([])], [section([1])])).toEqual(['import: not measured before']);
  });
});
