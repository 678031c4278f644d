import { cellText, type Row } from '../../files/index.ts';
import type { ColumnContext } from '../compile/compile-context.ts';
import { compileExpression, ExpressionFailure } from '../compile/expression.ts';
import type { LeftOut, Problem } from '../mapped-row.ts';
import { shorten } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';

/** Why a row is not mapped: `where` leaves it out, or cannot be decided for it. Undefined for a row that is mapped. */
export type WhereResult = { readonly leftOut: LeftOut } | { readonly problem: Problem } | undefined;

/** A compiled `where:`. */
export interface RowFilter {
  /** The indexes of the columns that it reads. */
  readonly uses: ReadonlySet<number>;
  decide(row: Row): Promise<WhereResult>;
}

/** Compiles the filter of a mapping; undefined if it has none, or after an error, which has been reported. */
export async function compileWhere(context: ColumnContext): Promise<RowFilter | undefined> {
  const { where } = context.mapping.content;
  if (where === undefined) return undefined;
  const uses = new Set<number>();
  const expression = await compileExpression({ ...context, uses }, where, ['where']);
  if (expression === undefined) return undefined;
  for (const index of uses) context.uses.add(index);
  const leftOut: WhereResult = {
    leftOut: { code: 'left-out-by-where', message: VALUE_MESSAGES['left-out-by-where'].text.row(shorten(where)) },
  };
  const { failed, noDecision } = VALUE_MESSAGES['where-failed'].text;
  return {
    uses,
    async decide(row) {
      const value = await expression.evaluate(row);
      if (value === true) return undefined;
      if (value === false) return leftOut;
      const cells = expression.cellsOf(row);
      const text = shorten(cells.map(({ cell }) => cellText(cell)).join(', '));
      const message = value instanceof ExpressionFailure ? failed(text, value.reason) : noDecision(text);
      const columns = cells.map(({ column }) => column).join(', ');
      return { problem: { code: 'where-failed', message, ...(columns !== '' && { column: columns, value: text }) } };
    },
  };
}
