import { type Cell, isErrorColumn, type Row, withoutControls } from '../../files/index.ts';
import { FAULT_MESSAGES } from '../fault-messages.ts';
import type { FieldSpecObject } from '../mapping-schema.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import { ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import type { MappingPath } from '../yaml-positions.ts';
import { type CleanText, type NullTexts, nullTexts } from './clean-cells.ts';
import type { ColumnContext } from './compile-context.ts';
import { compileExpression, ExpressionFailure } from './expression.ts';
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
  if (spec.expr !== undefined) return compileExpressionSource(context, spec.expr, [...path, 'expr'], options.clean);
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

/** Compiles `expr:`. */
async function compileExpressionSource(
  context: ColumnContext,
  text: string,
  path: MappingPath,
  clean: CleanText,
): Promise<ValueSource | undefined> {
  const expression = await compileExpression(context, text, path);
  if (expression === undefined) return undefined;
  return {
    read: (row) =>
      expression.evaluate(row).then((value) => {
        if (!(value instanceof ExpressionFailure)) return cellValueOf(value, clean);
        return new ValueError('expression-failed', VALUE_MESSAGES['expression-failed'].text.row(value.reason));
      }),
    cellsOf: expression.cellsOf,
  };
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
