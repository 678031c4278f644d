import { type Target, targets } from '../targets/index.ts';
import { didYouMean } from '../words/index.ts';
import { compileWireValue } from './compile/wire-value.ts';
import { CUSTOMER_KEYS, LOOKUP_DESCRIPTIONS } from './lookups/create-lookups.ts';
import { type FieldSpec, type FieldSpecObject, longForm, type Mapping } from './mapping-schema.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from './mapping-sections.ts';
import { parseTransforms } from './transforms/index.ts';
import { listed } from './value-error.ts';
import type { MappingPath } from './yaml-positions.ts';

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

/** Notes a fault of the mapping. */
type ReportProblem = (code: string, message: string, path: MappingPath, what?: 'key' | 'value') => void;

/** A field of a target, or a custom field, as a mapping writes it. */
interface WrittenField {
  readonly name: string;
  readonly spec: FieldSpec;
  readonly path: MappingPath;
}

/** Checks a field's name and what is done to it, as far as that can be without a spreadsheet and a tenant. */
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
    report('bad-key', '"path" is for cascades among the custom fields.', [...path, 'path'], 'key');
  }
  if (
    spec.lookup !== undefined &&
    field.lookup !== undefined &&
    spec.lookup !== field.lookup &&
    LOOKUP_DESCRIPTIONS.has(spec.lookup)
  ) {
    report('wrong-lookup', `${field.label} (${name}) takes what lookup: ${field.lookup} finds, not ${spec.lookup}.`, [
      ...path,
      'lookup',
    ]);
  }
  if (spec.lookup !== undefined && field.type === 'code') {
    report(
      'wrong-lookup',
      `${field.label} (${name}) takes one of ${listed(Object.keys(field.values ?? {}))}, which need no lookup.`,
      [...path, 'lookup'],
      'key',
    );
  }
  if (spec.within !== undefined && !mapped.has(spec.within)) {
    const suggestion = didYouMean(spec.within, mapped);
    report('unknown-field', `"within" names a field that is not mapped: "${spec.within}".${suggestion}`, [
      ...path,
      'within',
    ]);
  }
  if (spec.lookup === 'area' && !mapped.has(spec.within ?? field.within ?? '')) {
    report('parent-missing', 'An area is looked up within its city: map cityid too.', [...path, 'lookup']);
  }
}

function unknownField(target: Target, name: string): string {
  if (target.custom?.member === name) {
    return `Custom fields are written under "custom:", each by its name, and not as "${name}".`;
  }
  const nested = Object.entries(target.fields).filter(([, field]) => field.memberOf === name);
  if (nested.length > 0)
    return `The members of ${name} are written by themselves: ${nested.map(([member]) => member).join(', ')}.`;
  const names = Object.keys(target.fields);
  const byLabel = Object.entries(target.fields).find(([, field]) =>
    [field.label, ...(field.aliases ?? [])].some((alias) => alias.toLowerCase() === name.toLowerCase()),
  );
  const suggestion = byLabel === undefined ? didYouMean(name, names) : ` Did you mean "${byLabel[0]}"?`;
  return `Target ${target.name} has no field "${name}".${suggestion === '' ? ` It has ${listed(names, 40)}.` : suggestion}`;
}

/** What holds for every spec, that of a custom field too. */
function checkSpec(spec: FieldSpecObject, path: MappingPath, report: ReportProblem): void {
  const sources = (['column', 'const', 'expr'] as const).filter((key) => spec[key] !== undefined);
  if (sources.length === 0) {
    report(
      'no-source',
      `"${path.at(-1)}" says not where its value comes from: write column, const or expr.`,
      path,
      'key',
    );
  } else if (sources.length > 1) {
    report(
      'two-sources',
      `"${path.at(-1)}" takes its value from ${sources.join(' and ')}; one of them must go.`,
      path,
      'key',
    );
  }
  if (spec.otherwise !== undefined && spec.values === undefined) {
    report(
      'bad-key',
      '"otherwise" says what becomes of texts that "values" does not list; there is no "values" here.',
      [...path, 'otherwise'],
      'key',
    );
  }
  if (spec.const !== undefined && spec.transform !== undefined) {
    report('bad-key', 'A constant needs no transform: write it as it shall be.', [...path, 'transform'], 'key');
  }
  parseTransforms(spec.transform, [...path, 'transform'], report);
}

function checkLookup(spec: FieldSpecObject, path: MappingPath, report: ReportProblem): void {
  const { lookup, by } = spec;
  if (lookup !== undefined && !LOOKUP_DESCRIPTIONS.has(lookup)) {
    const names = [...LOOKUP_DESCRIPTIONS.keys()];
    const suggestion = didYouMean(lookup, names);
    report(
      'unknown-lookup',
      `There is no lookup "${lookup}".${suggestion === '' ? ` There are ${listed(names, 20)}.` : suggestion}`,
      [...path, 'lookup'],
    );
  }
  if (lookup === 'customer' && by === undefined) {
    report('missing-key', `lookup: customer needs "by", one of ${CUSTOMER_KEYS.join(', ')}.`, [...path, 'lookup']);
  }
  if (by === undefined) return;
  if (lookup !== 'customer') report('bad-key', '"by" goes with lookup: customer only.', [...path, 'by'], 'key');
  else if (!(CUSTOMER_KEYS as readonly string[]).includes(by)) {
    report(
      'bad-value',
      `A customer is found by ${CUSTOMER_KEYS.join(', ')}, not by "${by}".${didYouMean(by, CUSTOMER_KEYS)}`,
      [...path, 'by'],
    );
  }
}
