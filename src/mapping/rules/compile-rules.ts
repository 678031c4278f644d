import { type Cell, cellText, type Row } from '../../files/index.ts';
import { cleanFreeText, nullTexts } from '../compile/clean-cells.ts';
import type { ColumnContext } from '../compile/compile-context.ts';
import { compileExpression, ExpressionFailure, type RowExpression } from '../compile/expression.ts';
import { findColumn } from '../compile/value-source.ts';
import type { MappingState, Problem, RowStep, UniqueValue } from '../mapped-row.ts';
import { longForm } from '../mapping-schema.ts';
import { shorten, type ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import type { RuleSpec } from './rule-schema.ts';
import { compileValueChecks, type ValueCheck } from './value-rules.ts';

/** A rule that no two rows may have the same value. Whoever reads the whole file enforces it. */
export interface UniqueRule {
  /** The field whose values are unique; undefined for a rule of a column. */
  readonly field: string | undefined;
  /** The columns of the value as problems name them; blank for a value that comes from none. */
  readonly column: string;
  /** No other record of the tenant may have the value either. */
  readonly inMirror: boolean;
  /** What would be right, in the mapping's words. */
  readonly message: string | undefined;
  readonly level: RuleLevel;
}

/** What becomes of a row that breaks a rule. */
export type RuleLevel = NonNullable<RuleSpec['level']>;

/** The compiled rules of a mapping. */
export interface CompiledRules {
  /** Checks a row whose fields are filled: adds its problems, its warnings and its unique values. Undefined without rules. */
  readonly check: RowStep | undefined;
  readonly unique: readonly UniqueRule[];
}

/** Compiles `rules:`. `customIds`: the ids of the mapped custom fields by their names in the mapping. */
export async function compileRules(
  context: ColumnContext,
  customIds: ReadonlyMap<string, string>,
): Promise<CompiledRules> {
  const unique: UniqueRule[] = [];
  const compiled: CompiledRule[] = [];
  for (const [index, rule] of (context.mapping.content.rules ?? []).entries()) {
    const path = ['rules', index];
    const subject = subjectOf(context, rule, [...path, 'column'], customIds);
    const checks = await compileValueChecks(context, rule, path);
    const condition = rule['required-if'];
    const requiredIf =
      condition === undefined ? undefined : await compileExpression(context, condition, [...path, 'required-if']);
    if (subject === undefined) continue;
    const { level = 'reject', message } = rule;
    const isUnique = rule.unique !== undefined;
    if (isUnique) {
      const { field, column } = subject;
      unique.push({ field, column, inMirror: rule.unique === 'mirror', message, level });
    }
    compiled.push({ rule, subject, checks, requiredIf, uniqueAs: isUnique ? unique.length - 1 : undefined });
  }
  return { unique, check: compiled.length === 0 ? undefined : (state) => checkAll(compiled, state) };
}

/** What a rule is about. */
interface RuleSubject {
  readonly field: string | undefined;
  /** The columns as problems name them; blank if there is none. */
  readonly column: string;
  /** The values that are checked; blank ones are left out. */
  valuesOf(state: MappingState): readonly Cell[];
  /** What the file has, for messages. */
  textOf(row: Row): string;
}

interface CompiledRule {
  readonly rule: RuleSpec;
  readonly subject: RuleSubject;
  readonly checks: readonly ValueCheck[];
  readonly requiredIf: RowExpression | undefined;
  /** Its number among the unique rules. */
  readonly uniqueAs: number | undefined;
}

function subjectOf(
  context: ColumnContext,
  rule: RuleSpec,
  columnPath: readonly (string | number)[],
  customIds: ReadonlyMap<string, string>,
): RuleSubject | undefined {
  if (rule.column !== undefined) return columnSubject(context, rule.column, columnPath);
  return rule.field === undefined ? undefined : fieldSubject(context, rule.field, customIds);
}

function columnSubject(
  context: ColumnContext,
  name: string,
  path: readonly (string | number)[],
): RuleSubject | undefined {
  const index = findColumn(context, name, path);
  if (index === undefined) return undefined;
  const nulls = nullTexts(context.mapping.content);
  return {
    field: undefined,
    column: context.columns.header[index] ?? name,
    valuesOf({ row }) {
      const cell = row.cells[index] ?? '';
      const cleaned = typeof cell === 'string' ? cleanFreeText(cell) : cell.text.trim() === '' ? '' : cell;
      const kept = nulls === undefined ? cleaned : nulls.blanked(cleaned);
      return kept === '' ? NO_VALUES : [kept];
    },
    textOf: (row) => cellText(row.cells[index]),
  };
}

/** The subject of a rule of a field. A custom field whose id is not known is not sent, and needs no check. */
function fieldSubject(
  { mapping: { content }, columns }: ColumnContext,
  field: string,
  customIds: ReadonlyMap<string, string>,
): RuleSubject | undefined {
  const isOwn = content.fields !== undefined && Object.hasOwn(content.fields, field);
  const spec = isOwn ? content.fields?.[field] : content.custom?.[field];
  const customId = isOwn ? undefined : customIds.get(field);
  if (spec === undefined || (!isOwn && customId === undefined)) return undefined;
  const indexes = [longForm(spec).column ?? []].flat().flatMap((name) => columns.find(name)[0] ?? []);
  const start = `{"fieldid":${JSON.stringify(customId)},`;
  return {
    field,
    column: indexes.map((index) => columns.header[index] ?? '').join(', '),
    valuesOf({ payload, custom }) {
      if (isOwn) return textsOf(payload[field]);
      const entry = custom.find((json) => json.startsWith(start));
      return entry === undefined ? NO_VALUES : textsOf((JSON.parse(entry) as { field_value: unknown }).field_value);
    },
    textOf: (row) => indexes.map((index) => cellText(row.cells[index])).find((text) => text.trim() !== '') ?? '',
  };
}

const NO_VALUES: readonly Cell[] = [];

function textsOf(value: unknown): readonly Cell[] {
  if (value === undefined || value === null) return NO_VALUES;
  const values = Array.isArray(value) ? value.map(itemText) : [String(value)];
  return values.filter((text) => text !== '');
}

/** An item of a list; those that have an id and a name are their ids. */
function itemText(item: unknown): string {
  return String(typeof item === 'object' && item !== null && 'id' in item ? item.id : item);
}

/** Checks rule after rule, waiting only for expressions. */
function checkAll(rules: readonly CompiledRule[], state: MappingState): ReturnType<RowStep> {
  let pending: Promise<void> | undefined;
  for (const rule of rules) {
    const values = rule.subject.valuesOf(state);
    if (values.length > 0) checkValues(rule, values, state);
    else if (rule.requiredIf !== undefined && isBlank(rule.subject, state)) {
      const { requiredIf } = rule;
      const before = pending ?? Promise.resolve();
      pending = before.then(() => checkRequired(rule, requiredIf, state));
    }
  }
  return pending;
}

/** Is a missing value blank in the file? One that could not be mapped is reported already, and one may be there that is not sent. */
function isBlank({ field, textOf }: RuleSubject, { row, whole, problems }: MappingState): boolean {
  if (whole !== row && textOf(whole).trim() !== '') return false;
  return field === undefined || !problems.some((problem) => problem.field === field);
}

function checkValues(
  { rule, subject, checks, uniqueAs }: CompiledRule,
  values: readonly Cell[],
  state: MappingState,
): void {
  for (const value of values) {
    for (const check of checks) {
      const error = check(value);
      if (error === undefined) continue;
      add(state, rule, subject, messageAbout(value, error, rule, subject.textOf(state.row)), error.code);
      break;
    }
  }
  if (uniqueAs === undefined) return;
  state.unique ??= [];
  for (const value of values) state.unique.push(uniqueValue(uniqueAs, subject, cellText(value)));
}

function uniqueValue(rule: number, { field }: RuleSubject, text: string): UniqueValue {
  return { rule, text, ...(field !== undefined && { field }) };
}

async function checkRequired(
  { rule, subject }: CompiledRule,
  requiredIf: RowExpression,
  state: MappingState,
): Promise<void> {
  const value = await requiredIf.evaluate(state.whole);
  if (value === false) return;
  const condition = shorten(rule['required-if'] ?? '');
  if (value === true) {
    const { blank, blankBecause } = VALUE_MESSAGES['rule-required'].text;
    add(
      state,
      rule,
      subject,
      rule.message === undefined ? blankBecause(condition) : blank(rule.message),
      'rule-required',
    );
    return;
  }
  const { failed, noDecision } = VALUE_MESSAGES['rule-failed'].text;
  const text = shorten(
    requiredIf
      .cellsOf(state.whole)
      .map(({ cell }) => cellText(cell))
      .join(', '),
  );
  const message =
    value instanceof ExpressionFailure ? failed(text, condition, value.reason) : noDecision(text, condition);
  add(state, rule, subject, message, 'rule-failed');
}

/** The value as the file has it and, where that differs, as it would be sent; then what is wrong, or what the mapping expects. */
function messageAbout(value: Cell, error: ValueError, { message }: RuleSpec, inFile: string): string {
  const sent = cellText(value);
  const { value: one, sentAs, expected } = VALUE_MESSAGES['rule-match'].text;
  const isSame = inFile.trim() === sent || inFile === '';
  const shown = isSame ? one(shorten(sent)) : sentAs(shorten(inFile), shorten(sent));
  return `${shown} ${message === undefined ? error.predicate : expected(message)}`;
}

function add(
  state: MappingState,
  { level }: RuleSpec,
  { field, column, textOf }: RuleSubject,
  message: string,
  code: string,
): void {
  const value = shorten(textOf(state.row));
  const problem: Problem = {
    code,
    message,
    ...(field !== undefined && { field }),
    ...(column !== '' && { column, value }),
  };
  if (level !== 'warn') state.problems.push(problem);
  else {
    state.warnings ??= [];
    state.warnings.push(problem);
  }
}
