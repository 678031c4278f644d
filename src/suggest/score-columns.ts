import type { ColumnProfile } from './columns/column-profile.ts';
import { type Fit, type FitContext, neutral } from './fits/fit.ts';
import { fitSlot } from './fits/fit-slot.ts';
import type { NamedColumn } from './named-columns.ts';
import { isForeign } from './names/foreign-names.ts';
import { nameSimilarity } from './names/name-similarity.ts';
import { withRightSpelling } from './names/spelling.ts';
import type { Name } from './names/words.ts';
import type { Slot } from './slots/slot.ts';

/** A column beside a slot: how well the two go together. */
export interface Score {
  /** From 0 to 1. */
  readonly confidence: number;
  /** How alike the names are. */
  readonly byName: number;
  readonly fit: Fit;
}

const leastName = 0.5;
const nameWeight = 0.93;
const fitWeight = 0.06;
const penaltyWeight = 0.7;
/** A name as good as a field's very own. */
const ownName = 0.95;

/** Scores every column against every slot, by name and by values. */
export async function scoreColumns(
  columns: readonly NamedColumn[],
  slots: readonly Slot[],
  context: FitContext,
): Promise<readonly (readonly Score[])[]> {
  const knownWords = new Set(
    slots.flatMap(({ names }) => names.flatMap(({ name }) => name.words.map(({ text }) => text))),
  );
  const scores: Score[][] = [];
  for (const { profile, name } of columns) {
    const right = withRightSpelling(name, knownWords);
    const row: Score[] = [];
    const foreign = isForeign(name);
    for (const slot of slots) row.push(await scoreOne({ profile, name: right, foreign }, slot, context));
    scores.push(row);
  }
  return scores;
}

const nothing: Score = { confidence: 0, byName: 0, fit: neutral };

interface Column {
  readonly profile: ColumnProfile;
  readonly name: Name;
  /** Is it about something else, as its name is written? */
  readonly foreign: boolean;
}

async function scoreOne({ profile, name, foreign }: Column, slot: Slot, context: FitContext): Promise<Score> {
  const byName = Math.max(0, ...slot.names.map((known) => known.weight * nameSimilarity(name, known.name)));
  if (foreign && byName < ownName) return nothing;
  if (byName < leastName && !canTellByValues(slot)) return nothing;
  const fit = await fitSlot(slot, [profile], context);
  const named = byName < leastName ? 0 : nameWeight * byName;
  const weighed = fit.fit >= 0 ? named + (named > 0 ? fitWeight * fit.fit : 0) : named * (1 + penaltyWeight * fit.fit);
  const confidence = fit.fit <= -1 ? 0 : Math.max(weighed, fit.byValues ?? 0);
  return { confidence, byName, fit };
}

/** Slots whose values are so particular that a column can be known by them alone. */
function canTellByValues(slot: Slot): boolean {
  if (slot.section === 'custom') return slot.definition.cus_field_data_info_list.length > 0;
  const { field } = slot;
  if (slot.section !== 'fields') return false;
  if (field.holds === 'email' || field.holds === 'phone' || field.type === 'code') return true;
  return field.lookup === 'agent' || field.lookup === 'country' || (field.lookup === 'customer' && slot.required);
}
