import type { Row } from '../../files/index.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import { shorten } from '../value-error.ts';
import type { MappingPath } from '../yaml-positions.ts';
import { cleanFreeText, type NullTexts, nullTexts } from './clean-cells.ts';
import type { ColumnContext } from './compile-context.ts';
import type { SourceCell } from './field-value.ts';

/** A compiled JSONata expression over the columns of a row. */
export interface RowExpression {
  /** Its value for a row, as JSONata returns it, or why it has none. */
  evaluate(row: Row): Promise<unknown>;
  /** The cells that it names, for messages. */
  cellsOf(row: Row): readonly SourceCell[];
}

/** Why an expression has no value for a row. */
export class ExpressionFailure {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Bounds on one evaluation, so that no expression can hang a run. */
const EXPRESSION_TIMEOUT_MS = 1_000;
const MAX_STACK_DEPTH = 200;
const MAX_SEQUENCE_LENGTH = 10_000;

/** `$` for the row itself, and wildcards, reach columns that the expression does not name. */
const WHOLE_ROW = /\$(?!\w)|\*/;

/**
 * Compiles a JSONata expression over the row's columns; `undefined` after an error, which has been reported. Its patterns run on
 * RE2, which takes linear time.
 */
export async function compileExpression(
  context: ColumnContext,
  text: string,
  path: MappingPath,
): Promise<RowExpression | undefined> {
  const [{ default: jsonata }, { LinearRegExp }] = await Promise.all([
    import('jsonata'),
    import('./linear-reg-exp.ts'),
  ]);
  const options = {
    timeout: context.settings.exprTimeoutMs ?? EXPRESSION_TIMEOUT_MS,
    stack: MAX_STACK_DEPTH,
    sequence: MAX_SEQUENCE_LENGTH,
    RegexEngine: LinearRegExp as unknown as RegExpConstructor,
  };
  let expression: ReturnType<typeof jsonata>;
  try {
    expression = jsonata(text, options);
  } catch (error) {
    const { message, position } = error as { message: string; position?: number };
    context.report('bad-expression', FAULT_MESSAGES['bad-expression'].text.syntax(message, position), path);
    return undefined;
  }
  const { references } = context.columns;
  const used = columnsOfExpression(expression.ast());
  const unknown = used.filter((name) => !references.has(name));
  for (const name of unknown) {
    context.report(
      'unknown-column',
      FAULT_MESSAGES['unknown-column'].text.inExpression(context.inputPath, name, context.columns.adviceFor(name)),
      path,
    );
  }
  if (unknown.length > 0) return undefined;
  const readsWholeRow = WHOLE_ROW.test(text);
  for (const [name, index] of references) if (readsWholeRow || used.includes(name)) context.uses.add(index);
  const sources = used.map((column) => ({ column, index: references.get(column) ?? -1 }));
  const nulls = nullTexts(context.mapping.content);
  const evaluate = async (row: Row): Promise<unknown> => {
    try {
      return (await expression.evaluate(recordOf(row, references, nulls))) as unknown;
    } catch (error) {
      return new ExpressionFailure(shorten(String((error as Error).message)));
    }
  };
  // One row after the other: evaluated concurrently, rows would use up each other's timeout.
  let last: Promise<unknown> = Promise.resolve();
  return {
    evaluate(row) {
      const result = last.then(() => evaluate(row));
      last = result;
      return result;
    },
    cellsOf: (row) => sources.map(({ column, index }) => ({ column, cell: row.cells[index] })),
  };
}

/** The row as the expression sees it: numbers and booleans of a workbook keep their type, everything else is text. */
function recordOf(
  row: Row,
  references: ReadonlyMap<string, number>,
  nulls: NullTexts | undefined,
): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [name, index] of references) {
    const given = row.cells[index] ?? '';
    const cell = nulls === undefined ? given : nulls.blanked(given);
    const value = typeof cell === 'string' ? cleanFreeText(cell) : (cell.value ?? cell.text);
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return record;
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly [member: string]: unknown;
}

/**
 * The columns that a JSONata expression names: the first steps of its paths, where they start at the row. Later steps and
 * predicates start elsewhere, so they are ignored.
 */
function columnsOfExpression(ast: unknown): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (node.type === 'path' && Array.isArray(node.steps)) {
      const [first] = node.steps as readonly Node[];
      if (first?.type === 'name') found.add(String(first.value));
      else visit(first);
      return;
    }
    if (node.type === 'name' || node.type === 'lambda' || node.type === 'transform') return;
    if (node.type === 'apply') {
      visit(node['lhs']);
      visit(node['rhs']);
      return;
    }
    for (const [member, inner] of Object.entries(node)) {
      if (member !== 'predicate' && member !== 'stages' && member !== 'group') visit(inner);
    }
  };
  visit(ast);
  return [...found];
}
