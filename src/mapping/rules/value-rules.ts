import { type Cell, cellText } from '../../files/index.ts';
import { counted, didYouMean } from '../../words/index.ts';
import type { ColumnContext } from '../compile/compile-context.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import { listed, ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import type { MappingPath } from '../yaml-positions.ts';
import type { RuleSpec } from './rule-schema.ts';

/** What is wrong with a value that is not blank, by one part of a rule. */
export type ValueCheck = (value: Cell) => ValueError | undefined;

const PLAIN_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

/** Compiles what a rule says about a value by itself. A pattern that cannot be read is reported. */
export async function compileValueChecks(
  context: Pick<ColumnContext, 'report'>,
  rule: RuleSpec,
  path: MappingPath,
): Promise<readonly ValueCheck[]> {
  const checks: ValueCheck[] = [];
  if (rule.match !== undefined) {
    const check = await compileMatch(context, rule.match, [...path, 'match']);
    if (check !== undefined) checks.push(check);
  }
  if (rule.min !== undefined || rule.max !== undefined) checks.push(rangeCheck(rule));
  if (rule.length !== undefined) checks.push(lengthCheck(rule.length));
  if (rule['one-of'] !== undefined) checks.push(choiceCheck(rule['one-of'].map(String)));
  return checks;
}

/** Patterns run on RE2, which takes linear time on any text. */
async function compileMatch(
  context: Pick<ColumnContext, 'report'>,
  pattern: string,
  path: MappingPath,
): Promise<ValueCheck | undefined> {
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(pattern);
    const error = new ValueError('rule-match', VALUE_MESSAGES['rule-match'].text.pattern(pattern));
    return (value) => (compiled.matcher(cellText(value)).find() ? undefined : error);
  } catch (error) {
    context.report('bad-pattern', FAULT_MESSAGES['bad-pattern'].text.syntax((error as Error).message), path);
    return undefined;
  }
}

function rangeCheck({ min, max }: Pick<RuleSpec, 'min' | 'max'>): ValueCheck {
  const { text } = VALUE_MESSAGES['rule-range'];
  const noNumber = new ValueError('rule-range', text.number(min, max));
  const outside = new ValueError('rule-range', text.outside(min, max));
  return (value) => {
    const number = numberOf(value);
    if (number === undefined) return noNumber;
    return (min !== undefined && number < min) || (max !== undefined && number > max) ? outside : undefined;
  };
}

/** The number of a workbook's cell, or of a text in plain digits. */
function numberOf(value: Cell): number | undefined {
  if (typeof value !== 'string' && typeof value.value === 'number') return value.value;
  const text = cellText(value).trim();
  return PLAIN_NUMBER.test(text) ? Number(text) : undefined;
}

function lengthCheck(length: NonNullable<RuleSpec['length']>): ValueCheck {
  const { min, max } = typeof length === 'number' ? { min: length, max: length } : length;
  return (value) => {
    // An emoji is one character.
    const count = [...cellText(value)].length;
    if ((min === undefined || count >= min) && (max === undefined || count <= max)) return undefined;
    return new ValueError(
      'rule-length',
      VALUE_MESSAGES['rule-length'].text.characters(counted(count, 'character'), min, max),
    );
  };
}

function choiceCheck(choices: readonly string[]): ValueCheck {
  const allowed = new Set(choices);
  return (value) => {
    const text = cellText(value);
    if (allowed.has(text)) return undefined;
    const { noneOf } = VALUE_MESSAGES['rule-one-of'].text;
    return new ValueError('rule-one-of', noneOf(listed(choices, 12), didYouMean(text, choices)));
  };
}
