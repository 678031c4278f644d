import type { Outcome } from './outcome.ts';

/** A condition under which a channel is told about a run. */
export type Condition =
  | { readonly on: 'always' | 'failure' | 'incomplete' }
  | { readonly on: 'count'; readonly counter: string; readonly isOver: (value: number, total: number) => boolean };

/** The counters of summaries; `errors` stands for rejected, failed and in doubt together. */
const COUNTERS: readonly string[] = [
  ...['errors', 'rejected', 'failed', 'in_doubt', 'pending', 'skipped', 'created', 'updated', 'done', 'read'],
  ...['duplicates', 'written', 'different', 'missing', 'ambiguous'],
];

export const WHEN_FORMS =
  'must be always, failure, incomplete, or a counter with a limit, such as "rejected > 2%" or "failed > 10"';

/** Reads a condition. Returns what is wrong with it as text. */
export function parseCondition(text: string): Condition | string {
  const given = text.trim();
  if (given === 'always' || given === 'failure' || given === 'incomplete') return { on: given };
  const [, counter = '', sign = '', number = '', percent = ''] =
    /^([a-z_]+)\s*(>=?)\s*(\d{1,12}(?:\.\d{1,4})?)\s*(%?)$/.exec(given) ?? [];
  if (counter === '') return WHEN_FORMS;
  if (!COUNTERS.includes(counter)) return `has the unknown counter "${counter}"; use one of ${COUNTERS.join(', ')}`;
  const limit = Number(number);
  if (percent !== '' && limit > 100) return 'has a percentage over 100';
  const isOver = (value: number, total: number) => {
    const measured = percent === '' ? value : total === 0 ? 0 : (value / total) * 100;
    return sign === '>' ? measured > limit : measured >= limit;
  };
  return { on: 'count', counter, isOver };
}

/** Does one of the conditions hold for the outcome of a run? */
export function isWanted(conditions: readonly Condition[], outcome: Outcome): boolean {
  return conditions.some((condition) => holds(condition, outcome));
}

function holds(condition: Condition, { status, complete, rows }: Outcome): boolean {
  switch (condition.on) {
    case 'always':
      return true;
    case 'failure':
      return status === 'aborted' || status === 'interrupted' || status === 'not_started';
    case 'incomplete':
      return complete === false || (rows['pending'] ?? 0) > 0;
    case 'count':
      return condition.isOver(countOf(condition.counter, rows), totalOf(rows));
  }
}

function countOf(counter: string, rows: Outcome['rows']): number {
  if (counter !== 'errors') return rows[counter] ?? 0;
  return (rows['rejected'] ?? 0) + (rows['failed'] ?? 0) + (rows['in_doubt'] ?? 0);
}

/** What percentages are of: the rows read; of a verification the records checked, of an export the rows written. */
function totalOf(rows: Outcome['rows']): number {
  return rows['read'] ?? rows['checked'] ?? rows['written'] ?? 0;
}
