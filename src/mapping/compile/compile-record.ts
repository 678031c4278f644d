import type { Endpoint } from '../../api/index.ts';
import { cellText, type Row } from '../../files/index.ts';
import { type Payload, type Target, type TargetField, targets } from '../../targets/index.ts';
import { t, translated } from '../../words/index.ts';
import { fold } from '../fold.ts';
import { type MappingState, type Problem, type RowStep, runInSequence } from '../mapped-row.ts';
import { longForm } from '../mapping-schema.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from '../mapping-sections.ts';
import { listed, shorten } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import { nullTexts } from './clean-cells.ts';
import type { CompileContext, FieldPlan } from './compile-context.ts';
import { compileField, parentOf } from './compile-field.ts';

/** A compiled record of one target: its fields, and what is done once all of them are known. */
interface RecordPlan {
  readonly fill: RowStep;
  /** Fills in names beside ids and defaults, checks required fields and rules over several fields, then nests lists as on the wire. */
  finish(state: MappingState): void;
}

/** Compiles the fields of one target. `given` is a field that the caller fills in later: the customer's id of a follow-up request. */
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
  // Required names: the customer is looked up by its id to learn them.
  const needed = names.filter(({ name }) => target.fields[name]?.required);
  const steps: RowStep[] = [];
  for (const plan of parentsFirst(plans)) {
    const step = await compileField(context, plan, { named: needed.some(({ nameOf }) => nameOf === plan.name) });
    if (step !== undefined) steps.push(step);
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
  const reportMissing = (state: MappingState, field: string, reason: MissingReason): void => {
    const shown = shownName(field);
    if (state.problems.some((problem) => problem.field === shown)) return;
    const plan = planOf(field);
    const message = missingMessage(context, state.row, plan, reason);
    state.problems.push({ code: 'required', message, field: shown, ...columnOf(plan) });
  };

  return {
    fill: runInSequence([...steps, ...(options.more ?? [])]),
    finish(state) {
      const { payload } = state;
      for (const { name, nameOf } of names) {
        const found = state.names?.get(nameOf);
        if (found !== undefined) payload[name] = found;
      }
      for (const { name, value } of defaults) payload[name] ??= value;
      for (const [name, field] of required) {
        if (isFilled(payload[name], field)) continue;
        const missingField = payload[name] === undefined && !mapped.has(name) ? (field.nameOf ?? name) : name;
        if (missingField !== name && state.problems.some((problem) => problem.field === shownName(missingField)))
          continue;
        reportMissing(state, name, { needed: REQUIRED.field(named(target, name)), blank: REQUIRED.blank });
      }
      for (const rule of rules) {
        const violation = rule(payload);
        if (violation !== undefined) reportMissing(state, violation.field, violation);
      }
      for (const { list, members } of lists) nest(payload, list, members);
    },
  };
}

/** A field's name in messages: its label, then its wire name. */
function named({ fields }: Target, name: string): string {
  const label = fields[name]?.label;
  return label === undefined || label === name ? name : `${translated(label)} (${name})`;
}

/** The first name that a field has for a code; the code where it has none. */
function codeName(field: TargetField | undefined, code: string | number): string {
  return Object.entries(field?.values ?? {}).find(([, value]) => value === code)?.[0] ?? String(code);
}

function isFilled(value: unknown, field: TargetField): boolean {
  if (value === undefined) return false;
  return value !== '' || field.type !== 'text';
}

/** Sorts parents before the fields that are looked up within them. */
function parentsFirst(plans: readonly FieldPlan[]): FieldPlan[] {
  const sorted: FieldPlan[] = [];
  const add = (plan: FieldPlan, below: readonly FieldPlan[]): void => {
    if (sorted.includes(plan) || below.includes(plan)) return;
    const parent = parentOf(plan);
    const above = plans.find((other) => other.name === parent);
    if (above !== undefined) add(above, [...below, plan]);
    sorted.push(plan);
  };
  for (const plan of plans) add(plan, []);
  return sorted;
}

function nestedLists(target: Target): { list: string; members: string[] }[] {
  const lists = new Map<string, string[]>();
  for (const [name, { memberOf }] of Object.entries(target.fields)) {
    if (memberOf !== undefined) lists.set(memberOf, [...(lists.get(memberOf) ?? []), name]);
  }
  return [...lists].map(([list, members]) => ({ list, members }));
}

/** Moves the members of a nested list, which are mapped flat, into its only entry, as on the wire. */
function nest(payload: Payload, list: string, members: readonly string[]): void {
  const entry: Payload = {};
  for (const member of members) {
    if (payload[member] === undefined) continue;
    entry[member] = payload[member];
    delete payload[member];
  }
  payload[list] = [entry];
}

