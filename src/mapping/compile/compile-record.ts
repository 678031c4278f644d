import type { Payload, Target, TargetField } from '../../targets/target.ts';
import type { Problem } from '../mapped-row.ts';
import type { CompileContext } from './compile-context.ts';
import { compileField } from './compile-field.ts';
import { endpointRules, type MissingReason } from './endpoint-rules.ts';
import { parentOf } from './field-conversion.ts';
import type { FieldPlan } from './field-plan.ts';
import { type MappingState, type RowStep, runInSequence } from './row-state.ts';
import { whyMissing } from './why-missing.ts';

/** A record of one target, compiled: its fields, and what is done once all of them are known. */
export interface RecordPlan {
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
