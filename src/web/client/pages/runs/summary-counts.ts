import type { TFunction } from 'i18next';
import type { CountOf } from '../../components/counts.tsx';
import type { Tone } from '../../components/notice.tsx';

type Numbers = Readonly<Record<string, unknown>>;

/** The counters of every kind of run in the order in which they are shown, and what each means. */
const COUNTERS: Readonly<Record<string, Tone | undefined>> = {
  created: 'good',
  updated: 'good',
  done: 'good',
  written: 'good',
  expected: undefined,
  duplicates: undefined,
  checked: undefined,
  equal: 'good',
  different: 'warn',
  missing: 'bad',
  create: 'good',
  update: 'good',
  unchanged: undefined,
  ambiguous: 'warn',
  rejected: 'bad',
  failed: 'bad',
  in_doubt: 'warn',
  skipped: undefined,
  pending: 'warn',
};

type Counter = 'created';

/** The numbers of a run: its rows, or the records that a verification compared. Those that are zero are left out. */
export function summaryCounts(rows: Numbers, t: TFunction<'page'>): readonly CountOf[] {
  return Object.entries(COUNTERS).flatMap(([id, tone]) => {
    const count = rows[id];
    if (typeof count !== 'number' || count === 0) return [];
    // An export that was stopped has counted a part of the list only.
    if (id === 'expected' && !rows['written']) return [];
    const label = t(`runs.counts.${id as Counter}`);
    return [{ id, value: t('common.number', { count }), label, ...(tone && { tone }) }];
  });
}

/** The same in one line: `58 created, 2 rejected`. */
export function countsText(rows: Numbers, t: TFunction<'page'>): string {
  const texts = summaryCounts(rows, t).map(({ value, label }) => `${value} ${label}`);
  return texts.length === 0 ? t('runs.noRows') : texts.join(', ');
}

/** The part of a summary that has the numbers. */
export function numbersIn(summary: Readonly<Record<string, unknown>> | null): Numbers {
  return (summary?.['records'] ?? summary?.['rows'] ?? {}) as Numbers;
}
