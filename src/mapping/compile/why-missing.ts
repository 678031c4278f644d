import { cellText, type Row } from '../../files/row.ts';
import { fold } from '../fold.ts';
import { nullTexts } from '../null-texts.ts';
import { listed, shorten } from '../refusal.ts';
import type { CompileContext } from './compile-context.ts';
import type { MissingReason } from './endpoint-rules.ts';
import type { FieldPlan } from './field-plan.ts';

/**
 * Says why a field that a record needs has no value: its cells are blank, or the mapping makes nothing of what they hold.
 */
export function whyMissing(
  context: CompileContext,
  row: Row,
  plan: FieldPlan | undefined,
  needed: MissingReason,
): string {
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
