import type { Target } from '../../targets/index.ts';
import { didYouMean, t } from '../../words/index.ts';
import { hasChangeRules } from '../change-rules.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import type { Mapping } from '../mapping-schema.ts';
import { listed } from '../value-error.ts';
import type { MappingPath } from '../yaml-positions.ts';
import { MIRROR_FIELDS, RULE_CHECKS, type RuleSpec } from './rule-schema.ts';

const { text: MISSING } = FAULT_MESSAGES['missing-key'];
const { text: BAD_KEY } = FAULT_MESSAGES['bad-key'];
const { text: BAD_VALUE } = FAULT_MESSAGES['bad-value'];

type Report = (code: string, message: string, path: MappingPath, what?: 'key' | 'value') => void;

/** Checks the rules of a mapping, as far as possible without a spreadsheet. Patterns and expressions are read when they are compiled. */
export function checkRules(content: Mapping, target: Target, report: Report): void {
  const mapped = [...Object.keys(content.fields ?? {}), ...Object.keys(content.custom ?? {})];
  for (const [index, rule] of (content.rules ?? []).entries()) {
    const path = ['rules', index];
    checkSubject(rule, mapped, path, report);
    if (RULE_CHECKS.every((check) => rule[check] === undefined)) {
      report('missing-key', MISSING.ruleCheck(RULE_CHECKS.join(', ')), path);
    }
    checkRange(rule, [...path, 'min'], report);
    if (typeof rule.length === 'object') checkLength(rule.length, [...path, 'length'], report);
    if (rule.unique === 'mirror') checkMirror(rule, target, [...path, 'unique'], report);
  }
}

function checkSubject({ field, column }: RuleSpec, mapped: readonly string[], path: MappingPath, report: Report): void {
  if (field === undefined && column === undefined) report('missing-key', MISSING.ruleSubject(), path);
  else if (field !== undefined && column !== undefined)
    report('bad-key', BAD_KEY.ruleSubjects(), [...path, 'column'], 'key');
  else if (field !== undefined && !mapped.includes(field)) {
    const suggestion = didYouMean(field, mapped);
    const advice = suggestion === '' ? t` The mapped fields are ${listed(mapped, 20)}.` : suggestion;
    report('unknown-field', FAULT_MESSAGES['unknown-field'].text.rule(field, advice), [...path, 'field']);
  }
}

function checkLength(length: Exclude<RuleSpec['length'], number | undefined>, path: MappingPath, report: Report): void {
  if (length.min === undefined && length.max === undefined) report('missing-key', MISSING.length(), path);
  checkRange(length, [...path, 'min'], report);
}

function checkRange(
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
  path: MappingPath,
  report: Report,
): void {
  if (min !== undefined && max !== undefined && min > max) report('bad-value', BAD_VALUE.minAboveMax(min, max), path);
}

function checkMirror({ field }: RuleSpec, target: Target, path: MappingPath, report: Report): void {
  if (!hasChangeRules(target)) report('bad-value', BAD_VALUE.mirrorTarget(), path);
  else if (field === undefined || !(MIRROR_FIELDS as readonly string[]).includes(field)) {
    report('bad-value', BAD_VALUE.mirrorField(MIRROR_FIELDS.join(', ')), path);
  }
}
