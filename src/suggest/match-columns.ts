import { listed } from '../mapping/index.ts';
import { t } from '../words/index.ts';
import type { FieldCandidate } from './field-candidates.ts';
import { joinParts, type NamedColumn } from './named-columns.ts';
import { codeNames } from './scoring/score-choices.ts';
import { type ColumnScore, scoreValues } from './scoring/score-columns.ts';
import { NO_EVIDENCE, type ScoringContext, type ValueScore } from './scoring/value-score.ts';

/** A column with less confidence is not matched. */
export const MIN_CONFIDENCE = 0.55;
/** A column goes to a second choice only where that is not much worse than the first. */
const MAX_STEP_DOWN = 0.35;
const MIN_ALTERNATE = 0.6;
const MIN_SHARED = 0.35;
const DECIDED_CONFIDENCE = 1;

/** A person's decisions: by the column's index in the header, the id of its candidate, or `null` to leave it out. */
export type Decisions = ReadonlyMap<number, string | null>;

/** Candidates and columns with their scores. */
export interface Comparison {
  readonly candidates: readonly FieldCandidate[];
  readonly columns: readonly NamedColumn[];
  /** By column, then by candidate. */
  readonly scores: readonly (readonly ColumnScore[])[];
  readonly context: ScoringContext;
  readonly decisions: Decisions;
}

/** A candidate with its columns. */
export interface CandidateMatch {
  readonly candidate: FieldCandidate;
  readonly columns: readonly NamedColumn[];
  readonly confidence: number;
  readonly fit: ValueScore;
}

/** Matches columns to candidates: each column goes to one candidate, a few candidates take several columns. */
export async function matchColumns(comparison: Comparison): Promise<CandidateMatch[]> {
  const filled = new Map<string, CandidateMatch>();
  fillOneToOne(comparison, filled);
  fillByParts(comparison, filled);
  await addAlternates(comparison, filled);
  fillWithUsual(comparison, filled);
  shareForRequired(comparison, filled);
  dropLonelyAreas(comparison.candidates, filled);
  return comparison.candidates.flatMap((candidate) => filled.get(candidate.id) ?? []);
}

function fillOneToOne(
  { candidates, columns, scores, decisions }: Comparison,
  filled: Map<string, CandidateMatch>,
): void {
  const decidedIds = new Set([...decisions.values()]);
  const matrix = scores.map((row, column) => {
    const decision = decisions.get(columns[column]?.profile.index ?? -1);
    const best = Math.max(0, ...row.map(({ confidence }) => confidence));
    return row.map(({ confidence }, index) => {
      const id = candidates[index]?.id ?? '';
      if (decision !== undefined) return id === decision ? 2 : 0;
      if (decidedIds.has(id) || confidence < MIN_CONFIDENCE || confidence < best - MAX_STEP_DOWN) return 0;
      // Squares favour one good pair over two mediocre ones.
      return confidence * confidence;
    });
  });
  for (const [index, match] of maxWeightMatching(matrix).entries()) {
    const [candidate, column, score] = [candidates[match], columns[index], scores[index]?.[match]];
    if (candidate === undefined || column === undefined || score === undefined) continue;
    const confidence = decisions.get(column.profile.index) === candidate.id ? DECIDED_CONFIDENCE : score.confidence;
    filled.set(candidate.id, { candidate, columns: [column], confidence, fit: score.fit });
  }
}

/** Combines first name and last name where no column has the full name. */
function fillByParts({ candidates, columns, decisions }: Comparison, filled: Map<string, CandidateMatch>): void {
  for (const candidate of candidates) {
    if (candidate.section === 'custom' || candidate.parts.length === 0) continue;
    const before = filled.get(candidate.id);
    const free = columns.filter((column) => !decisions.has(column.profile.index) && !isUsed(column, filled, candidate));
    const joined = joinParts(candidate.parts, free);
    if (joined === undefined || joined.confidence <= (before?.confidence ?? 0)) continue;
    const isWhole = before !== undefined && !joined.columns.includes(before.columns[0] as NamedColumn);
    if (isWhole && before.confidence >= 0.75 && !before.columns.every(({ profile }) => profile.isEmpty)) continue;
    const spec = joined.columns.length > 1 ? { transform: [{ join: joined.separator }] } : {};
    filled.set(candidate.id, {
      candidate,
      columns: joined.columns,
      confidence: joined.confidence,
      fit: { ...NO_EVIDENCE, spec },
    });
  }
}

function isUsed(column: NamedColumn, filled: ReadonlyMap<string, CandidateMatch>, except?: FieldCandidate): boolean {
  return [...filled.values()].some(({ candidate, columns }) => candidate !== except && columns.includes(column));
}

/** Adds further telephone and e-mail columns, which are used where the first is blank. */
async function addAlternates(comparison: Comparison, filled: Map<string, CandidateMatch>): Promise<void> {
  const { candidates, columns, scores, context, decisions } = comparison;
  for (const [position, candidate] of candidates.entries()) {
    const first = filled.get(candidate.id);
    if (first === undefined || candidate.section !== 'fields') continue;
    if (candidate.field.holds !== 'email' && candidate.field.holds !== 'phone') continue;
    const others = columns
      .map((column, index) => ({
        column,
        confidence: scores[index]?.[position]?.confidence ?? 0,
        score: scores[index]?.[position],
      }))
      .filter(
        ({ column, confidence, score }) =>
          confidence >= MIN_ALTERNATE &&
          (score?.byName ?? 0) >= MIN_ALTERNATE &&
          !column.profile.isEmpty &&
          !isUsed(column, filled) &&
          !decisions.has(column.profile.index),
      )
      .sort((a, b) => b.confidence - a.confidence)
      .map(({ column }) => column);
    if (others.length === 0) continue;
    const all = [...first.columns, ...others];
    const fit = await scoreValues(
      candidate,
      all.map(({ profile }) => profile),
      context,
    );
    filled.set(candidate.id, { ...first, columns: all, fit });
  }
}