/** A compiled follow-up request for the customer of a row. */
export interface FollowUpPlan {
  readonly target: string;
  readonly fill: RowStep;
  /** Whether the row has any value for this request. */
  isWanted(state: MappingState): boolean;
  finish(state: MappingState): void;
}

/** Compiles `tags:`, `stage:`, `follow-up:` and `blacklist:`. */
export async function compileFollowUps(context: CompileContext): Promise<FollowUpPlan[]> {
  const followUps: FollowUpPlan[] = [];
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
          // These requests cannot clear anything, and a row without a value for one is to send none.
          spec: { ...long, blank: 'omit', ...(lookup !== undefined && { lookup }) },
          path,
        },
      ];
    });
    const hasColumns = plans.some(({ spec }) => spec.const === undefined);
    const record = await compileRecord(context, target, plans, {
      section: section.section,
      ...(target.idField === undefined ? {} : { given: target.idField }),
    });
    followUps.push({
      target: target.name,
      fill: record.fill,
      isWanted: ({ payload, fromRow }) =>
        section.anyOf === undefined
          ? fromRow || !hasColumns
          : section.anyOf.some((name) => payload[name] !== undefined),
      finish: record.finish,
    });
  }
  return followUps;
}

/** Why a field is needed, and the message where it is blank. */
interface MissingReason {
  readonly needed: string;
  blank(needed: string): string;
}

const REQUIRED = VALUE_MESSAGES.required.text;

/** A rule over several fields; returns the missing field and why it is needed, or nothing. */
type PayloadRule = (payload: Payload) => ({ readonly field: string } & MissingReason) | undefined;

/** What the messages of rules need to know about a mapping. */
interface RuleContext {
  /** A field that is filled in later. */
  readonly given: string | undefined;
  isMapped(field: string): boolean;
  /** A field's name for people. */
  named(field: string): string;
  /** A code's name for people. */
  nameOf(field: string, code: string | number): string;
}

/** The rules of an endpoint that its request schema cannot express. */
function endpointRules(endpoint: Endpoint, { given, isMapped, named, nameOf }: RuleContext): PayloadRule[] {
  const conditional = (endpoint.requiredWhen ?? []).map(
    ({ field, equals, requires }): PayloadRule =>
      (payload) =>
        payload[field] === equals && isBlank(payload[requires])
          ? {
              field: requires,
              needed: REQUIRED.when(named(requires), named(field), nameOf(field, equals)),
              blank: REQUIRED.blank,
            }
          : undefined,
  );
  const alternatives = (endpoint.atLeastOneOf ?? [])
    .filter((group) => given === undefined || !group.includes(given))
    .map(
      (group): PayloadRule =>
        (payload) =>
          group.every((field) => isBlank(payload[field])) ? missingOfGroup(group, group.filter(isMapped)) : undefined,
    );
  return [...conditional, ...alternatives];
}

/** Where only one field of the group is mapped, as in most mappings, the problem belongs to that field. */
function missingOfGroup(group: readonly string[], [field, ...others]: readonly string[]): ReturnType<PayloadRule> {
  const needed = REQUIRED.oneOf(group);
  if (field === undefined || others.length > 0)
    return { field: field ?? group[0] ?? '', needed, blank: REQUIRED.allBlank };
  return { field, needed, blank: REQUIRED.blank };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Explains why a needed field has no value: its cells are blank, or the mapping leaves out what they contain. */
function missingMessage(context: CompileContext, row: Row, plan: FieldPlan | undefined, reason: MissingReason): string {
  const { needed } = reason;
  const { columns, mapping } = context;
  const nulls = nullTexts(mapping.content);
  const cells = [plan?.spec.column ?? []]
    .flat()
    .flatMap((name) => columns.find(name)[0] ?? [])
    .map((index) => row.cells[index] ?? '')
    .filter((cell) => cellText(cell).trim() !== '');
  if (plan === undefined || cells.length === 0) return reason.blank(needed);
  const shown = listed(
    cells.map((cell) => `"${shorten(cellText(cell))}"`),
    3,
  );
  if (nulls !== undefined && cells.every((cell) => nulls.blanked(cell) === '')) {
    return REQUIRED.nulls(needed, shown);
  }
  const { values, otherwise } = plan.spec;
  const path = plan.path.join('.');
  if (values === undefined) return REQUIRED.notSent(needed, shown, path);
  const leftOut = new Set(Object.entries(values).flatMap(([text, value]) => (value === null ? [fold(text)] : [])));
  const cause =
    otherwise === undefined || cells.some((cell) => leftOut.has(fold(cellText(cell))))
      ? t`its value is null`
      : t`otherwise is ${otherwise ?? 'null'}`;
  return REQUIRED.leftOut(needed, shown, path, cause);
}
