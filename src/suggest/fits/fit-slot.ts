import type { ColumnStatistics } from '../columns/column-profile.ts';
import type { FieldCandidate } from '../slots/slot.ts';
import { scoreCode } from './code-fit.ts';
import { scoreCustomField } from './custom-fit.ts';
import { NO_EVIDENCE, type ScoringContext, type ValueScore } from './fit.ts';
import { scoreLookup } from './lookup-fit.ts';
import { scoreText } from './text-fit.ts';

/** How the values of columns fit a slot. Only e-mail addresses and telephone numbers are taken from several columns. */
export async function scoreValues(
  slot: FieldCandidate,
  columns: readonly ColumnStatistics[],
  context: ScoringContext,
): Promise<ValueScore> {
  const [column] = columns;
  if (column === undefined) return NO_EVIDENCE;
  if (slot.section === 'custom') return scoreCustomField(slot.definition, column);
  const { field } = slot;
  if (field.lookup !== undefined) return withoutNeedlessLookup(slot.section, await scoreLookup(field, column, context));
  if (field.type === 'code') return scoreCode(field, column);
  return scoreText(field, columns, context);
}

/** Tags and stages of a customer go by name without saying so. */
function withoutNeedlessLookup(section: string, fit: ValueScore): ValueScore {
  if (section === 'fields') return fit;
  const { lookup: _, ...spec } = fit.spec;
  return { ...fit, spec };
}
