import { type Target, targets } from '../targets/index.ts';
import { didYouMean, t } from '../words/index.ts';
import { checkChangeRules } from './change-rules.ts';
import { compileWireValue } from './compile/wire-value.ts';
import { FAULT_MESSAGES } from './fault-messages.ts';
import { CUSTOMER_KEYS, LOOKUP_DESCRIPTIONS } from './lookups/create-lookups.ts';
import { type FieldSpec, type FieldSpecObject, longForm, type Mapping } from './mapping-schema.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from './mapping-sections.ts';
import { checkRules } from './rules/check-rules.ts';
import { parseTransforms } from './transforms/index.ts';
import { listed } from './value-error.ts';
import { VALUE_MESSAGES } from './value-messages.ts';
import type { MappingPath } from './yaml-positions.ts';

/** Checks what can be checked in the mapping alone: its target, its fields and what they need. */
export function checkMapping(content: Mapping, report: ReportProblem): Target | undefined {
  const target = targets.get(content.target);
  if (target === undefined) {
    const names = [...targets.keys()];
    const suggestion = didYouMean(content.target, names);
    const { text } = FAULT_MESSAGES['unknown-target'];
    const message =
      suggestion === '' ? text.listed(content.target, listed(names, 20)) : text.suggested(content.target, suggestion);
    report('unknown-target', message, ['target']);
    return undefined;
  }
  const fields = Object.entries(content.fields ?? {});
  const mapped = new Set(fields.map(([name]) => name));
  for (const [name, spec] of fields) checkField(target, { name, spec, path: ['fields', name] }, mapped, report);
  checkRequired(target, mapped, report);
  checkConditions(target, content, mapped, report);
  checkKey(content, mapped, report);
  checkIdentifiers(content, target, report);
  checkCustom(content, target, report);
  checkFollowUps(content, target, report);
  checkChangeRules(content, target, report);
  checkRules(content, target, report);
  return target;
}

function checkRequired(
  target: Target,
  mapped: ReadonlySet<string>,
  report: ReportProblem,
  given?: string,
  section = 'fields',
): void {
  for (const [name, field] of Object.entries(target.fields)) {
    if (!field.required || mapped.has(name) || name === given || field.default !== undefined) continue;
    if (field.nameOf !== undefined && mapped.has(field.nameOf)) continue;
    const message = FAULT_MESSAGES['field-required'].text.field(target.name, field.label, name, section);
    report('field-required', message, [section], 'key');
  }
  for (const group of target.endpoint.atLeastOneOf ?? []) {
    if (given !== undefined && group.includes(given)) continue;
    if (group.some((name) => mapped.has(name))) continue;
    const message = FAULT_MESSAGES['field-required'].text.oneOf(target.name, group.join(', '));
    report('field-required', message, [section], 'key');
  }
}

/** Finds constants that make an unmapped field required: every row would be rejected. */
function checkConditions(target: Target, content: Mapping, mapped: ReadonlySet<string>, report: ReportProblem): void {
  for (const { field: name, equals, requires } of target.endpoint.requiredWhen ?? []) {
    const spec = content.fields?.[name];
    const field = target.fields[name];
    if (spec === undefined || field === undefined || typeof spec === 'string' || mapped.has(requires)) continue;
    if (spec.const === undefined || compileWireValue(field)(String(spec.const)) !== equals) continue;
    const message = FAULT_MESSAGES['field-required'].text.when(requires, name, spec.const);
    report('field-required', message, ['fields', name, 'const']);
  }
}

function checkKey(content: Mapping, mapped: ReadonlySet<string>, report: ReportProblem): void {
  if (typeof content.key !== 'string' || mapped.has(content.key)) return;
  const suggestion = didYouMean(content.key, mapped);
  const advice =
    suggestion === '' ? t` Name a mapped field, or write { column: … } for a column that is not sent.` : suggestion;
  report('unknown-field', FAULT_MESSAGES['unknown-field'].text.key(content.key, advice), ['key']);
}

function checkIdentifiers(content: Mapping, target: Target, report: ReportProblem): void {
  for (const [index, name] of (content.identifiedBy ?? []).entries()) {
    if (target.fields[name] !== undefined) continue;
    const suggestion = didYouMean(name, Object.keys(target.fields));
    const message = FAULT_MESSAGES['unknown-field'].text.suggested(target.name, name, suggestion);
    report('unknown-field', message, ['identifiedBy', index]);
  }
}

function checkCustom(content: Mapping, target: Target, report: ReportProblem): void {
  if (content.custom === undefined) return;
  if (target.custom === undefined) {
    report('bad-key', FAULT_MESSAGES['bad-key'].text.noCustomFields(target.name), ['custom'], 'key');
    return;
  }
  for (const [name, given] of Object.entries(content.custom)) {
    const spec = longForm(given);
    const path = ['custom', name];
    checkSpec(spec, path, report);
    for (const key of ['lookup', 'by', 'within'] as const) {
      if (spec[key] === undefined) continue;
      report('bad-key', FAULT_MESSAGES['bad-key'].text.customLookup(key), [...path, key], 'key');
    }
  }
}

function checkFollowUps(content: Mapping, target: Target, report: ReportProblem): void {
  for (const section of FOLLOW_UP_SECTIONS) {
    if (content[section.section] === undefined) continue;
    if (target.followUps === undefined) {
      report(
        'bad-key',
        FAULT_MESSAGES['bad-key'].text.otherTarget(section.section, section.target),
        [section.section],
        'key',
      );
      continue;
    }
    const followUpTarget = targets.get(section.target);
    if (followUpTarget === undefined) continue;
    const fields = followUpFields(content, section);
    const mapped = new Set(fields.map(({ name }) => name));
    for (const field of fields) {
      if (field.name === followUpTarget.idField) {
        report('bad-key', FAULT_MESSAGES['bad-key'].text.customerId(field.name), field.path, 'key');
      } else checkField(followUpTarget, field, mapped, report);
    }
    checkRequired(followUpTarget, mapped, report, followUpTarget.idField, section.section);
  }
}

