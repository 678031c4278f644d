import type { Target } from '../targets/index.ts';
import { counted, t } from '../words/index.ts';
import type { ColumnStatistics, TableStatistics } from './columns/column-statistics.ts';
import { homeCountry, rowCountries } from './columns/countries.ts';
import { type FieldCandidate, fieldCandidatesOf } from './field-candidates.ts';
import {
  type CandidateMatch,
  type Comparison,
  type Decisions,
  isFilledByItself,
  MIN_CONFIDENCE,
  matchColumns,
} from './match-columns.ts';
import { nameSimilarity } from './name-similarity.ts';
import { isUnnamed, joinParts, type NamedColumn, namedColumns } from './named-columns.ts';
import { parseName } from './parse-name.ts';
import { scoreColumns } from './scoring/score-columns.ts';
import type { Alternative, KeyChoice, Placement, Suggestion, Unplaced } from './suggestion.ts';
import type { TenantFacts } from './tenant-facts.ts';

/** A match with less confidence needs review. */
const SURE_CONFIDENCE = 0.75;
const CLOSE_CALL = 0.05;
const MAX_ALTERNATIVES = 4;
const MIN_ALTERNATIVE = 0.4;
/** A column whose name is this similar to a field's gets an explanation if it is not matched. */
const MIN_SIMILAR_NAME = 0.75;

/** Suggests mappings of one spreadsheet to one target. */
export interface Suggester {
  /** Everything that a column can fill. */
  readonly candidates: readonly FieldCandidate[];
  /** The best mapping that respects a person's decisions. */
  suggest(decisions?: Decisions): Promise<Suggestion>;
}

/** Compares the columns of a spreadsheet with the candidates of a target, once. `tenant` is absent without credentials. */
export async function createSuggester(
  target: Target,
  table: TableStatistics,
  tenant: TenantFacts | undefined,
): Promise<Suggester> {
  const candidates = fieldCandidatesOf(target, tenant?.customFields ?? []);
  const columns = namedColumns(table.columns);
  const named = countryColumn(candidates, columns);
  const context = {
    tenant,
    country: await homeCountry({ countries: named?.profile, columns: table.columns }),
    countries: named && (await rowCountries(named.written, named.profile)),
  };
  const scores = await scoreColumns(columns, candidates, context);
  return {
    candidates,
    async suggest(decisions = new Map()) {
      const comparison = { candidates, columns, scores, context, decisions };
      const filled = await matchColumns(comparison);
      return describe(target, table, comparison, filled);
    },
  };
}

function countryColumn(
  candidates: readonly FieldCandidate[],
  columns: readonly NamedColumn[],
): NamedColumn | undefined {
  const candidate = candidates.find(({ id }) => id === 'fields.countryid');
  const similarityOf = ({ name }: NamedColumn): number =>
    Math.max(0, ...(candidate?.names ?? []).map((known) => nameSimilarity(name, known.name)));
  return columns.find((column) => similarityOf(column) >= 0.8);
}

function describe(
  target: Target,
  table: TableStatistics,
  comparison: Comparison,
  filled: readonly CandidateMatch[],
): Suggestion {
  const placements = filled.map((one) => placementOf(one, comparison, filled));
  const placed = new Set(filled.flatMap(({ columns }) => columns.map(({ profile }) => profile.index)));
  const rest = table.columns.filter(({ index, name }) => !placed.has(index) && !isUnnamed(name));
  const key = chooseKey(placements, table, new Set(rest.map(({ index }) => index)));
  return {
    target,
    table,
    placements,
    unplaced: rest
      .filter(({ name }) => typeof key?.key !== 'object' || key.key.column !== name)
      .map((profile) => unplacedOf(profile, comparison, filled)),
    missing: comparison.candidates.filter(
      (candidate) =>
        candidate.required &&
        !filled.some((one) => one.candidate === candidate) &&
        !isFilledByItself(candidate, filled) &&
        !isName(candidate),
    ),
    key,
    knowsTenant: comparison.context.tenant !== undefined,
  };
}

function placementOf(one: CandidateMatch, comparison: Comparison, filled: readonly CandidateMatch[]): Placement {
  const { candidate, columns, confidence, fit } = one;
  const [first] = columns;
  const alternatives = first === undefined ? [] : alternativesOf(first, comparison, filled, candidate);
  const isDecided = columns.some(({ profile }) => comparison.decisions.has(profile.index));
  const isClose = alternatives.some((other) => other.confidence > confidence - CLOSE_CALL);
  return {
    candidate,
    columns,
    spec: fit.spec,
    confidence,
    notes: [...fit.notes, ...(fit.warnings ?? [])],
    warnings: fit.warnings ?? [],
    unsent: fit.unsent ?? [],
    choices: fit.choices ?? [],
    isDoubtful: (!isDecided && (confidence < SURE_CONFIDENCE || isClose)) || fit.choices !== undefined,
    alternatives,
  };
}

/** Other free candidates for a column, best first. */
function alternativesOf(
  column: NamedColumn,
  { candidates, columns, scores }: Comparison,
  filled: readonly CandidateMatch[],
  own?: FieldCandidate,
): Alternative[] {
  const row = scores[columns.indexOf(column)] ?? [];
  return candidates
    .map((candidate, index) => ({ candidate, confidence: row[index]?.confidence ?? 0 }))
    .filter(
      ({ candidate, confidence }) => candidate !== own && confidence >= MIN_ALTERNATIVE && !isBeside(candidate, own),
    )
    .filter(({ candidate }) => !filled.some((one) => one.candidate === candidate))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MAX_ALTERNATIVES);
}

