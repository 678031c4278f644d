import { isErrorColumn } from '../../files/error-columns.ts';
import type { Cell, Row } from '../../files/row.ts';
import { withoutControls } from '../../files/text/invisible-characters.ts';
import type { FieldSpecObject } from '../field-spec.ts';
import { type NullTexts, nullTexts } from '../null-texts.ts';
import type { MappingPath } from '../yaml-places.ts';
import type { CleanText } from './clean-text.ts';
import type { ColumnContext } from './compile-context.ts';
import { compileExpression } from './expression.ts';
import type { SourceCell, ValueSource } from './source.ts';

/** How the cells are taken from the row. */
interface ReadOptions {
  readonly clean: CleanText;
  /** Texts that count as blank. */
  readonly nulls?: NullTexts | undefined;
  readonly keepsSpace: boolean;
  /** All columns count, not the first that is not blank. */
  readonly allColumns: boolean;
}

/** Compiles `column:` or `expr:`; `undefined` where it cannot be, which has been reported. */
export async function compileSource(
  context: ColumnContext,
  spec: FieldSpecObject,
  path: MappingPath,
  options: ReadOptions,
): Promise<ValueSource | undefined> {
  if (spec.expr !== undefined) return compileExpression(context, spec.expr, [...path, 'expr'], options.clean);
  const names = typeof spec.column === 'string' ? [spec.column] : (spec.column ?? []);
  const placeOf = (index: number): MappingPath =>
    typeof spec.column === 'string' ? columnPath(context, path) : [...path, 'column', index];
  const places = names.map((name, index) => findColumn(context, name, placeOf(index)));
  if (!places.every((place) => place !== undefined)) return undefined;
  return columnSource(places, context.columns.header, { ...options, nulls: nullTexts(context.mapping.content) });
}

/** A bare text is the column's name itself. */
function columnPath(context: ColumnContext, path: MappingPath): MappingPath {
  let spec: unknown = context.mapping.content;
  for (const step of path) spec = (spec as Record<string | number, unknown> | undefined)?.[step];
  return typeof spec === 'string' ? path : [...path, 'column'];
}

/** Finds one column by its name, and reports it where that cannot be. */
export function findColumn(context: ColumnContext, name: string, path: MappingPath): number | undefined {
  const found = context.columns.find(name);
  const [only] = found;
  if (only !== undefined && found.length === 1) {
    context.uses.add(only);
    return only;
  }
  if (isErrorColumn(name)) {
    const message = `"${name}" is a column that errors.csv adds to a file, and is never mapped. If it is your own, give it another name.`;
    context.report('unknown-column', message, path);
  } else if (found.length > 1) {
    context.report(
      'ambiguous-column',
      `${context.inputPath} has ${found.length} columns named "${name}". Write "${name}#1" for the first, "${name}#2" for the second, or rename one.`,
      path,
    );
  } else {
    const message = `${context.inputPath} has no column "${name}".${context.columns.instead(name)}`;
    context.report('unknown-column', message, path);
  }
  return undefined;
}

function columnSource(places: readonly number[], header: readonly string[], options: ReadOptions): ValueSource {
  const { nulls } = options;
  const cleaned = cellCleaner(options);
  const clean = nulls === undefined ? cleaned : (cell: Cell | undefined) => nulls.blanked(cleaned(cell));
  const cellAt = (row: Row, place: number): SourceCell => ({ column: header[place] ?? '', cell: row.cells[place] });
  const [only = 0] = places;
  if (places.length === 1) {
    return { read: (row) => clean(row.cells[only]), cellsOf: (row) => [cellAt(row, only)] };
  }
  if (options.allColumns) {
    return {
      read: (row) => places.map((place) => clean(row.cells[place])),
      cellsOf: (row) => places.map((place) => cellAt(row, place)),
    };
  }
  const firstFilled = (row: Row): number => places.find((place) => clean(row.cells[place]) !== '') ?? only;
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
