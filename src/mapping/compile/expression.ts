import type { Cell, Row } from '../../files/row.ts';
import { type NullTexts, nullTexts } from '../null-texts.ts';
import { shorten, ValueError } from '../refusal.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import type { MappingPath } from '../yaml-places.ts';
import { type CleanText, cleanFreeText } from './clean-text.ts';
import type { ColumnContext } from './compile-context.ts';
import { columnsOfExpression } from './expression-columns.ts';
import type { CellValue } from './piece.ts';
import type { ValueSource } from './source.ts';

/** Bounds on one evaluation, so that no expression can hang a run. */
const EXPRESSION_TIMEOUT_MS = 1_000;
const MAX_STACK_DEPTH = 200;
const MAX_SEQUENCE_LENGTH = 10_000;

/** `$` for the row itself, and wildcards, reach columns that the expression does not name. */
const takesWholeRow = /\$(?!\w)|\*/;

/** Compiles a JSONata expression over the row's columns. Its patterns run on RE2, which takes linear time. */
export async function compileExpression(
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
    const where = position === undefined ? '' : ` at character ${position}`;
    context.report('bad-expression', `The expression cannot be read: ${message}${where}.`, path);
    return undefined;
  }
  const { references } = context.columns;
  const used = columnsOfExpression(expression.ast());
  const unknown = used.filter((name) => !references.has(name));
  for (const name of unknown) {
    context.report(
      'unknown-column',
      `${context.inputPath} has no column "${name}".${context.columns.instead(name)} Names with spaces stand between backquotes.`,
      path,
    );
  }
  if (unknown.length > 0) return undefined;
  const isOpen = takesWholeRow.test(text);
  for (const [name, place] of references) if (isOpen || used.includes(name)) context.uses.add(place);
  const places = used.map((column) => ({ column, place: references.get(column) ?? -1 }));
  const nulls = nullTexts(context.mapping.content);
  const evaluate = async (row: Row): Promise<CellValue | ValueError> => {
    try {
      return cellValueOf(await expression.evaluate(recordOf(row, references, nulls)), clean);
    } catch (error) {
      const reason = shorten(String((error as Error).message));
      return new ValueError('expression-failed', `was the row for which the expression failed: ${reason}`);
    }
  };
  // One row after the other: else the time that a row may take would be spent on its neighbours too.
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(row) {
      const made = last.then(() => evaluate(row));
      last = made;
      return made;
    },
    cellsOf: (row) => places.map(({ column, place }) => ({ column, cell: row.cells[place] })),
  };
}

/** The row as the expression sees it: numbers and booleans of a workbook as such, all else as text. */
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
    return digitsOfNumber(value) ?? new ValueError('bad-number', 'is a number that cannot be written in digits');
  return new ValueError(
    'bad-expression-value',
    'was made by the expression and is neither text, number nor a list of them',
  );
}
