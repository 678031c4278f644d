import type { Target } from '../targets/target.ts';
import { didYouMean } from '../words/nearest.ts';
import { type FieldSpec, type FieldSpecObject, longForm } from './field-spec.ts';
import { CUSTOMER_KEYS, LOOKUP_DESCRIPTIONS } from './lookups/index.ts';
import { listed } from './refusal.ts';
import { parseTransforms } from './transforms/parse-transforms.ts';
import type { MappingPath } from './yaml-places.ts';

/** Notes a fault of the mapping. */
export type ReportProblem = (code: string, message: string, path: MappingPath, what?: 'key' | 'value') => void;

/** A field of a target, or a custom field, as a mapping writes it. */
export interface WrittenField {
  readonly name: string;
  readonly spec: FieldSpec;
  readonly path: MappingPath;
}

/** Checks a field's name and what is done to it, as far as that can be without a spreadsheet and a tenant. */
export function checkField(
  target: Target,
  written: WrittenField,
  mapped: ReadonlySet<string>,
  report: ReportProblem,
): void {
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
export function checkSpec(spec: FieldSpecObject, path: MappingPath, report: ReportProblem): void {
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
