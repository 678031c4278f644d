import { listed } from '../mapping/index.ts';
import type { FieldCandidate } from './field-candidates.ts';
import { joinParts, type NamedColumn } from './named-columns.ts';
import { codeNames } from './scoring/score-choices.ts';
import { type ColumnScore, scoreValues } from './scoring/score-columns.ts';
import { NO_EVIDENCE, type ScoringContext, type ValueScore } from './scoring/value-score.ts';

/** Less than this, and a column is not placed. */
export const MIN_CONFIDENCE = 0.55;
/** A column goes to its second choice only where that is not much worse than the first. */
const MAX_STEP_DOWN = 0.35;
const MIN_ALTERNATE = 0.6;
const MIN_SHARED = 0.35;
const DECIDED_CONFIDENCE = 1;

/** What a person decided: for a column by its place in the header, the slot's id, or `null` to leave it out. */
export type Decisions = ReadonlyMap<number, string | null>;

/** What is compared, and how alike it is. */
export interface Comparison {
  readonly candidates: readonly FieldCandidate[];
  readonly columns: readonly NamedColumn[];
  /** By column, then by slot. */
  readonly scores: readonly (readonly ColumnScore[])[];
  readonly context: ScoringContext;
  readonly decisions: Decisions;
}

/** A slot with the columns that fill it. */
export interface CandidateMatch {
  readonly candidate: FieldCandidate;
  readonly columns: readonly NamedColumn[];
  readonly confidence: number;
  readonly fit: ValueScore;
}

/** Fills slots with columns: each column goes to one slot, a few slots take several columns. */
export async function matchColumns(comparison: Comparison): Promise<CandidateMatch[]> {
  const filled = new Map<string, CandidateMatch>();
  fillOneToOne(comparison, filled);
  fillByParts(comparison, filled);
  await addAlternates(comparison, filled);
  fillWithUsual(comparison, filled);
  shareForRequired(comparison, filled);
  dropLonelyAreas(comparison.candidates, filled);
  return comparison.candidates.flatMap((slot) => filled.get(slot.id) ?? []);
}

function fillOneToOne(
  { candidates: slots, columns, scores, decisions }: Comparison,
  filled: Map<string, CandidateMatch>,
): void {
  const decidedSlots = new Set([...decisions.values()]);
  const matrix = scores.map((row, column) => {
    const decision = decisions.get(columns[column]?.profile.index ?? -1);
    const best = Math.max(0, ...row.map(({ confidence }) => confidence));
    return row.map(({ confidence }, slot) => {
      const id = slots[slot]?.id ?? '';
      if (decision !== undefined) return id === decision ? 2 : 0;
      if (decidedSlots.has(id) || confidence < MIN_CONFIDENCE || confidence < best - MAX_STEP_DOWN) return 0;
      // Squares favour one good pair over two middling ones.
      return confidence * confidence;
    });
  });
  for (const [index, place] of maxWeightMatching(matrix).entries()) {
    const [slot, column, score] = [slots[place], columns[index], scores[index]?.[place]];
    if (slot === undefined || column === undefined || score === undefined) continue;
    const confidence = decisions.get(column.profile.index) === slot.id ? DECIDED_CONFIDENCE : score.confidence;
    filled.set(slot.id, { candidate: slot, columns: [column], confidence, fit: score.fit });
  }
}

/** First name and last name make a name where no column says the whole. */
function fillByParts({ candidates: slots, columns, decisions }: Comparison, filled: Map<string, CandidateMatch>): void {
  for (const slot of slots) {
    if (slot.section === 'custom' || slot.parts.length === 0) continue;
    const before = filled.get(slot.id);
    const free = columns.filter((column) => !decisions.has(column.profile.index) && !isUsed(column, filled, slot));
    const joined = joinParts(slot.parts, free);
    if (joined === undefined || joined.confidence <= (before?.confidence ?? 0)) continue;
    const isWhole = before !== undefined && !joined.columns.includes(before.columns[0] as NamedColumn);
    if (isWhole && before.confidence >= 0.75 && !before.columns.every(({ profile }) => profile.isEmpty)) continue;
    const spec = joined.columns.length > 1 ? { transform: [{ join: joined.joint }] } : {};
    filled.set(slot.id, {
      candidate: slot,
      columns: joined.columns,
      confidence: joined.confidence,
      fit: { ...NO_EVIDENCE, spec },
    });
  }
}

