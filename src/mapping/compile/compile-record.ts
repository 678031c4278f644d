import type { Endpoint } from '../../api/index.ts';
import { cellText, type Row } from '../../files/index.ts';
import { type Payload, type Target, type TargetField, targets } from '../../targets/index.ts';
import { fold } from '../fold.ts';
import { type MappingState, type Problem, type RowStep, runInSequence } from '../mapped-row.ts';
import { longForm } from '../mapping-schema.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from '../mapping-sections.ts';
import { listed, shorten } from '../value-error.ts';
import { nullTexts } from './clean-cells.ts';
import type { CompileContext, FieldPlan } from './compile-context.ts';
import { compileField, parentOf } from './compile-field.ts';

/** A record of one target, compiled: its fields, and what is done once all of them are known. */
interface RecordPlan {
  readonly fill: RowStep;
  /** Names beside ids, defaults, what is required, rules over several fields; then the form of the wire. */
  finish(state: MappingState): void;
}

/** Compiles the fields of one target. `given` is a field that the caller fills in later: the customer's id of a step. */
export async function compileRecord(
  context: CompileContext,
  target: Target,
  plans: readonly FieldPlan[],
  options: { readonly given?: string; readonly section?: string; readonly more?: readonly RowStep[] } = {},
): Promise<RecordPlan> {
  const mapped = new Map(plans.map((plan) => [plan.name, plan]));
  const unmapped = Object.entries(target.fields).filter(([name]) => !mapped.has(name));
  const names = unmapped.flatMap(([name, { nameOf }]) =>
    nameOf !== undefined && mapped.has(nameOf) ? [{ name, nameOf }] : [],
  );
  // Names that a record cannot do without: its id is looked up for their sake.
  const needed = names.filter(({ name }) => target.fields[name]?.required);
  const acts: RowStep[] = [];
  for (const plan of parentsFirst(plans)) {
    const act = await compileField(context, plan, { named: needed.some(({ nameOf }) => nameOf === plan.name) });
    if (act !== undefined) acts.push(act);
  }
  const defaults = Object.entries(target.fields).flatMap(([name, field]) =>
    field.default === undefined ? [] : [{ name, value: field.default }],
  );
  const required = Object.entries(target.fields).filter(([name, field]) => field.required && name !== options.given);
  const rules = endpointRules(target.endpoint, {
    given: options.given,
    isMapped: (name) => mapped.has(name),
    named: (name) => named(target, name),
    nameOf: (name, code) => codeName(target.fields[name], code),
  });
  const lists = nestedLists(target);
  const prefix = options.section === undefined ? '' : `${options.section}.`;

  const planOf = (name: string) => mapped.get(name) ?? mapped.get(target.fields[name]?.nameOf ?? '');
  const columnOf = (plan: FieldPlan | undefined): Pick<Problem, 'column'> => {
    const column = plan?.spec.column;
    if (column === undefined) return {};
    return {
      column: [column]
        .flat()
        .map((shown) => context.columns.header[context.columns.find(shown)[0] ?? -1] ?? shown)
        .join(', '),
    };
  };
  const shownName = (name: string): string => mapped.get(name)?.shownName ?? prefix + name;
  const missing = (state: MappingState, field: string, needed: MissingReason): void => {
    const shown = shownName(field);
    if (state.problems.some((problem) => problem.field === shown)) return;
    const plan = planOf(field);
    const message = whyMissing(context, state.row, plan, needed);
    state.problems.push({ code: 'required', message, field: shown, ...columnOf(plan) });
  };

  return {
    fill: runInSequence([...acts, ...(options.more ?? [])]),
    finish(state) {
      const { payload } = state;
      for (const { name, nameOf } of names) {
        const found = state.names?.get(nameOf);
        if (found !== undefined) payload[name] = found;
      }
      for (const { name, value } of defaults) payload[name] ??= value;
      for (const [name, field] of required) {
        if (isFilled(payload[name], field)) continue;
        const blame = payload[name] === undefined && !mapped.has(name) ? (field.nameOf ?? name) : name;
        if (blame !== name && state.problems.some((problem) => problem.field === shownName(blame))) continue;
        missing(state, name, { message: `${named(target, name)} is required`, blank: ' and blank' });
      }
      for (const rule of rules) {
        const broken = rule(payload);
        if (broken !== undefined) missing(state, broken.field, broken);
      }
      for (const { list, members } of lists) nest(payload, list, members);
    },
  };
}

/** A field as messages name it: in words, then as the API spells it. */
function named({ fields }: Target, name: string): string {
  const label = fields[name]?.label;
  return label === undefined || label === name ? name : `${label} (${name})`;
}

/** The first name that a field has for a code; the code where it has none. */
function codeName(field: TargetField | undefined, code: string | number): string {
  return Object.entries(field?.values ?? {}).find(([, value]) => value === code)?.[0] ?? String(code);
}

function isFilled(value: unknown, field: TargetField): boolean {
  if (value === undefined) return false;
  return value !== '' || field.type !== 'text';
}

/** Parents stand before the fields that are looked up within them. */
function parentsFirst(plans: readonly FieldPlan[]): FieldPlan[] {
  const sorted: FieldPlan[] = [];
  const place = (plan: FieldPlan, below: readonly FieldPlan[]): void => {
    if (sorted.includes(plan) || below.includes(plan)) return;
    const parent = parentOf(plan);
    const above = plans.find((other) => other.name === parent);
    if (above !== undefined) place(above, [...below, plan]);
    sorted.push(plan);
  };
  for (const plan of plans) place(plan, []);
  return sorted;
}