/** Gives required fields without a column their usual value. */
function fillWithUsual({ candidates }: Comparison, filled: Map<string, CandidateMatch>): void {
  for (const candidate of candidates) {
    if (
      !candidate.required ||
      candidate.section === 'custom' ||
      candidate.field.usual === undefined ||
      filled.has(candidate.id)
    )
      continue;
    const note = t`No column has the ${candidate.label.toLowerCase()}, which every record needs: one of ${listed(codeNames(candidate.field))}.`;
    filled.set(candidate.id, {
      candidate,
      columns: [],
      confidence: DECIDED_CONFIDENCE,
      fit: { ...NO_EVIDENCE, spec: { const: candidate.field.usual }, notes: [note] },
    });
  }
}

/** Fills required fields from a column that is matched elsewhere too, where that makes sense. */
function shareForRequired(
  { candidates, columns, scores, decisions }: Comparison,
  filled: Map<string, CandidateMatch>,
): void {
  for (const [position, candidate] of candidates.entries()) {
    if (!candidate.required || filled.has(candidate.id) || isFilledByItself(candidate, [...filled.values()])) continue;
    const ranked = columns
      .map((column, index) => ({ column, score: scores[index]?.[position] }))
      .filter(
        ({ column, score }) => (score?.confidence ?? 0) >= MIN_SHARED && decisions.get(column.profile.index) !== null,
      )
      .sort((a, b) => (b.score?.confidence ?? 0) - (a.score?.confidence ?? 0));
    const best = ranked.find(({ column }) => !isUsed(column, filled)) ?? ranked[0];
    // A customer is never named by an address or a number for lack of a name.
    if (
      best?.score === undefined ||
      (candidate.section !== 'custom' && candidate.field.holds === 'name' && isUsed(best.column, filled))
    )
      continue;
    filled.set(candidate.id, {
      candidate,
      columns: [best.column],
      confidence: best.score.confidence,
      fit: best.score.fit,
    });
  }
}

/** Whether the candidate is filled without a column: by its default, or with an id that is looked up. */
export function isFilledByItself(candidate: FieldCandidate, filled: readonly CandidateMatch[]): boolean {
  if (candidate.section === 'custom') return false;
  const { nameOf, default: fallback } = candidate.field;
  return (
    fallback !== undefined ||
    filled.some((one) => one.candidate.section === candidate.section && one.candidate.key === nameOf)
  );
}

/** An area can be looked up only within a mapped city; otherwise it is sent by name. */
function dropLonelyAreas(candidates: readonly FieldCandidate[], filled: Map<string, CandidateMatch>): void {
  for (const [id, one] of filled) {
    const { candidate, fit } = one;
    if (candidate.section !== 'fields' || fit.spec.lookup !== 'area' || candidate.field.within === undefined) continue;
    if (filled.has(`fields.${candidate.field.within}`)) continue;
    filled.delete(id);
    const beside = candidates.find((other) => other.section === 'fields' && other.field.nameOf === candidate.key);
    if (beside !== undefined && !filled.has(beside.id)) {
      filled.set(beside.id, { ...one, candidate: beside, fit: NO_EVIDENCE });
    }
  }
}

/**
 * Finds the one-to-one assignment of rows to columns with the greatest sum of scores (the Hungarian method). A score of 0
 * means that the two do not match. Returns the column of each row, or -1.
 */
export function maxWeightMatching(scores: readonly (readonly number[])[]): number[] {
  const rows = scores.length;
  const width = Math.max(rows, scores[0]?.length ?? 0);
  const cost = (row: number, column: number): number => -(scores[row]?.[column] ?? 0);
  const rowPrices = new Float64Array(rows + 1);
  const columnPrices = new Float64Array(width + 1);
  const rowOf = new Int32Array(width + 1);

  for (let row = 1; row <= rows; row += 1) {
    const cheapest = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(width + 1);
    const visited = new Uint8Array(width + 1);
    let column = 0;
    rowOf[0] = row;
    do {
      visited[column] = 1;
      const current = rowOf[column] ?? 0;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let other = 1; other <= width; other += 1) {
        if (visited[other]) continue;
        const reduced = cost(current - 1, other - 1) - (rowPrices[current] ?? 0) - (columnPrices[other] ?? 0);
        if (reduced < (cheapest[other] ?? 0)) {
          cheapest[other] = reduced;
          before[other] = column;
        }
        if ((cheapest[other] ?? 0) < step) {
          step = cheapest[other] ?? 0;
          next = other;
        }
      }
      for (let other = 0; other <= width; other += 1) {
        if (visited[other]) {
          const owner = rowOf[other] ?? 0;
          rowPrices[owner] = (rowPrices[owner] ?? 0) + step;
          columnPrices[other] = (columnPrices[other] ?? 0) - step;
        } else cheapest[other] = (cheapest[other] ?? 0) - step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = before[column] ?? 0;
      rowOf[column] = rowOf[previous] ?? 0;
      column = previous;
    }
  }

  const assigned = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= width; column += 1) {
    const row = (rowOf[column] ?? 0) - 1;
    if (row >= 0 && (scores[row]?.[column - 1] ?? 0) > 0) assigned[row] = column - 1;
  }
  return assigned;
}
