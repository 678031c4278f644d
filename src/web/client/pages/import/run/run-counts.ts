import type { TFunction } from 'i18next';
import type { CountOf } from '../../../components/counts.tsx';
import type { Tone } from '../../../components/notice.tsx';

/** The counters of a run in the order in which they are shown, and what each means. */
const COUNTERS: Readonly<Record<string, Tone | undefined>> = {
  created: 'good',
  updated: 'good',
  done: 'good',
  rejected: 'bad',
  failed: 'bad',
  in_doubt: 'warn',
  skipped: undefined,
  pending: 'warn',
};

/** What a row that succeeded is counted as. */
const SUCCEEDED = ['created', 'updated', 'done'];

type RowCounts = Readonly<Record<string, number>>;

/** What became of the rows of a run. */
export function runCounts(rows: RowCounts, t: TFunction<'page'>, isUndo = false): readonly CountOf[] {
  // Also where none succeeded, something says so. An undo creates nothing.
  const always = isUndo ? [] : ['rejected', SUCCEEDED.find((id) => (rows[id] ?? 0) > 0) ?? 'created'];
  return Object.entries(COUNTERS).flatMap(([id, tone]) => {
    const count = rows[id] ?? 0;
    if (count === 0 && !always.includes(id)) return [];
    const label = t(`import.result.${isUndo ? 'undoCounts' : 'counts'}.${id as 'created'}`);
    return [{ id, value: t('common.number', { count }), label, ...(tone && count > 0 && { tone }) }];
  });
}

/** The row count check: every row that was read has one outcome. */
export function rowCheck(rows: RowCounts): {
  readonly read: number;
  readonly accounted: number;
  readonly isWhole: boolean;
} {
  const accounted = Object.keys(COUNTERS).reduce((sum, name) => sum + (rows[name] ?? 0), 0);
  const read = rows['read'] ?? 0;
  return { read, accounted, isWhole: read === accounted };
}

/** The counters of a verification in the order in which they are shown. */
const RECORD_COUNTERS = { checked: undefined, equal: 'good', different: 'bad', missing: 'bad' } as const;

/** What a verification found. */
export function verifyCounts(summary: Readonly<Record<string, unknown>>, t: TFunction<'page'>): readonly CountOf[] {
  const records = (summary['records'] ?? {}) as RowCounts;
  return Object.entries(RECORD_COUNTERS).map(([id, tone]) => {
    const count = records[id] ?? 0;
    const label = t(`import.result.records.${id as 'checked'}`);
    return { id, value: t('common.number', { count }), label, ...(tone && count > 0 && { tone }) };
  });
}
