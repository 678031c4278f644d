import { type Cell, isErrorColumn, type Row, withoutControls } from '../../files/index.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import type { FieldSpecObject } from '../mapping-schema.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import { shorten, ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import type { MappingPath } from '../yaml-positions.ts';
import { type CleanText, cleanFreeText, type NullTexts, nullTexts } from './clean-cells.ts';
import type { ColumnContext } from './compile-context.ts';
import type { CellValue, SourceCell, ValueSource } from './field-value.ts';

/** How cells are read from the row. */
interface ReadOptions {
  readonly clean: CleanText;
  /** Texts that count as blank. */
  readonly nulls?: NullTexts | undefined;
  readonly keepsSpace: boolean;
  /** Whether to read all columns, not only the first that is not blank. */
  readonly allColumns: boolean;
}

/** Compiles `column:` or `expr:`; `undefined` after an error, which has been reported. */
export async function compileSource(
  context: ColumnContext,
  spec: FieldSpecObject,
  path: MappingPath,
  options: ReadOptions,
): Promise<ValueSource | undefined> {
  if (spec.expr !== undefined) return compileExpression(context, spec.expr, [...path, 'expr'], options.clean);
  const names = typeof spec.column === 'string' ? [spec.column] : (spec.column ?? []);
  const pathOf = (index: number): MappingPath =>
    typeof spec.column === 'string' ? columnPath(context, path) : [...path, 'column', index];
  const indexes = names.map((name, index) => findColumn(context, name, pathOf(index)));
  if (!indexes.every((index) => index !== undefined)) return undefined;
  return columnSource(indexes, context.columns.header, { ...options, nulls: nullTexts(context.mapping.content) });
}

/** The path of the column's name: of the field itself where its spec is a bare text. */
function columnPath(context: ColumnContext, path: MappingPath): MappingPath {
  let spec: unknown = context.mapping.content;
  for (const step of path) spec = (spec as Record<string | number, unknown> | undefined)?.[step];
  return typeof spec === 'string' ? path : [...path, 'column'];
}

/** Finds a column by its name; reports a missing or ambiguous one. */
export function findColumn(context: ColumnContext, name: string, path: MappingPath): number | undefined {
  const found = context.columns.find(name);
  const [only] = found;
  if (only !== undefined && found.length === 1) {
    context.uses.add(only);
    return only;
  }
  if (isErrorColumn(name)) {
    context.report('unknown-column', FAULT_MESSAGES['unknown-column'].text.added(name), path);
  } else if (found.length > 1) {
    const message = FAULT_MESSAGES['ambiguous-column'].text.several(context.inputPath, found.length, name);
    context.report('ambiguous-column', message, path);
  } else {
    const message = FAULT_MESSAGES['unknown-column'].text.missing(
      context.inputPath,
      name,
      context.columns.adviceFor(name),
    );
    context.report('unknown-column', message, path);
  }
  return undefined;
}

function columnSource(indexes: readonly number[], header: readonly string[], options: ReadOptions): ValueSource {
  const { nulls } = options;
  const cleaned = cellCleaner(options);
  const clean = nulls === undefined ? cleaned : (cell: Cell | undefined) => nulls.blanked(cleaned(cell));
  const cellAt = (row: Row, index: number): SourceCell => ({ column: header[index] ?? '', cell: row.cells[index] });
  const [only = 0] = indexes;
  if (indexes.length === 1) {
    return { read: (row) => clean(row.cells[only]), cellsOf: (row) => [cellAt(row, only)] };
  }
  if (options.allColumns) {
    return {
      read: (row) => indexes.map((index) => clean(row.cells[index])),
      cellsOf: (row) => indexes.map((index) => cellAt(row, index)),
    };
  }
  const firstFilled = (row: Row): number => indexes.find((index) => clean(row.cells[index]) !== '') ?? only;
  return {
    read: (row) => clean(row.cells[firstFilled(row)]),
    cellsOf: (row) => [cellAt(row, firstFilled(row))],
  };
}

function cellCleaner({ clean, keepsSpace }: ReadOptions): (cell: Cell | undefined) => Cell {
  return (cell) => {
    if (typeof cell !== 'string') return cell === undefined || cell.text.trim() === '' ? '' : cell;
    const text = clean(cell);
    if (!keepsSpace || text === '') return text;
    const inner = cell.trim();
    return withoutControls(cell.replace(inner, () => text));
  };
}

/** Bounds on one evaluation, so that no expression can hang a run. */
const EXPRESSION_TIMEOUT_MS = 1_000;
const MAX_STACK_DEPTH = 200;
const MAX_SEQUENCE_LENGTH = 10_000;

/** `$` for the row itself, and wildcards, reach columns that the expression does not name. */
const WHOLE_ROW = /\$(?!\w)|\*/;

/** Compiles a JSONata expression over the row's columns. Its patterns run on RE2, which takes linear time. */
async function compileExpression(
  context: ColumnContext,
  text: string,
  path: MappingPath,
  clean: CleanText,
): Promise<ValueSource | undefined> {
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
  const evaluate = async (row: Row): Promise<CellValue | ValueError> => {
    try {
      return cellValueOf(await expression.evaluate(recordOf(row, references, nulls)), clean);
    } catch (error) {
      const reason = shorten(String((error as Error).message));
      return new ValueError('expression-failed', VALUE_MESSAGES['expression-failed'].text.row(reason));
    }
  };
  // One row after the other: evaluated concurrently, rows would use up each other's timeout.
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(row) {
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

function cellValueOf(value: unknown, clean: CleanText): CellValue | ValueError {
  if (Array.isArray(value)) {
    const items = value.map((item) => cellOf(item, clean));
    return items.find((item) => item instanceof ValueError) ?? (items as Cell[]);
  }
  return cellOf(value, clean);
}

function cellOf(value: unknown, clean: CleanText): Cell | ValueError {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return clean(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number')
    return digitsOfNumber(value) ?? new ValueError('bad-number', VALUE_MESSAGES['bad-number'].text.exponent());
  return new ValueError('bad-expression-value', VALUE_MESSAGES['bad-expression-value'].text.row());
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