/** Whether it is the name that is filled in with an id. */
function isName(candidate: FieldCandidate): boolean {
  return candidate.section !== 'custom' && candidate.field.nameOf !== undefined;
}

/** Whether one is the id and the other its name. */
function isBeside(candidate: FieldCandidate, own: FieldCandidate | undefined): boolean {
  if (own === undefined || candidate.section === 'custom' || own.section === 'custom') return false;
  return candidate.field.nameOf === own.key || own.field.nameOf === candidate.key;
}

function unplacedOf(
  profile: NamedColumn['profile'],
  comparison: Comparison,
  filled: readonly CandidateMatch[],
): Unplaced {
  const column = comparison.columns.find((other) => other.profile === profile);
  if (column === undefined) {
    return { column: profile, reason: t`Several columns have this name; rename it to map it`, alternatives: [] };
  }
  return {
    column: profile,
    reason: reasonOf(column, comparison, filled),
    alternatives: alternativesOf(column, comparison, filled),
  };
}

/** Why a column is not matched: taken, contradicted by its values, or unknown. */
function reasonOf(
  column: NamedColumn,
  { candidates, columns, scores, decisions }: Comparison,
  filled: readonly CandidateMatch[],
): string {
  if (decisions.get(column.profile.index) === null) return t`Left out, as you decided`;
  const whole = candidates.find(
    (candidate) => candidate.section !== 'custom' && joinParts(candidate.parts, [column]) !== undefined,
  );
  if (whole !== undefined) return t`It is a part of ${whole.label} (${whole.key}), which another column has in full`;
  const row = scores[columns.indexOf(column)] ?? [];
  const [index, best] = [...row.entries()].reduce<readonly [number, number]>(
    (top, [position, { byName, confidence }]) =>
      Math.max(byName, confidence) > top[1] ? [position, Math.max(byName, confidence)] : top,
    [-1, 0],
  );
  const [candidate, score] = [candidates[index], row[index]];
  if (candidate === undefined || score === undefined || best < MIN_SIMILAR_NAME) return t`No field has a similar name`;
  const name =
    candidate.section === 'custom' ? t`the custom field ${candidate.label}` : `${candidate.label} (${candidate.key})`;
  const holder = filled.find((one) => one.candidate === candidate);
  if (score.confidence >= MIN_CONFIDENCE && holder !== undefined) {
    return t`It looks like ${name}, which is filled from ${holder.columns.map(({ written }) => JSON.stringify(written)).join(' and ')}`;
  }
  const [note] = score.fit.notes;
  return t`It looks like ${name}${note === undefined ? t`, but is not similar enough` : t`, but: ${lowerFirst(note)}`}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/[.。]$/, '');
}

/** Fields that identify a record, best first. Other unique fields come after them. */
const USUAL_KEYS = ['partnerid', 'email', 'tel'];

const ID_NAMES = ['ID', 'Record ID', 'Customer ID', 'Customer number', 'Account number', '编号', '客户编号'].map(
  parseName,
);

/** With fewer rows, a column with repeated values is not suggested as a key. */
const MIN_ROWS_FOR_REPEATS = 50;

/** Chooses the key: a field or column that every row has and (almost) no two rows share. */
function chooseKey(
  placements: readonly Placement[],
  table: TableStatistics,
  unplaced: ReadonlySet<number>,
): KeyChoice | undefined {
  const fields = placements.flatMap((placement) => {
    const column = identityOf(placement);
    return column === undefined ? [] : [{ key: placement.candidate.key, column }];
  });
  const usual = USUAL_KEYS.flatMap((key) => fields.filter((field) => field.key === key));
  const whole = [...usual, ...fields].find(({ column }) => isWhole(column, table));
  if (whole !== undefined && USUAL_KEYS.includes(whole.key)) return fieldKey(whole.key, table);
  const column = table.columns.find(
    (other) => unplaced.has(other.index) && isWhole(other, table) && isCalledId(other.name),
  );
  if (column !== undefined) {
    return { key: { column: column.name }, reason: t`Not sent. Every row has one, and no two are the same.` };
  }
  if (whole !== undefined) return fieldKey(whole.key, table);
  const nearly = usual.find(
    (field) => table.rows >= MIN_ROWS_FOR_REPEATS && (field.column.repeats ?? 0) > 0 && field.column.blank === 0,
  );
  if (nearly === undefined) return undefined;
  const rows = counted(nearly.column.repeats ?? 0, 'row repeats', 'rows repeat');
  return {
    key: nearly.key,
    reason: t`Every row has one, but ${rows} the value of an earlier row and would be rejected.`,
  };
}

function fieldKey(key: string, { rows }: TableStatistics): KeyChoice {
  return { key, reason: t`Every row has one, and all ${rows} are different.` };
}

function isWhole(column: ColumnStatistics, { rows }: TableStatistics): boolean {
  return column.isUnique && column.filled === rows && rows > 0;
}

function isCalledId(name: string): boolean {
  const parsed = parseName(name);
  return ID_NAMES.some((known) => nameSimilarity(parsed, known) >= 0.8);
}

/** The only column of a placement whose values identify records. */
function identityOf({ columns, candidate, spec }: Placement): ColumnStatistics | undefined {
  const column = columns.length === 1 ? columns[0]?.profile : undefined;
  if (candidate.section !== 'fields' || spec.split !== undefined || spec.values !== undefined) return undefined;
  const { holds, lookup, type } = candidate.field;
  // Two people may have the same name; two companies or tags should not.
  if (holds === 'note' || type === 'code' || candidate.parts.length > 0) return undefined;
  const isId = holds === 'id' || holds === 'email' || holds === 'phone' || lookup === 'customer' || candidate.required;
  return isId ? column : undefined;
}
