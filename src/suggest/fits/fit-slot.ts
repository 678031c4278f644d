import type { ColumnProfile } from '../columns/column-profile.ts';
import type { Slot } from '../slots/slot.ts';
import { fitCode } from './code-fit.ts';
import { fitCustom } from './custom-fit.ts';
import { type Fit, type FitContext, neutral } from './fit.ts';
import { fitLookup } from './lookup-fit.ts';
import { fitText } from './text-fit.ts';

/** How the values of columns fit a slot. Only e-mail addresses and telephone numbers are taken from several columns. */
export async function fitSlot(slot: Slot, columns: readonly ColumnProfile[], context: FitContext): Promise<Fit> {
  const [column] = columns;
  if (column === undefined) return neutral;
  if (slot.section === 'custom') return fitCustom(slot.definition, column);
  const { field } = slot;
  if (field.lookup !== undefined) return withoutNeedlessLookup(slot.section, await fitLookup(field, column, context));
  if (field.type === 'code') return fitCode(field, column);
  return fitText(field, columns, context);
}

/** Tags and stages of a customer go by name without saying so. */
function withoutNeedlessLookup(section: string, fit: Fit): Fit {
  if (section === 'fields') return fit;
  const { lookup: _, ...spec } = fit.spec;
  return { ...fit, spec };
}