function isUsed(column: NamedColumn, filled: ReadonlyMap<string, CandidateMatch>, except?: FieldCandidate): boolean {
  return [...filled.values()].some(({ candidate: slot, columns }) => slot !== except && columns.includes(column));
}

/** Further telephones and addresses stand in where the first is blank. */
async function addAlternates(comparison: Comparison, filled: Map<string, CandidateMatch>): Promise<void> {
  const { candidates: slots, columns, scores, context, decisions } = comparison;
  for (const [place, slot] of slots.entries()) {
    const first = filled.get(slot.id);
    if (first === undefined || slot.section !== 'fields') continue;
    if (slot.field.holds !== 'email' && slot.field.holds !== 'phone') continue;
    const others = columns
      .map((column, index) => ({
        column,
        confidence: scores[index]?.[place]?.confidence ?? 0,
        score: scores[index]?.[place],
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
      slot,
      all.map(({ profile }) => profile),
      context,
    );
    filled.set(slot.id, { ...first, columns: all, fit });
  }
}

/** What every record needs and no column holds has the value that it mostly has. */
function fillWithUsual({ candidates: slots }: Comparison, filled: Map<string, CandidateMatch>): void {
  for (const slot of slots) {
    if (!slot.required || slot.section === 'custom' || slot.field.usual === undefined || filled.has(slot.id)) continue;
    const note = `No column holds the ${slot.label.toLowerCase()}, which every record needs: one of ${listed(codeNames(slot.field))}.`;
    filled.set(slot.id, {
      candidate: slot,
      columns: [],
      confidence: DECIDED_CONFIDENCE,
      fit: { ...NO_EVIDENCE, spec: { const: slot.field.usual }, notes: [note] },
    });
  }
}

/** What the target cannot do without is filled from a column that has another place too, where that makes sense. */
function shareForRequired(
  { candidates: slots, columns, scores, decisions }: Comparison,
  filled: Map<string, CandidateMatch>,
): void {
  for (const [place, slot] of slots.entries()) {
    if (!slot.required || filled.has(slot.id) || isFilledByItself(slot, [...filled.values()])) continue;
    const ranked = columns
      .map((column, index) => ({ column, score: scores[index]?.[place] }))
      .filter(
        ({ column, score }) => (score?.confidence ?? 0) >= MIN_SHARED && decisions.get(column.profile.index) !== null,
      )
      .sort((a, b) => (b.score?.confidence ?? 0) - (a.score?.confidence ?? 0));
    const best = ranked.find(({ column }) => !isUsed(column, filled)) ?? ranked[0];
    // A customer is never called by an address or a number for want of a name.
    if (
      best?.score === undefined ||
      (slot.section !== 'custom' && slot.field.holds === 'name' && isUsed(best.column, filled))
    )
      continue;
    filled.set(slot.id, {
      candidate: slot,
      columns: [best.column],
      confidence: best.score.confidence,
      fit: best.score.fit,
    });
  }
}

/** Is the slot filled though no column is given to it: by its default, or beside an id that is looked up? */
export function isFilledByItself(slot: FieldCandidate, filled: readonly CandidateMatch[]): boolean {
  if (slot.section === 'custom') return false;
  const { nameOf, default: fallback } = slot.field;
  return (
    fallback !== undefined ||
    filled.some((one) => one.candidate.section === slot.section && one.candidate.key === nameOf)
  );
}

/** An area can be looked up only where the city is; else it is sent by its name. */
function dropLonelyAreas(slots: readonly FieldCandidate[], filled: Map<string, CandidateMatch>): void {
  for (const [id, one] of filled) {
    const { candidate: slot, fit } = one;
    if (slot.section !== 'fields' || fit.spec.lookup !== 'area' || slot.field.within === undefined) continue;
    if (filled.has(`fields.${slot.field.within}`)) continue;
    filled.delete(id);
    const beside = slots.find((other) => other.section === 'fields' && other.field.nameOf === slot.key);
    if (beside !== undefined && !filled.has(beside.id)) {
      filled.set(beside.id, { ...one, candidate: beside, fit: NO_EVIDENCE });
    }
  }
}

/**
 * Finds the one-to-one assignment of rows to columns with the greatest sum of scores (the Hungarian method). A score of 0
 * means that the two do not go together. Answers for each row its column, or -1.
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
