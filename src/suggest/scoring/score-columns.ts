import type { ColumnStatistics } from '../columns/column-statistics.ts';
import type { FieldCandidate } from '../field-candidates.ts';
import { correctSpelling, isForeign, nameSimilarity } from '../name-similarity.ts';
import type { NamedColumn } from '../named-columns.ts';
import type { Name } from '../parse-name.ts';
import { scoreCode, scoreCustomField, scoreLookup } from './score-choices.ts';
import { scoreText } from './score-texts.ts';
import { NO_EVIDENCE, type ScoringContext, type ValueScore } from './value-score.ts';

/** How well a column and a candidate match. */
export interface ColumnScore {
  /** From 0 to 1. */
  readonly confidence: number;
  /** The similarity of the names. */
  readonly byName: number;
  readonly fit: ValueScore;
}

const MIN_NAME_SIMILARITY = 0.5;
const NAME_WEIGHT = 0.93;
const VALUE_WEIGHT = 0.06;
const PENALTY_WEIGHT = 0.7;
/** A name as similar as the field's own name. */
const OWN_NAME_SIMILARITY = 0.95;

/** Scores every column against every candidate, by name and by values. */
export async function scoreColumns(
  columns: readonly NamedColumn[],
  candidates: readonly FieldCandidate[],
  context: ScoringContext,
): Promise<readonly (readonly ColumnScore[])[]> {
  const knownWords = new Set(
    candidates.flatMap(({ names }) => names.flatMap(({ name }) => name.words.map(({ text }) => text))),
  );
  const scores: ColumnScore[][] = [];
  for (const { profile, name } of columns) {
    const corrected = correctSpelling(name, knownWords);
    const row: ColumnScore[] = [];
    const foreign = isForeign(name);
    for (const candidate of candidates)
      row.push(await scoreColumn({ profile, name: corrected, foreign }, candidate, context));
    scores.push(row);
  }
  return scores;
}

const NO_MATCH: ColumnScore = { confidence: 0, byName: 0, fit: NO_EVIDENCE };

interface Column {
  readonly profile: ColumnStatistics;
  readonly name: Name;
  /** Whether its name says that it is not about the customer. */
  readonly foreign: boolean;
}

async function scoreColumn(
  { profile, name, foreign }: Column,
  candidate: FieldCandidate,
  context: ScoringContext,
): Promise<ColumnScore> {
  const byName = Math.max(0, ...candidate.names.map((known) => known.weight * nameSimilarity(name, known.name)));
  if (foreign && byName < OWN_NAME_SIMILARITY) return NO_MATCH;
  if (byName < MIN_NAME_SIMILARITY && !isRecognisableByValues(candidate)) return NO_MATCH;
  const fit = await scoreValues(candidate, [profile], context);
  const named = byName < MIN_NAME_SIMILARITY ? 0 : NAME_WEIGHT * byName;
  const weighed =
    fit.score >= 0 ? named + (named > 0 ? VALUE_WEIGHT * fit.score : 0) : named * (1 + PENALTY_WEIGHT * fit.score);
  const confidence = fit.score <= -1 ? 0 : Math.max(weighed, fit.byValues ?? 0);
  return { confidence, byName, fit };
}

/** Whether the candidate's values are so characteristic that a column can be recognised by them alone. */
function isRecognisableByValues(candidate: FieldCandidate): boolean {
  if (candidate.section === 'custom') return candidate.definition.cus_field_data_info_list.length > 0;
  const { field } = candidate;
  if (candidate.section !== 'fields') return false;
  if (field.holds === 'email' || field.holds === 'phone' || field.type === 'code') return true;
  return field.lookup === 'agent' || field.lookup === 'country' || (field.lookup === 'customer' && candidate.required);
}

/** How the values of columns fit a candidate. Only e-mail addresses and telephone numbers are taken from several columns. */
export async function scoreValues(
  candidate: FieldCandidate,
  columns: readonly ColumnStatistics[],
  context: ScoringContext,
): Promise<ValueScore> {
  const [column] = columns;
  if (column === undefined) return NO_EVIDENCE;
  if (candidate.section === 'custom') return scoreCustomField(candidate.definition, column);
  const { field } = candidate;
  if (field.lookup !== undefined)
    return withoutNeedlessLookup(candidate.section, await scoreLookup(field, column, context));
  if (field.type === 'code') return scoreCode(field, column);
  return scoreText(field, columns, context);
}

/** For tags and stages of a customer, the lookup is implied. */
function withoutNeedlessLookup(section: string, fit: ValueScore): ValueScore {
  if (section === 'fields') return fit;
  const { lookup: _, ...spec } = fit.spec;
  return { ...fit, spec };
}