/** Records a fault of the mapping. */
type ReportProblem = (code: string, message: string, path: MappingPath, what?: 'key' | 'value') => void;

/** A field of a target, or a custom field, as a mapping writes it. */
interface WrittenField {
  readonly name: string;
  readonly spec: FieldSpec;
  readonly path: MappingPath;
}

/** Checks a field's name and spec, as far as possible without a spreadsheet and a tenant. */
function checkField(target: Target, written: WrittenField, mapped: ReadonlySet<string>, report: ReportProblem): void {
  const { name, path } = written;
  const field = target.fields[name];
  if (field === undefined) {
    report('unknown-field', unknownField(target, name), path, 'key');
    return;
  }
  const spec = longForm(written.spec);
  checkSpec(spec, path, report);
  checkLookup(spec, path, report);
  if (spec.path !== undefined) {
    report('bad-key', FAULT_MESSAGES['bad-key'].text.path(), [...path, 'path'], 'key');
  }
  if (
    spec.lookup !== undefined &&
    field.lookup !== undefined &&
    spec.lookup !== field.lookup &&
    LOOKUP_DESCRIPTIONS.has(spec.lookup)
  ) {
    const message = FAULT_MESSAGES['wrong-lookup'].text.other(field.label, name, field.lookup, spec.lookup);
    report('wrong-lookup', message, [...path, 'lookup']);
  }
  if (spec.lookup !== undefined && field.type === 'code') {
    report(
      'wrong-lookup',
      FAULT_MESSAGES['wrong-lookup'].text.needless(field.label, name, listed(Object.keys(field.values ?? {}))),
      [...path, 'lookup'],
      'key',
    );
  }
  if (spec.within !== undefined && !mapped.has(spec.within)) {
    const suggestion = didYouMean(spec.within, mapped);
    report('unknown-field', FAULT_MESSAGES['unknown-field'].text.within(spec.within, suggestion), [...path, 'within']);
  }
  if (spec.lookup === 'area' && !mapped.has(spec.within ?? field.within ?? '')) {
    report('parent-missing', VALUE_MESSAGES['parent-missing'].text.areaUnmapped(), [...path, 'lookup']);
  }
}

function unknownField(target: Target, name: string): string {
  const { text } = FAULT_MESSAGES['unknown-field'];
  if (target.custom?.member === name) return text.custom(name);
  const nested = Object.entries(target.fields).filter(([, field]) => field.memberOf === name);
  if (nested.length > 0) return text.members(name, nested.map(([member]) => member).join(', '));
  const names = Object.keys(target.fields);
  const byLabel = Object.entries(target.fields).find(([, field]) =>
    [field.label, ...(field.aliases ?? [])].some((alias) => alias.toLowerCase() === name.toLowerCase()),
  );
  const suggestion = byLabel === undefined ? didYouMean(name, names) : t` Did you mean "${byLabel[0]}"?`;
  return suggestion === ''
    ? text.listed(target.name, name, listed(names, 40))
    : text.suggested(target.name, name, suggestion);
}

/** Checks what applies to every spec, including those of custom fields. */
function checkSpec(spec: FieldSpecObject, path: MappingPath, report: ReportProblem): void {
  const sources = (['column', 'const', 'expr'] as const).filter((key) => spec[key] !== undefined);
  if (sources.length === 0) {
    report('no-source', FAULT_MESSAGES['no-source'].text.field(path.at(-1)), path, 'key');
  } else if (sources.length > 1) {
    report('two-sources', FAULT_MESSAGES['two-sources'].text.field(path.at(-1), sources.join(' and ')), path, 'key');
  }
  if (spec.otherwise !== undefined && spec.values === undefined) {
    report('bad-key', FAULT_MESSAGES['bad-key'].text.otherwise(), [...path, 'otherwise'], 'key');
  }
  if (spec.const !== undefined && spec.transform !== undefined) {
    report('bad-key', FAULT_MESSAGES['bad-key'].text.constTransform(), [...path, 'transform'], 'key');
  }
  parseTransforms(spec.transform, [...path, 'transform'], report);
}

function checkLookup(spec: FieldSpecObject, path: MappingPath, report: ReportProblem): void {
  const { lookup, by } = spec;
  if (lookup !== undefined && !LOOKUP_DESCRIPTIONS.has(lookup)) {
    const names = [...LOOKUP_DESCRIPTIONS.keys()];
    const suggestion = didYouMean(lookup, names);
    const { text } = FAULT_MESSAGES['unknown-lookup'];
    const message = suggestion === '' ? text.listed(lookup, listed(names, 20)) : text.suggested(lookup, suggestion);
    report('unknown-lookup', message, [...path, 'lookup']);
  }
  if (lookup === 'customer' && by === undefined) {
    report('missing-key', FAULT_MESSAGES['missing-key'].text.by(CUSTOMER_KEYS.join(', ')), [...path, 'lookup']);
  }
  if (by === undefined) return;
  if (lookup !== 'customer') report('bad-key', FAULT_MESSAGES['bad-key'].text.by(), [...path, 'by'], 'key');
  else if (!(CUSTOMER_KEYS as readonly string[]).includes(by)) {
    report(
      'bad-value',
      FAULT_MESSAGES['bad-value'].text.customerKey(CUSTOMER_KEYS.join(', '), by, didYouMean(by, CUSTOMER_KEYS)),
      [...path, 'by'],
    );
  }
}
