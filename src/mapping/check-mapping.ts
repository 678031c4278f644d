import { targets } from '../targets/index.ts';
import type { Target } from '../targets/target.ts';
import { didYouMean } from '../words/nearest.ts';
import { checkField, checkSpec, type ReportProblem } from './check-fields.ts';
import { compileWireValue } from './compile/wire-value.ts';
import { longForm } from './field-spec.ts';
import type { Mapping } from './mapping-schema.ts';
import { listed } from './refusal.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from './steps.ts';

/** Checks all that a mapping says by itself: its target, its fields and what they need. */
export function checkMapping(content: Mapping, report: ReportProblem): Target | undefined {
  const target = targets.get(content.target);
  if (target === undefined) {
    const names = [...targets.keys()];
    const suggestion = didYouMean(content.target, names);
    const known = suggestion === '' ? ` There are ${listed(names, 20)}.` : suggestion;
    report('unknown-target', `There is no target "${content.target}".${known}`, ['target']);
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
  checkSteps(content, target, report);
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
    const message = `Target ${target.name} requires ${field.label} (${name}), which is not mapped. Add to ${section}: ${name}: <column>`;
    report('field-required', message, [section], 'key');
  }
  for (const group of target.endpoint.atLeastOneOf ?? []) {
    if (given !== undefined && group.includes(given)) continue;
    if (group.some((name) => mapped.has(name))) continue;
    report('field-required', `Target ${target.name} needs at least one of ${group.join(', ')}.`, [section], 'key');
  }
}

/** A constant that makes another field required: every row would be rejected for that. */
function checkConditions(target: Target, content: Mapping, mapped: ReadonlySet<string>, report: ReportProblem): void {
  for (const { field: name, equals, requires } of target.endpoint.requiredWhen ?? []) {
    const spec = content.fields?.[name];
    const field = target.fields[name];
    if (spec === undefined || field === undefined || typeof spec === 'string' || mapped.has(requires)) continue;
    if (spec.const === undefined || compileWireValue(field)(String(spec.const)) !== equals) continue;
    const message = `${requires} is required when ${name} is ${spec.const}, and it is not mapped. Add to fields: ${requires}: <column>`;
    report('field-required', message, ['fields', name, 'const']);
  }
}

function checkKey(content: Mapping, mapped: ReadonlySet<string>, report: ReportProblem): void {
  if (typeof content.key !== 'string' || mapped.has(content.key)) return;
  const suggestion = didYouMean(content.key, mapped);
  const advice =
    suggestion === '' ? ' Name a mapped field, or write { column: … } for a column that is not sent.' : suggestion;
  report('unknown-field', `The key "${content.key}" is no field that is mapped.${advice}`, ['key']);
}

function checkIdentifiers(content: Mapping, target: Target, report: ReportProblem): void {
  for (const [index, name] of (content.identifiedBy ?? []).entries()) {
    if (target.fields[name] !== undefined) continue;
    const suggestion = didYouMean(name, Object.keys(target.fields));
    report('unknown-field', `Target ${target.name} has no field "${name}".${suggestion}`, ['identifiedBy', index]);
  }
}

function checkCustom(content: Mapping, target: Target, report: ReportProblem): void {
  if (content.custom === undefined) return;
  if (target.custom === undefined) {
    report('bad-key', `Target ${target.name} has no custom fields.`, ['custom'], 'key');
    return;
  }
  for (const [name, given] of Object.entries(content.custom)) {
    const spec = longForm(given);
    const path = ['custom', name];
    checkSpec(spec, path, report);
    for (const key of ['lookup', 'by', 'within'] as const) {
      if (spec[key] === undefined) continue;
      report('bad-key', `Options of custom fields are found by their names without "${key}".`, [...path, key], 'key');
    }
  }
}

function checkSteps(content: Mapping, target: Target, report: ReportProblem): void {
  for (const section of FOLLOW_UP_SECTIONS) {
    if (content[section.section] === undefined) continue;
    if (target.followUps === undefined) {
      report(
        'bad-key',
        `"${section.section}" goes with targets customer and customer-update; for rows that only do this there is target ${section.target}.`,
        [section.section],
        'key',
      );
      continue;
    }
    const stepTarget = targets.get(section.target);
    if (stepTarget === undefined) continue;
    const fields = followUpFields(content, section);
    const mapped = new Set(fields.map(({ name }) => name));
    for (const field of fields) {
      if (field.name === stepTarget.idField) {
        report(
          'bad-key',
          `"${field.name}" is filled in with the id of the customer that the row saved.`,
          field.path,
          'key',
        );
      } else checkField(stepTarget, field, mapped, report);
    }
    checkRequired(stepTarget, mapped, report, stepTarget.idField, section.section);
  }
}