function nestedLists(target: Target): { list: string; members: string[] }[] {
  const lists = new Map<string, string[]>();
  for (const [name, { memberOf }] of Object.entries(target.fields)) {
    if (memberOf !== undefined) lists.set(memberOf, [...(lists.get(memberOf) ?? []), name]);
  }
  return [...lists].map(([list, members]) => ({ list, members }));
}

/** Members of a nested list are mapped flat; on the wire they are its one entry. */
function nest(payload: Payload, list: string, members: readonly string[]): void {
  const entry: Payload = {};
  for (const member of members) {
    if (payload[member] === undefined) continue;
    entry[member] = payload[member];
    delete payload[member];
  }
  payload[list] = [entry];
}

/** A further call for the customer of a row, compiled. */
export interface FollowUpPlan {
  readonly target: string;
  readonly fill: RowStep;
  /** Has the row anything for this step? */
  isWanted(state: MappingState): boolean;
  finish(state: MappingState): void;
}

/** Compiles `tags:`, `stage:`, `follow-up:` and `blacklist:`. */
export async function compileFollowUps(context: CompileContext): Promise<FollowUpPlan[]> {
  const steps: FollowUpPlan[] = [];
  for (const section of FOLLOW_UP_SECTIONS) {
    const target = targets.get(section.target);
    const given = followUpFields(context.mapping.content, section);
    if (target === undefined || given.length === 0) continue;
    const plans = given.flatMap(({ name, spec, path, byName }): FieldPlan[] => {
      const field = target.fields[name];
      if (field === undefined) return [];
      const long = longForm(spec);
      const lookup = long.lookup ?? (byName ? field.lookup : undefined);
      return [
        {
          name,
          shownName: path.join('.'),
          field,
          spec: lookup === undefined ? long : { ...long, lookup },
          path,
        },
      ];
    });
    const hasColumns = plans.some(({ spec }) => spec.const === undefined);
    const record = await compileRecord(context, target, plans, {
      section: section.section,
      ...(target.idField === undefined ? {} : { given: target.idField }),
    });
    steps.push({
      target: target.name,
      fill: record.fill,
      isWanted: ({ payload, fromRow }) =>
        section.anyOf === undefined
          ? fromRow || !hasColumns
          : section.anyOf.some((name) => payload[name] !== undefined),
      finish: record.finish,
    });
  }
  return steps;
}

/** What a field is needed for, and how the sentence goes on where it is blank. */
interface MissingReason {
  readonly message: string;
  readonly blank: string;
}

/** A rule over several fields; answers the field that is missing and what it is needed for, or nothing. */
type PayloadRule = (payload: Payload) => ({ readonly field: string } & MissingReason) | undefined;

/** What the messages of rules need to know of a mapping. */
interface RuleContext {
  /** A field that is filled in later. */
  readonly given: string | undefined;
  isMapped(field: string): boolean;
  /** A field as people name it. */
  named(field: string): string;
  /** A code as people name it. */
  nameOf(field: string, code: string | number): string;
}

/** The rules of an endpoint that its request's shape alone cannot hold. */
function endpointRules(endpoint: Endpoint, { given, isMapped, named, nameOf }: RuleContext): PayloadRule[] {
  const conditional = (endpoint.requiredWhen ?? []).map(
    ({ field, equals, requires }): PayloadRule =>
      (payload) =>
        payload[field] === equals && isBlank(payload[requires])
          ? {
              field: requires,
              message: `${named(requires)} is required when ${named(field)} is ${nameOf(field, equals)}`,
              blank: ', and it is blank',
            }
          : undefined,
  );
  const alternatives = (endpoint.atLeastOneOf ?? [])
    .filter((group) => given === undefined || !group.includes(given))
    .map(
      (group): PayloadRule =>
        (payload) =>
          group.every((field) => isBlank(payload[field])) ? blamed(group, group.filter(isMapped)) : undefined,
    );
  return [...conditional, ...alternatives];
}

/** A mapping mostly has one of the group: then that one is blank. */
function blamed(group: readonly string[], [field, ...others]: readonly string[]): ReturnType<PayloadRule> {
  const all = `at least one of ${group.join(', ')} must be filled`;
  if (field === undefined || others.length > 0)
    return { field: field ?? group[0] ?? '', message: all, blank: ', and all are blank' };
  return { field, message: all, blank: ', and it is blank' };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * Says why a field that a record needs has no value: its cells are blank, or the mapping makes nothing of what they hold.
 */
function whyMissing(context: CompileContext, row: Row, plan: FieldPlan | undefined, needed: MissingReason): string {
  const { columns, mapping } = context;
  const nulls = nullTexts(mapping.content);
  const cells = [plan?.spec.column ?? []]
    .flat()
    .flatMap((name) => columns.find(name)[0] ?? [])
    .map((place) => row.cells[place] ?? '')
    .filter((cell) => cellText(cell).trim() !== '');
  if (plan === undefined || cells.length === 0) return needed.message + needed.blank;
  const shown = listed(
    cells.map((cell) => `"${shorten(cellText(cell))}"`),
    3,
  );
  if (nulls !== undefined && cells.every((cell) => nulls.blanked(cell) === '')) {
    return `${needed.message}, and ${shown} counts as blank by the mapping's nulls`;
  }
  const { values, otherwise } = plan.spec;
  const where = plan.path.join('.');
  const dropped = `${needed.message}, and the mapping sends nothing for ${shown}`;
  if (values === undefined) return `${dropped}: correct the cell, or ${where} in the mapping`;
  const nothing = new Set(Object.entries(values).flatMap(([text, value]) => (value === null ? [fold(text)] : [])));
  const why =
    otherwise === undefined || cells.some((cell) => nothing.has(fold(cellText(cell))))
      ? 'its value is null'
      : `otherwise is ${otherwise ?? 'null'}`;
  return `${dropped} (${why}): correct the cell, or say what it becomes under ${where}.values in the mapping`;
}
