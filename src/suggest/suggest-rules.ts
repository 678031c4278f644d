import { fieldType } from '../api/index.ts';
import type { RuleSpec } from '../mapping/index.ts';
import type { ColumnStatistics } from './columns/column-statistics.ts';
import type { Placement } from './suggestion.ts';

/** Share of values that must be of the kind for a column to be plainly of it. */
const PLAIN_SHARE = 0.95;
/** With fewer values, a common shape may be chance. */
const MIN_VALUES = 20;
const MIN_CODE_LENGTH = 3;
const MAX_CODE_LENGTH = 40;

const EMAIL = { match: '^[^@ ]+@[^@ ]+[.][^@ ]+$', message: 'an e-mail address' } as const;
const DATE = { match: '^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$', message: 'a date between 1900 and 2099' } as const;
/** Numbers that a transform has put into one form, and numbers as people write them. */
const PHONE = { match: '^[+]?[0-9]{6,15}$', message: 'a telephone number' } as const;
const WRITTEN_PHONE = { ...PHONE, match: '^[+0-9][0-9 ()./-]{5,}$' } as const;

/**
 * Rules for the fields whose columns plainly hold e-mail addresses, telephone numbers, dates or codes of one form. They only warn: what
 * is unusual may be right.
 */
export function suggestRules(placements: readonly Placement[]): readonly RuleSpec[] {
  return placements.flatMap((placement): RuleSpec[] => {
    const { candidate, columns, spec } = placement;
    const [column, second] = columns;
    const isPlain = spec.split === undefined && spec.values === undefined && spec.lookup === undefined;
    if (column === undefined || second !== undefined || !isPlain) return [];
    const form = formOf(placement, column.profile);
    const isField = candidate.section === 'fields' || candidate.section === 'custom';
    return form === undefined || !isField ? [] : [{ field: candidate.key, ...form, level: 'warn' }];
  });
}

function formOf(
  { candidate, spec }: Placement,
  column: ColumnStatistics,
): Pick<RuleSpec, 'match' | 'message'> | undefined {
  if (candidate.section === 'custom') {
    if (candidate.definition.field_type === fieldType.date) return column.areDates ? DATE : undefined;
    if (candidate.definition.field_type !== fieldType.text) return undefined;
  } else if (candidate.field.holds === 'phone') {
    if (column.share('phone') < PLAIN_SHARE) return undefined;
    return spec.transform === undefined ? WRITTEN_PHONE : PHONE;
  }
  if (column.share('email') >= PLAIN_SHARE) return EMAIL;
  const holds = candidate.section === 'custom' ? undefined : candidate.field.holds;
  const mayBeCode = candidate.section === 'custom' || holds === 'id';
  return mayBeCode && spec.transform === undefined && !column.areDates ? codeForm(column) : undefined;
}

/** The form that nearly all values of a column of codes have: `A-00017` has `^[A-Z]-[0-9]{5}$`. */
function codeForm({ examined }: ColumnStatistics): Pick<RuleSpec, 'match' | 'message'> | undefined {
  if (examined.length < MIN_VALUES) return undefined;
  const counts = new Map<string, { count: number; example: string }>();
  for (const text of examined) {
    const shape = shapeOf(text);
    const known = counts.get(shape);
    if (known !== undefined) known.count += 1;
    else counts.set(shape, { count: 1, example: text });
  }
  const [[shape, { count, example }] = ['', { count: 0, example: '' }]] = [...counts].sort(
    ([, one], [, other]) => other.count - one.count,
  );
  const isCode = /9/.test(shape) && shape.length >= MIN_CODE_LENGTH && shape.length <= MAX_CODE_LENGTH;
  if (!isCode || /[^9Aa_./ -]/.test(shape) || count < examined.length * PLAIN_SHARE) return undefined;
  return { match: patternOf(shape), message: `a code like ${example}` };
}

/** Digits as 9, letters as A and a, everything else as it is. */
function shapeOf(text: string): string {
  return text
    .slice(0, MAX_CODE_LENGTH + 1)
    .replace(/[0-9]/g, '9')
    .replace(/[A-Z]/g, 'A')
    .replace(/[a-z]/g, 'a');
}

const CLASSES: Readonly<Record<string, string>> = { '9': '[0-9]', A: '[A-Z]', a: '[a-z]', '.': '[.]' };

function patternOf(shape: string): string {
  const runs = shape.match(/(.)\1*/g) ?? [];
  const parts = runs.map((run) => {
    const one = CLASSES[run.charAt(0)] ?? run.charAt(0);
    return run.length === 1 ? one : `${one}{${run.length}}`;
  });
  return `^${parts.join('')}$`;
}
