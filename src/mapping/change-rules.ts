import type { CustomFieldDefinition } from '../api/index.ts';
import type { Target } from '../targets/index.ts';
import { CustomFieldIndex } from './custom/custom-field-index.ts';
import { FAULT_MESSAGES } from './fault-messages.ts';
import { type FieldSpec, type LoadedMapping, longForm, type Mapping, type MergeRule } from './mapping-schema.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from './mapping-sections.ts';
import { ValueError } from './value-error.ts';
import type { MappingPath } from './yaml-positions.ts';

const { text: BAD_KEY } = FAULT_MESSAGES['bad-key'];
const { text: BAD_VALUE } = FAULT_MESSAGES['bad-value'];

/** The one target of customers that creates none. */
const UPDATE_TARGET = 'customer-update';
/** The targets whose records are compared with those in the CRM. */
const CHANGE_TARGETS: readonly string[] = ['customer', UPDATE_TARGET];
/** Parameters that say which customer is meant, or how it is sent. */
const NO_CELLS: readonly string[] = ['id', 'upset_ex_field_str'];
/** Texts that hold several lines, or several values joined by comma. */
const APPENDABLE_TEXTS: readonly string[] = ['remark', 'visitorids'];

/** Which rows are written: those without a customer in the CRM, those with one, or both. */
export type ChangeMode = NonNullable<Mapping['mode']>;

/** Which rows a mapping writes, and how their values are combined with those of existing customers. */
export interface ChangeRules {
  readonly mode: ChangeMode;
  /** Rules other than `overwrite`, by wire names, and of custom fields by their names in the mapping. */
  readonly merge: ReadonlyMap<string, MergeRule>;
  /** There are no such rules: rows can be sent without knowing what the CRM has. */
  readonly isDefault: boolean;
}

/** The rules of a mapping. `mode` is the choice that overrides the mapping's own. */
export function changeRulesOf({ content, target }: LoadedMapping, mode = content.mode): ChangeRules {
  const merge = new Map([...mergesOf(content.fields), ...mergesOf(content.custom)]);
  const isDefault = (mode ?? 'upsert') === 'upsert' && merge.size === 0;
  return { mode: target.name === UPDATE_TARGET ? 'update' : (mode ?? 'upsert'), merge, isDefault };
}

/** Does a merge rule depend on what the record has? */
export function needsBefore(rule: MergeRule | undefined): boolean {
  return rule === 'fill' || rule === 'append';
}

/** The rules other than `overwrite` by cell: a wire name, or `custom:<field id>`. Custom fields that do not exist are left out. */
export function mergeRules(
  { content }: Pick<LoadedMapping, 'content'>,
  definitions: readonly CustomFieldDefinition[],
): ReadonlyMap<string, MergeRule> {
  const index = new CustomFieldIndex(definitions);
  const ofCustom = mergesOf(content.custom).flatMap(([name, rule]) => {
    const field = index.find(name);
    return field instanceof ValueError ? [] : [[`custom:${field.field_id}`, rule] as const];
  });
  return new Map([...mergesOf(content.fields), ...ofCustom]);
}

function mergesOf(fields: Mapping['fields'] = {}): (readonly [string, MergeRule])[] {
  return Object.entries(fields).flatMap(([name, spec]) => {
    const { merge = 'overwrite' } = longForm(spec);
    return merge === 'overwrite' ? [] : [[name, merge] as const];
  });
}

/** Can a mapping of the target have `mode` and `merge`? */
export function hasChangeRules({ name }: Pick<Target, 'name'>): boolean {
  return CHANGE_TARGETS.includes(name);
}

/** Can rows of the target be written in this mode? */
export function acceptsMode(target: Pick<Target, 'name'>, mode: ChangeMode): boolean {
  return hasChangeRules(target) && !(target.name === UPDATE_TARGET && mode === 'create');
}

/** Checks `mode` and every `merge`, as far as possible without the tenant's custom fields. */
export function checkChangeRules(
  content: Mapping,
  target: Target,
  report: (code: string, message: string, path: MappingPath, what?: 'key' | 'value') => void,
): void {
  const { mode } = content;
  if (mode !== undefined && !hasChangeRules(target)) report('bad-key', BAD_KEY.onlyCustomers('mode'), ['mode'], 'key');
  else if (mode !== undefined && !acceptsMode(target, mode)) {
    report('bad-value', BAD_VALUE.createsNone(target.name), ['mode']);
  }
  const specs: (readonly [MappingPath, FieldSpec])[] = [
    ...Object.entries(content.fields ?? {}).map(([name, spec]) => [['fields', name], spec] as const),
    ...Object.entries(content.custom ?? {}).map(([name, spec]) => [['custom', name], spec] as const),
  ];
  for (const [path, spec] of specs) {
    const { merge } = longForm(spec);
    if (merge === undefined) continue;
    const name = String(path.at(-1));
    if (!hasChangeRules(target)) report('bad-key', BAD_KEY.onlyCustomers('merge'), [...path, 'merge'], 'key');
    else if (path[0] === 'fields')
      checkMerge(target, name, merge, (code, message) => report(code, message, [...path, 'merge']));
  }
  for (const section of FOLLOW_UP_SECTIONS) {
    for (const { spec, path } of followUpFields(content, section)) {
      if (longForm(spec).merge === undefined) continue;
      report('bad-key', BAD_KEY.sectionMerge(section.section), [...path, 'merge'], 'key');
    }
  }
}

function checkMerge(
  target: Target,
  name: string,
  merge: MergeRule,
  report: (code: string, message: string) => void,
): void {
  if (NO_CELLS.includes(name)) report('bad-key', BAD_KEY.noCell(name));
  else if (merge === 'append' && !isAppendable(target, name)) {
    const appendable = Object.keys(target.fields).filter((field) => isAppendable(target, field));
    report('bad-value', BAD_VALUE.cannotAppend(name, appendable.join(', ')));
  }
}

function isAppendable({ fields }: Target, name: string): boolean {
  const field = fields[name];
  // That a field is unknown is reported already.
  return field === undefined || field.type === 'texts' || APPENDABLE_TEXTS.includes(name);
}
