import type { ColumnStatistics } from '../columns/column-statistics.ts';
import type { FieldCandidate } from '../field-candidates.ts';
import { correctSpelling, isForeign, nameSimilarity } from '../name-similarity.ts';
import type { NamedColumn } from '../named-columns.ts';
import type { Name } from '../parse-name.ts';
import { scoreCode, scoreCustomField, scoreLookup } from './score-choices.ts';
import { scoreText } from './score-texts.ts';
import { NO_EVIDENCE, type ScoringContext, type ValueScore } from './value-score.ts';

/** A column beside a slot: how well the two go together. */
export interface ColumnScore {
  /** From 0 to 1. */
  readonly confidence: number;
  /** How alike the names are. */
  readonly byName: number;
  readonly fit: ValueScore;
}

const MIN_NAME_SIMILARITY = 0.5;
const NAME_WEIGHT = 0.93;
const VALUE_WEIGHT = 0.06;
const PENALTY_WEIGHT = 0.7;
/** A name as good as a field's very own. */
const OWN_NAME_SIMILARITY = 0.95;

/** Scores every column against every slot, by name and by values. */
export async function scoreColumns(
  columns: readonly NamedColumn[],
  slots: readonly FieldCandidate[],
  context: ScoringContext,
): Promise<readonly (readonly ColumnScore[])[]> {
  const knownWords = new Set(
    slots.flatMap(({ names }) => names.flatMap(({ name }) => name.words.map(({ text }) => text))),
  );
  const scores: ColumnScore[][] = [];
  for (const { profile, name } of columns) {
    const right = correctSpelling(name, knownWords);
    const row: ColumnScore[] = [];
    const foreign = isForeign(name);
    for (const slot of slots) row.push(await scoreColumn({ profile, name: right, foreign }, slot, context));
    scores.push(row);
  }
  return scores;
}

const nothing: ColumnScore = { confidence: 0, byName: 0, fit: NO_EVIDENCE };

interface Column {
  readonly profile: ColumnStatistics;
  readonly name: Name;
  /** Is it about something else, as its name is written? */
  readonly foreign: boolean;
}

async function scoreColumn(
  { profile, name, foreign }: Column,
  slot: FieldCandidate,
  context: ScoringContext,
): Promise<ColumnScore> {
  const byName = Math.max(0, ...slot.names.map((known) => known.weight * nameSimilarity(name, known.name)));
  if (foreign && byName < OWN_NAME_SIMILARITY) return nothing;
  if (byName < MIN_NAME_SIMILARITY && !canTellByValues(slot)) return nothing;
  const fit = await scoreValues(slot, [profile], context);
  const named = byName < MIN_NAME_SIMILARITY ? 0 : NAME_WEIGHT * byName;
  const weighed =
    fit.score >= 0 ? named + (named > 0 ? VALUE_WEIGHT * fit.score : 0) : named * (1 + PENALTY_WEIGHT * fit.score);
  const confidence = fit.score <= -1 ? 0 : Math.max(weighed, fit.byValues ?? 0);
  return { confidence, byName, fit };
}

/** Slots whose values are so particular that a column can be known by them alone. */
function canTellByValues(slot: FieldCandidate): boolean {
  if (slot.section === 'custom') return slot.definition.cus_field_data_info_list.length > 0;
  const { field } = slot;
  if (slot.section !== 'fields') return false;
  if (field.holds === 'email' || field.holds === 'phone' || field.type === 'code') return true;
  return field.lookup === 'agent' || field.lookup === 'country' || (field.lookup === 'customer' && slot.required);
}

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
